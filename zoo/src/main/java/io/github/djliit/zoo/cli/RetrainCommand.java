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
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.typesafe.config.Config;
import io.github.djliit.zoo.BundledModels;
import io.github.djliit.zoo.FigureIntervals;
import io.github.djliit.zoo.ModelCard;
import io.github.djliit.zoo.ModelDirectory;
import io.github.djliit.zoo.OutFolder;
import io.github.djliit.zoo.Recipe;
import io.github.djliit.zoo.RecipeRun;
import io.github.djliit.zoo.Report;
import io.github.djliit.zoo.ZooWriter;
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

/** {@code iit retrain ID}. */
@Command(
        name = "retrain",
        description =
                "Trains a model of the zoo anew, by its recipe and its seed, and compares its"
                        + " figures with the recorded ones. Exit code 1 if they are missed.",
        mixinStandardHelpOptions = true)
final class RetrainCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "ID", description = "A model of the zoo; see: iit models.")
    private String id;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            converter = OutPath.class,
            description =
                    "Write the model into a repository in DJL's layout, with card and metadata; in"
                            + " the sources: zoo/src/main/resources/io/github/djliit/zoo/mlrepo.")
    private Path out;

    @Mixin private Overwrite overwrite;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Recipe recipe = UsageException.check(() -> BundledModels.recipe(id));
        Config settings = BundledModels.settings(id);
        long seed = settings.getLong("seed");
        RecipeRun run = new RecipeRun(recipe, settings);
        long begin = System.nanoTime();
        try (OutFolder folder = folder(settings);
                EpochProgress progress = new EpochProgress(id, settings.getInt("epochs"));
                Model model = run.train(Device.cpu(), progress)) {
            double seconds = (System.nanoTime() - begin) / 1e9;
            Report report =
                    new Report(
                            id,
                            seed,
                            seconds,
                            run.measure(model, recipe.alignment(settings), seed));
            ModelCard card = ModelCard.of(recipe, settings, report, Versions.toJson());
            boolean isRecorded = BundledModels.has(id);
            List<String> misses = isRecorded ? misses(card) : List.of();
            if (folder != null) {
                new ZooWriter(out).write(folder, id, model, card);
            }
            print(report, isRecorded, misses);
            return misses.isEmpty() ? 0 : 1;
        }
    }

    private OutFolder folder(Config settings) throws Exception {
        return out == null
                ? null
                : overwrite.folder(new ZooWriter(out).folder(id), ZooWriter.origin(id, settings));
    }

    private List<String> misses(ModelCard card) throws Exception {
        ModelDirectory recorded = BundledModels.open(id);
        Optional<String> untied = recorded.untied();
        if (untied.isPresent()) {
            return List.of("the record is of no use, since " + untied.get());
        }
        if (!recorded.card().isMeasuredLike(card)) {
            return List.of("the record is of another alignment than the recipe has now");
        }
        return FigureIntervals.of(recorded.figures()).misses(FigureIntervals.of(card.figures()));
    }

    /** A model that is about to be added has no record yet. */
    private void print(Report report, boolean isRecorded, List<String> misses) throws Exception {
        JsonObject result = JsonParser.parseString(report.toJson()).getAsJsonObject();
        String text = report.toText();
        if (isRecorded) {
            result.add("record", JsonParser.parseString(FigureIntervals.toJson(misses)));
            text += "\n\n" + FigureIntervals.toText(misses);
        }
        Output.print(spec.commandLine().getOut(), json, result, text);
    }
}
