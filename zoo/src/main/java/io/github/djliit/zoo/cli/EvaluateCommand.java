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
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.djliit.zoo.FigureIntervals;
import io.github.djliit.zoo.Measurement;
import io.github.djliit.zoo.ModelDirectory;
import io.github.djliit.zoo.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code iit evaluate MODEL}. */
@Command(
        name = "evaluate",
        description =
                "Measures a model: task accuracy, IIA of each variable, and IIA on the pairs whose"
                        + " interchange changes the causal model's output, with intervals of 95%%."
                        + " Exit code 1 if the recorded figures are missed.",
        mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "MODEL",
            description = "A model of the zoo, or a directory that train wrote.")
    private String model;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The seed of the test pairs (default: that of the training run).")
    private Long seed;

    @Option(
            names = "--device",
            paramLabel = "cpu|gpu",
            defaultValue = "cpu",
            description = "Where to run (default: cpu).")
    private Devices.Kind device;

    @Option(
            names = "--right-only",
            description =
                    "Leave out pairs that the model was wrong on to begin with: on the base, on the"
                            + " source, or on an input that has the counterfactual's answer by"
                            + " nature.")
    private boolean rightOnly;

    @Option(
            names = "--out",
            paramLabel = "FILE.html",
            converter = OutPath.OfPage.class,
            description =
                    "Write the report as a page of HTML; in a directory it is called report.html.")
    private Path out;

    @Mixin private AlignmentOption alignment = new AlignmentOption();
    @Mixin private Overwrite overwrite;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Endings.checkFile("--out", out, ".html");
        ModelDirectory directory = alignment.of(OpenModel.open(model));
        String line = alignment.line("evaluate", directory);
        long used = seed == null ? directory.card().seed() : seed;
        long begin = System.nanoTime();
        try (OutputFile page = page(line);
                Model loaded = directory.load(Devices.get(device))) {
            alignment.check(directory, loaded);
            Measurement result = directory.evaluate(loaded, used, rightOnly);
            double seconds = (System.nanoTime() - begin) / 1e9;
            Report report = new Report(directory.card().recipe(), used, seconds, result);
            if (page != null) {
                page.write(html(directory, loaded, report) + line + "\n");
            }
            return print(report, directory) ? 0 : 1;
        }
    }

    private OutputFile page(String line) throws IOException {
        return overwrite.file(out, Mark.ending(line), OpenModel.input(model), alignment.file());
    }

    /**
     * Prints the report. A model directory without intervals, as of an older version, has no
     * record, and one whose figures are not of this alignment and network has none of this model.
     *
     * @return whether no record is missed
     */
    private boolean print(Report report, ModelDirectory directory) throws Exception {
        boolean isMet = true;
        FigureIntervals recorded = FigureIntervals.of(directory.figures());
        JsonObject result = JsonParser.parseString(report.toJson()).getAsJsonObject();
        String text = report.toText(directory.card().title());
        Optional<String> leftOut = directory.untied();
        if (recorded.intervals().isEmpty() && directory.figures().taskAccuracy().isPresent()) {
            leftOut = Optional.of("they have no intervals");
        }
        if (leftOut.isPresent()) {
            result.addProperty("record_left_out", leftOut.get());
            text += "\n\nThe recorded figures are not compared, since " + leftOut.get() + ".";
        }
        if (!recorded.intervals().isEmpty() && !rightOnly) {
            List<String> misses = recorded.misses(FigureIntervals.of(report.figures()));
            isMet = misses.isEmpty();
            result.add("record", JsonParser.parseString(FigureIntervals.toJson(misses)));
            text += "\n\n" + FigureIntervals.toText(misses);
        }
        Output.print(spec.commandLine().getOut(), json, result, text);
        return isMet;
    }

    private static String html(ModelDirectory directory, Model loaded, Report report)
            throws IOException {
        return ModelReport.of(directory, report, loaded).toHtml();
    }
}
