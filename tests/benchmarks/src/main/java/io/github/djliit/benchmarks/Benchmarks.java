/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.benchmarks;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures all lines, each in a Java of its own, and prints the table; {@code benchmarks.md} and
 * {@code benchmarks.json} have it too.
 *
 * <p>Arguments: the folder for results and large files, and a regular expression that selects lines
 * by name.
 */
public final class Benchmarks {

    private final Path folder;
    private final List<Figure> figures = new ArrayList<>();

    private Benchmarks(Path folder) {
        this.folder = folder;
    }

    /**
     * Measures.
     *
     * @param arguments the folder and the expression
     * @throws IOException if the results cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        Benchmarks benchmarks = new Benchmarks(Path.of(arguments[0]).resolve("benchmarks"));
        Files.createDirectories(benchmarks.folder);
        Pattern wanted = Pattern.compile(arguments[1]);
        for (Line line : Line.all()) {
            if (wanted.matcher(line.name()).find()) {
                benchmarks.measure(line);
            }
        }
        benchmarks.write();
    }

    private void measure(Line line) {
        Figure figure = figure(line);
        figures.add(figure);
        System.err.println(line.name() + ": " + Table.ratio(figure) + " " + figure.reason());
    }

    private Figure figure(Line line) {
        try {
            for (RunResult result : new Runner(options(line)).run()) {
                return Figure.of(line, result);
            }
            return new Figure(line, Map.of(), "nothing was measured");
        } catch (RunnerException e) {
            return new Figure(line, Map.of(), "not run: " + reason(e));
        }
    }

    private static String reason(Throwable thrown) {
        Throwable last = thrown;
        while (last.getCause() != null || last.getSuppressed().length > 0) {
            last = last.getCause() != null ? last.getCause() : last.getSuppressed()[0];
        }
        return last.toString();
    }

    /** A turn of the large networks takes seconds, so iterations are counted rather than long. */
    private Options options(Line line) {
        boolean isSweep = line.task() == Task.SWEEP || line.task() == Task.CELLS;
        boolean isLarge =
                isSweep || line.kind() == Kind.TWELVE || line.kind() == Kind.TWELVE_SCRIPT;
        int iterations = isSweep ? 5 : isLarge ? 7 : 15;
        return new OptionsBuilder()
                .include(Pattern.quote(Turns.class.getName() + ".turn"))
                .param("line", line.name())
                .param("folder", folder.toString())
                .forks(1)
                .warmupIterations(isLarge ? 1 : 4)
                .warmupTime(TimeValue.milliseconds(isLarge ? 100 : 500))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.milliseconds(isLarge ? 100 : 250))
                .jvmArgsAppend(
                        "-Xmx2g",
                        "-XX:+UseSerialGC",
                        "-Dai.djl.offline=true",
                        "-Dai.djl.pytorch.num_threads=1",
                        "-D" + PythonSide.SCRIPT + "=" + System.getProperty(PythonSide.SCRIPT),
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error")
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
    }

    private void write() throws IOException {
        String table = new Table(figures).text();
        System.out.println(table);
        Files.writeString(folder.resolve("benchmarks.md"), table);
        JsonArray json = new JsonArray();
        figures.forEach(figure -> json.add(figure.json()));
        String text = new GsonBuilder().setPrettyPrinting().create().toJson(json);
        Files.writeString(folder.resolve("benchmarks.json"), text + "\n");
    }
}
