/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A Python program, {@code tests/golden/benchmark.py}, that waits for its turns. The environment
 * names the interpreter, {@code IIT_PYTHON}, and a folder with pyvene, {@code IIT_PYVENE}.
 */
final class PythonSide implements AutoCloseable {

    static final String INTERPRETER = "IIT_PYTHON";
    static final String SCRIPT = "iit.benchmarks.script";

    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter orders;
    private final Set<String> sides;

    private PythonSide(Process process) throws IOException {
        this.process = process;
        answers =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        orders =
                new BufferedWriter(
                        new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        sides = Set.of(answer().split(" ", -1));
    }

    /** Returns the program; null where there is no interpreter. */
    static PythonSide start(Line line) throws IOException {
        String interpreter = System.getenv(INTERPRETER);
        if (interpreter == null || interpreter.isEmpty()) {
            return null;
        }
        Kind kind = line.kind();
        List<Integer> sizes = List.of(kind.layers, kind.units, kind.tokens, kind.rows());
        ProcessBuilder builder =
                new ProcessBuilder(
                        interpreter,
                        System.getProperty(SCRIPT),
                        line.task().name().toLowerCase(Locale.ROOT));
        sizes.forEach(size -> builder.command().add(size.toString()));
        // It says much that is of no use here.
        builder.redirectError(new File(System.getProperty("java.io.tmpdir"), "benchmark-py.log"));
        return new PythonSide(builder.start());
    }

    boolean hasHooks() {
        return sides.contains("hooks");
    }

    boolean hasPyvene() {
        return sides.contains("pyvene");
    }

    /** Has one of its sides run. */
    Spent run(String side, int runs) {
        try {
            orders.write(side + " " + runs + "\n");
            orders.flush();
            String[] times = answer().split(" ", -1);
            return new Spent(Long.parseLong(times[0]), Long.parseLong(times[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("The Python program ended; see benchmark-py.log");
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        orders.close();
        process.destroy();
    }
}
