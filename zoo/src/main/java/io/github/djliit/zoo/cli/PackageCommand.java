/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import ai.djl.Device;
import ai.djl.Model;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.zoo.AlignmentFile;
import io.github.djliit.zoo.ModelDirectory;
import io.github.djliit.zoo.Origin;
import io.github.djliit.zoo.OutFolder;
import io.github.djliit.zoo.ServingDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code iit package MODEL}. */
@Command(
        name = "package",
        description = {
            "Writes a model directory that DJL Serving loads as it is.",
            "It has the model, its alignment and plans, and a serving.properties. The server needs"
                    + " the jar djl-iit-serving-handler in its folder deps."
        },
        mixinStandardHelpOptions = true)
final class PackageCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "MODEL",
            description =
                    "A model of the zoo, a directory that train wrote, a TorchScript file, or a"
                            + " directory with a model.pt.")
    private String model;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            converter = OutPath.class,
            description =
                    "The directory to write, where there is none; --overwrite replaces a package,"
                            + " whose serving.properties may have been edited.")
    private Path out;

    @Mixin private AlignmentOption alignment = new AlignmentOption();
    @Mixin private Overwrite overwrite;

    @Override
    public Integer call() throws Exception {
        OpenModel found = OpenModel.find(model);
        checkOther("The model", OpenModel.input(model));
        checkOther("The alignment", alignment.file());
        try (OutFolder folder = overwrite.folder(out, Origin.PACKAGE)) {
            write(found, folder);
        }
        Output.print(
                spec.commandLine().getOut(),
                "Wrote %s; see docs/serving.md for how to serve it".formatted(out));
        return 0;
    }

    /** What is read is not to be lost in the folder that is replaced. */
    private void checkOther(String what, Path input) throws IOException {
        if (input != null
                && Files.exists(input)
                && Files.isDirectory(out)
                && input.toRealPath().startsWith(out.toRealPath())) {
            throw new UsageException(
                    what + " is in " + out + " itself; name another directory to write");
        }
    }

    private void write(OpenModel found, OutFolder folder) throws Exception {
        // A model that does not load here would not load there.
        if (found instanceof RecipeModel recipe) {
            ModelDirectory directory = alignment.of(recipe.directory());
            try (Model loaded = directory.load(Device.cpu())) {
                alignment.check(directory, loaded);
                directory.untied().ifPresent(this::warn);
                ServingDirectory.write(folder, directory, loaded);
            }
        } else if (found instanceof ScriptModel script) {
            writeScript(script, folder);
        }
    }

    private void warn(String reason) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("iit: The recorded figures are left out, since " + reason);
        err.flush();
    }

    private void writeScript(ScriptModel script, OutFolder folder) throws Exception {
        Optional<AlignmentFile> given = alignment.read();
        try (LoadedModel loaded = script.load(Device.cpu())) {
            if (given.isPresent()) {
                AlignmentOption.check(given.get(), new InterventionBlock(loaded.block()));
            }
        }
        Path file = script.file();
        ServingDirectory.write(
                folder,
                file,
                script.isOfFolder() ? file.toAbsolutePath().getParent() : null,
                given.map(AlignmentFile::file).orElse(null));
    }
}
