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
import com.typesafe.config.Config;
import io.github.djliit.zoo.ModelCard;
import io.github.djliit.zoo.ModelDirectory;
import io.github.djliit.zoo.Recipe;
import io.github.djliit.zoo.RecipeRun;
import io.github.djliit.zoo.RecipeSettings;
import io.github.djliit.zoo.Recipes;
import io.github.djliit.zoo.Report;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code iit train RECIPE}. */
@Command(
        name = "train",
        description = "Trains a recipe, measures the result on fresh pairs, and keeps the model.",
        mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "RECIPE", description = "The recipe; see: iit recipes")
    private String recipe;

    @Option(names = "--seed", paramLabel = "N", description = "The seed of all draws.")
    private Long seed;

    @Option(names = "--epochs", paramLabel = "N", description = "How often to see all pairs.")
    private Long epochs;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings in HOCON. With several in one file: --set experiment=NAME.")
    private Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "One setting, over defaults and --config; may be repeated.")
    private List<String> set = new ArrayList<>();

    @Option(
            names = "--no-iit",
            description = "Train the task only, to see what the figures are without IIT.")
    private boolean noIit;

    @Option(
            names = "--device",
            paramLabel = "cpu|gpu",
            defaultValue = "cpu",
            description = "Where to train (default: cpu).")
    private Devices.Kind device;

    @Option(names = "--out", paramLabel = "DIR", description = "Write a model directory.")
    private Path out;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Recipe chosen = UsageException.check(() -> Recipes.get(recipe));
        Config settings = UsageException.check(() -> settings(chosen));
        if (out != null) {
            checkWritable(out);
        }
        Device on = Devices.get(device);
        RecipeRun run = new RecipeRun(chosen, settings);
        long begin = System.nanoTime();
        try (Model model = train(run, on, settings.getInt("epochs"))) {
            double seconds = (System.nanoTime() - begin) / 1e9;
            long used = settings.getLong("seed");
            Report report =
                    new Report(
                            recipe, used, seconds, run.evaluate(model, chosen.alignment(), used));
            if (out != null) {
                ModelCard card = ModelCard.of(chosen, settings, report.toJson(), Versions.toJson());
                ModelDirectory.write(out, model, card, chosen.alignment());
            }
            Output.print(spec.commandLine().getOut(), json, report.toJson(), report.toText());
        }
        return 0;
    }

    /** Found out before the training, not after it. */
    private static void checkWritable(Path folder) throws Exception {
        UsageException.check(
                () -> {
                    ModelDirectory.checkWritable(folder);
                    return null;
                });
    }

    /** The progress is off the terminal before the report comes. */
    private Model train(RecipeRun run, Device on, int count) throws Exception {
        try (EpochProgress progress = new EpochProgress(recipe, count)) {
            return run.train(on, progress);
        }
    }

    private Map<String, String> single() {
        Map<String, String> single = new LinkedHashMap<>();
        for (String setting : set) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw new UsageException("--set takes KEY=VALUE, found '" + setting + "'");
            }
            single.put(setting.substring(0, equals).strip(), setting.substring(equals + 1));
        }
        return single;
    }

    private Config settings(Recipe chosen) {
        RecipeSettings settings = new RecipeSettings(chosen);
        Map<String, String> single = single();
        String experiment = single.remove("experiment");
        if (config != null) {
            settings.read(config, experiment);
        } else if (experiment != null) {
            throw new IllegalArgumentException("--set experiment=NAME needs --config FILE");
        }
        single.forEach(settings::set);
        if (seed != null) {
            settings.set("seed", seed.toString());
        }
        if (epochs != null) {
            settings.set("epochs", epochs.toString());
        }
        if (noIit) {
            settings.set("iit", "false");
        }
        return settings.get();
    }
}
