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
import com.google.gson.JsonParser;
import com.typesafe.config.Config;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.zoo.ModelCard;
import io.github.djliit.zoo.ModelDirectory;
import io.github.djliit.zoo.Origin;
import io.github.djliit.zoo.OutFolder;
import io.github.djliit.zoo.Recipe;
import io.github.djliit.zoo.RecipeRun;
import io.github.djliit.zoo.RecipeSettings;
import io.github.djliit.zoo.Recipes;
import io.github.djliit.zoo.Report;
import io.github.djliit.zoo.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
            names = "--domain-split",
            paramLabel = "NAME",
            description =
                    "Which inputs are kept from training, to be tested on (sum3, sum4): none, large"
                            + " or remainder.")
    private String domainSplit;

    @Option(
            names = "--no-iit",
            description = "Train the task only, to see what the figures are without IIT.")
    private boolean noIit;

    @Option(
            names = "--device",
            paramLabel = "cpu|gpu",
            description = "Where to train (default: as the settings say, or cpu).")
    private Devices.Kind device;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            converter = OutPath.class,
            description =
                    "Write a model directory, where there is none, or one of the same recipe and"
                            + " settings.")
    private Path out;

    @Mixin private Overwrite overwrite;

    @Option(
            names = "--resume",
            paramLabel = "DIR",
            converter = OutPath.class,
            description =
                    "Go on with a training that was stopped, by the checkpoint in its --out DIR and"
                            + " its settings; --out defaults to DIR.")
    private Path resume;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Recipe chosen = UsageException.check(() -> Recipes.get(recipe));
        RunFolder from = UsageException.check(() -> from(chosen));
        Config settings = UsageException.check(() -> settings(chosen, from));
        if (resume != null) {
            UsageException.check(() -> check(from, settings));
        }
        Device on = device(settings);
        out = out == null ? resume : out;
        try (OutFolder target = overwrite.folder(out, origin(chosen, settings))) {
            report(chosen, settings, on, from.writingTo(target));
        }
        return 0;
    }

    private static Object check(RunFolder from, Config settings) {
        from.check(settings);
        return from;
    }

    /** A training that goes on in its own folder replaces what it left. */
    private Origin origin(Recipe chosen, Config settings) throws IOException {
        boolean goesOn = resume != null && Files.exists(out) && Files.isSameFile(out, resume);
        return Origin.of(chosen, settings, goesOn);
    }

    private RunFolder from(Recipe chosen) throws Exception {
        return resume == null ? RunFolder.NONE : RunFolder.resume(resume, chosen);
    }

    private Device device(Config settings) {
        if (device != null) {
            return Devices.get(device);
        }
        String name = settings.hasPath("device") ? settings.getString("device") : "cpu";
        return Devices.get(name, spec.commandLine().getErr());
    }

    private void report(Recipe chosen, Config settings, Device on, RunFolder folder)
            throws Exception {
        RecipeRun run = new RecipeRun(chosen, settings);
        Alignment alignment = chosen.alignment(settings);
        long used = settings.getLong("seed");
        long begin = System.nanoTime();
        try (Model model = train(run, on, folder, settings.getInt("epochs"))) {
            double seconds = (System.nanoTime() - begin) / 1e9;
            Report report = new Report(recipe, used, seconds, run.measure(model, alignment, used));
            ModelCard card = ModelCard.of(chosen, settings, report, Versions.toJson());
            if (folder.out().isPresent()) {
                OutFolder target = folder.out().orElseThrow();
                ModelReport page =
                        ModelReport.ofTraining(card, alignment, report, model, target.path());
                ModelDirectory.write(target, model, card, alignment, page.toHtml());
            }
            Output.print(
                    spec.commandLine().getOut(),
                    json,
                    JsonParser.parseString(report.toJson()).getAsJsonObject(),
                    report.toText(card.title()));
        }
    }

    /** The progress is off the terminal before the report comes. */
    private Model train(RecipeRun run, Device on, RunFolder folder, int count) throws Exception {
        StopNotice stop = new StopNotice(spec.commandLine().getErr(), () -> howToGoOn(folder));
        try (EpochProgress progress = new EpochProgress(recipe, count)) {
            return UsageException.check(() -> run.train(on, folder, progress));
        } finally {
            stop.done();
        }
    }

    private String howToGoOn(RunFolder folder) {
        if (out == null) {
            return "Stopped, and nothing is kept: --out DIR keeps each epoch, to go on with --resume";
        } else if (!folder.holdsCheckpoint()) {
            return "Stopped before the first epoch was done; there is nothing to go on with";
        }
        return "Stopped. Go on with: iit train %s --resume %s".formatted(recipe, out);
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

    private Config settings(Recipe chosen, RunFolder from) {
        RecipeSettings settings = new RecipeSettings(chosen);
        if (from != RunFolder.NONE) {
            settings.with(from.settings());
        }
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
        if (domainSplit != null) {
            settings.set("domain_split", domainSplit);
        }
        if (noIit) {
            settings.set("iit", "false");
        }
        return settings.get();
    }
}
