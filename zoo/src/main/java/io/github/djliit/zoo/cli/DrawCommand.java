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
import io.github.djliit.alignment.Alignment;
import io.github.djliit.report.AlignmentPicture;
import io.github.djliit.zoo.ModelDirectory;
import io.github.djliit.zoo.RecordedFigures;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Draws the alignment of a model. */
@Command(
        name = "draw",
        description =
                "Draws causal model and network side by side, with lines from variables to their"
                        + " sites, coloured by the recorded IIA if that is of this alignment and of"
                        + " these parameters.",
        mixinStandardHelpOptions = true)
final class DrawCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "MODEL",
            description = "A model of the zoo, or a directory that train wrote.")
    private String model;

    @Option(
            names = "--out",
            paramLabel = "FILE.svg",
            converter = OutPath.OfFile.class,
            description = "Where to write the picture (default: standard output).")
    private Path out;

    @Mixin private AlignmentOption alignment = new AlignmentOption();
    @Mixin private Overwrite overwrite;

    @Override
    public Integer call() throws Exception {
        Endings.checkFile("--out", out, ".svg");
        ModelDirectory directory = alignment.of(OpenModel.open(model));
        String line = alignment.line("draw", directory);
        try (OutputFile file =
                overwrite.file(out, Mark.ending(line), OpenModel.input(model), alignment.file())) {
            String svg = picture(directory).toSvg() + "\n" + line;
            if (file == null) {
                Output.print(spec.commandLine().getOut(), svg);
            } else {
                file.write(svg);
            }
        }
        return 0;
    }

    private AlignmentPicture picture(ModelDirectory directory) throws Exception {
        RecordedFigures figures = directory.figures();
        Optional<String> untied = directory.untied();
        try (Model loaded = directory.load(Device.cpu())) {
            Alignment fitting = alignment.check(directory, loaded);
            untied.ifPresent(this::warn);
            AlignmentPicture.Builder drawn =
                    ModelPicture.of(directory.card(), fitting, loaded, figures);
            untied.ifPresent(
                    reason ->
                            drawn.optUnmeasured(
                                    "aligned; the recorded figures are not shown: " + reason));
            return drawn.build();
        }
    }

    private void warn(String reason) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(
                "iit: The recorded figures are not shown, since "
                        + reason
                        + ". To measure and draw: iit evaluate "
                        + model
                        + alignment.asTyped()
                        + " --out FILE.html");
        err.flush();
    }
}
