/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import ai.djl.Model;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.zoo.AlignmentFile;
import io.github.djliit.zoo.MeasuredOn;
import io.github.djliit.zoo.ModelDirectory;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option {@code --alignment} of all commands that take what a search found. */
final class AlignmentOption {

    @Option(
            names = "--alignment",
            paramLabel = "FILE",
            description =
                    "An alignment in the place of the model's own, as align --out writes it and"
                            + " alignment.json has it.")
    private Path file;

    /** Whether an alignment was given. */
    boolean isGiven() {
        return file != null;
    }

    /** Returns the option for a command that a message proposes; nothing where none was given. */
    String asTyped() {
        return file == null ? "" : " --alignment " + file;
    }

    /** Returns the file; null where none was given. */
    Path file() {
        return file;
    }

    /** Returns the line that a picture or page of a model and this alignment ends with. */
    String line(String command, ModelDirectory model) {
        String own = model.identity();
        return Mark.line(
                command,
                file == null
                        ? own
                        : own + " " + MeasuredOn.digest(model.alignment()).orElse("other"));
    }

    /** Reads the file, if one was given. */
    Optional<AlignmentFile> read() throws Exception {
        return file == null
                ? Optional.empty()
                : Optional.of(UsageException.check(() -> AlignmentFile.read(file)));
    }

    /** Returns a model with the alignment that was given; as it is where none was. */
    ModelDirectory of(ModelDirectory model) throws Exception {
        Optional<AlignmentFile> read = read();
        return read.isEmpty() ? model : UsageException.check(() -> model.with(read.get()));
    }

    /**
     * Returns the alignment as it fits the network; a fault of one that was given is bad use.
     *
     * @param model what {@link #of} returned
     */
    Alignment check(ModelDirectory model, Model loaded) throws Exception {
        return file == null
                ? model.alignmentOf(loaded)
                : UsageException.check(() -> model.alignmentOf(loaded));
    }

    /** Checks an alignment that was given against a network of which no example input is known. */
    static Alignment check(AlignmentFile given, InterventionBlock network) throws Exception {
        return UsageException.check(() -> given.check(network).alignment());
    }
}
