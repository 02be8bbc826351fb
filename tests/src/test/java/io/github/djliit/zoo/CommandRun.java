/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.djliit.zoo.cli.Iit;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What one run of the command line gave.
 *
 * @param code the exit code
 * @param out what it printed as its result
 * @param err what it printed as messages
 */
record CommandRun(int code, String out, String err) {

    /** Trains in a moment; what comes out is hardly better than chance. */
    private static final List<String> SMALL =
            List.of("--epochs=2", "--set", "train_pairs=200", "--set", "test_pairs=100");

    static CommandRun of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Iit.run(new PrintWriter(out), new PrintWriter(err, true), arguments);
        return new CommandRun(code, out.toString(), err.toString());
    }

    static CommandRun train(String... more) {
        List<String> arguments = new ArrayList<>(List.of("train", "equality", "--json"));
        arguments.addAll(SMALL);
        arguments.addAll(List.of(more));
        return of(arguments.toArray(String[]::new));
    }

    /** Trains a small model in a folder. */
    static Path model(Path folder) {
        CommandRun run = train("--out", folder.toString());
        if (run.code != 0) {
            throw new IllegalStateException(run.err);
        }
        return folder;
    }

    JsonObject json() {
        return JsonParser.parseString(out).getAsJsonObject();
    }

    /** Returns the figures that hang neither on the clock nor on a file that was written. */
    JsonObject figures() {
        JsonObject figures = json();
        figures.remove("seconds");
        figures.remove("record");
        figures.getAsJsonObject("measured_on").remove("network");
        return figures;
    }
}
