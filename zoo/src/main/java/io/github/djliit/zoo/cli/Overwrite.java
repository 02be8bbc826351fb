/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import io.github.djliit.zoo.Origin;
import io.github.djliit.zoo.OutFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option {@code --overwrite}, which belongs to every {@code --out}. */
final class Overwrite {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--overwrite",
            description =
                    "Replace what is at --out though it was made from something else, and say what;"
                            + " what this never wrote is not deleted.")
    private boolean isOn;

    /** Opens a folder to write, before the work; null stays null. */
    OutFolder folder(Path out, Origin origin) throws Exception {
        if (out == null) {
            return null;
        }
        OutFolder folder = UsageException.check(() -> OutFolder.open(out, origin, isOn));
        folder.replaced().ifPresent(this::tell);
        return folder;
    }

    /**
     * Opens a file to write, before the work; null stays null.
     *
     * @param mark tells whether what is there was made from the same thing
     * @param inputs the files and folders that the command reads; null ones do not count
     */
    OutputFile file(Path out, Mark mark, Path... inputs) throws IOException {
        if (out == null) {
            return null;
        }
        OutputFile file = OutputFile.of(out, mark, isOn, Arrays.asList(inputs), this::notice);
        if (file.isReplacing()) {
            tell("the file " + out);
        }
        return file;
    }

    private void notice(String text) {
        spec.commandLine().getErr().println("iit: " + text);
    }

    private void tell(String what) {
        spec.commandLine().getErr().println("Replacing " + what);
    }
}
