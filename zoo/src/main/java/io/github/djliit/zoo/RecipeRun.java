/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.training.listener.TrainingListener;
import ai.djl.translate.TranslateException;
import com.google.gson.JsonObject;
import com.typesafe.config.Config;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.analysis.Ablation;
import io.github.djliit.analysis.AblationStudy;
import io.github.djliit.analysis.Effect;
import io.github.djliit.causal.Setting;
import io.github.djliit.engine.EngineCheck;
import io.github.djliit.statistics.Bootstrap;
import io.github.djliit.statistics.Estimate;
import io.github.djliit.training.CounterfactualDataset;
import io.github.djliit.training.DivergenceException;
import io.github.djliit.training.InterchangeEvaluation;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import io.github.djliit.training.InterchangeEvaluation.Result;
import io.github.djliit.training.Pairing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One run of a recipe: trains its network, and measures it on fresh pairs.
 *
 * <p>One seed gives one run, on one machine with one number of threads. Not thread-safe: the seed
 * is set on the engine.
 */
public final class RecipeRun {

    /** Keeps the draws of training and test apart: each has seeds that the other never has. */
    private static final long TEST_SEED = 0x9E3779B97F4A7C15L;

    private static final int TEST_BATCH = 512;

    private final Recipe recipe;
    private final Config settings;
    private boolean rightOnly;

    /**
     * Creates a run.
     *
     * @param recipe the recipe
     * @param settings its checked settings, see {@link RecipeSettings#get}
     * @throws IllegalArgumentException if some are missing, as where they are of another recipe
     */
    public RecipeRun(Recipe recipe, Config settings) {
        RecipeSettings.requireAll(recipe, settings);
        this.recipe = recipe;
        this.settings = settings;
    }

    /**
     * Sets whether measurements leave out pairs that the network was wrong on to begin with
     * (default: false), see {@link InterchangeEvaluation}.
     *
     * @param value whether to leave them out
     * @return this run
     */
    public RecipeRun optRightOnly(boolean value) {
        rightOnly = value;
        return this;
    }

    /**
     * Trains a network from the start.
     *
     * @param device the device to train on
     * @param listeners who is told of the progress
     * @return the trained model; the caller closes it
     * @throws IOException if a dataset cannot be read
     * @throws TranslateException if an input cannot be processed
     * @throws DivergenceException if a loss or a weight is not finite
     */
    public Model train(Device device, TrainingListener... listeners)
            throws IOException, TranslateException {
        return train(device, RunFolder.NONE, listeners);
    }

    /**
     * Trains a network, writes metrics and checkpoints, and goes on from a checkpoint. What only a
     * measurement reads of the settings is tried before the first epoch.
     *
     * @param device the device to train on
     * @param folder where metrics and checkpoints go, and where to go on from
     * @param listeners who is told of the progress
     * @return the trained model; the caller closes it
     * @throws IOException if a dataset cannot be read, or the folder not be written
     * @throws TranslateException if an input cannot be processed
     * @throws DivergenceException if a loss or a weight is not finite; what was written before
     *     stays
     * @throws IllegalStateException if there is no engine
     */
    public Model train(Device device, RunFolder folder, TrainingListener... listeners)
            throws IOException, TranslateException {
        EngineCheck.requireEngine();
        Rehearsal.of(recipe, settings).run(device);
        Model model = Model.newInstance(recipe.name(), device);
        Checkpoint from = folder.checkpoint();
        try (Training training = new Training(recipe, settings, model, from, listeners)) {
            Metrics metrics = folder.metrics(recipe, settings, training);
            while (training.epoch() < settings.getInt("epochs")) {
                Map<String, Double> losses = epoch(training, folder);
                folder.begin();
                JsonObject measured = isMeasured(training, folder) ? figures(model) : null;
                metrics.add(training, losses, measured);
                folder.write(training);
            }
            folder.begin();
            return model;
        } catch (IOException | TranslateException | RuntimeException e) {
            model.close();
            throw e;
        }
    }

    private static Map<String, Double> epoch(Training training, RunFolder folder)
            throws IOException, TranslateException {
        try {
            return training.train();
        } catch (DivergenceException e) {
            throw e.with(folder.told(training.epoch()));
        }
    }

    /**
     * Measures a network on fresh pairs, as many for each variable as the settings say.
     *
     * @param model the network
     * @param alignment the alignment to judge, of the recipe's causal model
     * @param seed the seed of the test pairs, that of the run or another
     * @return the figures of all variables, trained or not
     */
    public Result evaluate(Model model, Alignment alignment, long seed) {
        return measure(model, alignment, seed).main();
    }

    /**
     * Measures a network on fresh pairs, task by task.
     *
     * @param model the network
     * @param alignment the alignment to judge, of the recipe's causal model
     * @param seed the seed of the test pairs, that of the run or another
     * @return the figures of all tasks
     */
    public Measurement measure(Model model, Alignment alignment, long seed) {
        Map<String, Result> tasks = new LinkedHashMap<>();
        for (Recipe.Task task : recipe.tasks(settings, alignment)) {
            // An alignment of some variables may leave a task with nothing to measure it on.
            if (alignment.variables().stream().anyMatch(task.variables()::contains)) {
                tasks.put(task.name(), measure(task, model, alignment, seed));
            }
        }
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException(
                    "/variables: no task of " + recipe.name() + " is judged by any of them");
        }
        Measurement measured =
                Measurement.of(tasks).withUnaligned(unaligned(model, alignment, seed));
        String pairs =
                MeasuredOn.digest(
                        recipe.name(),
                        MeasuredOn.json(settings),
                        seed,
                        measured.pairs(),
                        rightOnly);
        return MeasuredOn.digest(alignment)
                .map(its -> measured.withMeasuredOn(new MeasuredOn(its, pairs, Optional.empty())))
                .orElse(measured);
    }

    /** Swaps what is at sites that no variable is to live at, each by itself. */
    private Map<String, Effect> unaligned(Model model, Alignment alignment, long seed) {
        List<String> sites =
                settings.hasPath("unaligned") ? settings.getStringList("unaligned") : List.of();
        if (sites.isEmpty()) {
            return Map.of();
        }
        List<Recipe.Task> tasks = recipe.tasks(settings, alignment);
        CounterfactualDataset.Builder test =
                testSettings(
                        tasks.get(tasks.size() - 1), alignment, alignment.variables().get(0), seed);
        int count = test.build().size();
        if (count < 2) {
            return Map.of();
        }
        CounterfactualDataset pairs = test.setSampling(batchOf(count), false).build();
        AblationStudy.Builder builder =
                AblationStudy.builder()
                        .setNetwork(model.getBlock())
                        .setData(pairs.bases())
                        .optAgreement(recipe.agreement())
                        .optOutput(tasks.get(tasks.size() - 1).output())
                        .optAblation(Ablation.RESAMPLE)
                        .optBootstrap(Bootstrap.ofSeed(seed));
        Map<String, Effect> effects = new LinkedHashMap<>();
        try (NDManager manager = model.getNDManager().newSubManager();
                AblationStudy study = builder.build(manager)) {
            List<Effect> each = unaligned(study, sites);
            for (int i = 0; i < sites.size(); i++) {
                effects.put(sites.get(i), each.get(i));
            }
            return effects;
        } catch (IOException | TranslateException e) {
            throw new IllegalStateException("The test inputs cannot be read: " + e, e);
        }
    }

    private static List<Effect> unaligned(AblationStudy study, List<String> sites) {
        try {
            return study.each(sites);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The setting unaligned: " + e.getMessage(), e);
        }
    }

    /** Returns what goes into the metrics. */
    private JsonObject figures(Model model) {
        Alignment alignment = recipe.alignment(settings);
        long seed = settings.getLong("seed");
        JsonObject figures = measure(model, alignment, seed).json();
        JsonObject errors = new JsonObject();
        try (NDManager manager = model.getNDManager().newSubManager()) {
            for (Recipe.Task task : recipe.tasks(settings, alignment)) {
                CounterfactualDataset data =
                        testPairs(task, alignment, alignment.variables().get(0), seed);
                int output = Math.max(0, task.output());
                JsonObject counts = new JsonObject();
                ErrorHistogram.of(model.getBlock(), output, data, manager)
                        .forEach((error, count) -> counts.addProperty(error.toString(), count));
                errors.add(task.name(), counts);
            }
        }
        figures.add("errors", errors);
        return figures;
    }

    private Result measure(Recipe.Task task, Model model, Alignment alignment, long seed) {
        InterchangeEvaluation evaluation =
                new InterchangeEvaluation(model.getBlock(), alignment, recipe.agreement())
                        .optOutput(task.output())
                        .optRightOnly(rightOnly)
                        .optBootstrap(Bootstrap.ofSeed(seed));
        recipe.metrics().forEach(evaluation::optMetric);
        Map<String, Figures> figures = new LinkedHashMap<>();
        List<Estimate> right = new ArrayList<>();
        long notFinite = 0;
        try (NDManager manager = model.getNDManager().newSubManager()) {
            for (String variable : alignment.variables()) {
                if (task.variables().contains(variable)) {
                    Result result =
                            evaluation.run(manager, testPairs(task, alignment, variable, seed));
                    figures.putAll(result.variables());
                    right.add(result.task());
                    notFinite += result.notFinite();
                }
            }
        }
        return new Result(pooled(right, seed), figures, notFinite);
    }

    /** A batch of one row has no other to take an activation from. */
    private static int batchOf(int count) {
        int size = TEST_BATCH;
        while (count % size == 1) {
            size--;
        }
        return size;
    }

    private static Estimate pooled(List<Estimate> shares, long seed) {
        long count = shares.stream().mapToLong(Estimate::count).sum();
        double hits = shares.stream().mapToDouble(share -> share.value() * share.count()).sum();
        return Bootstrap.ofSeed(seed).share(Math.round(hits), count);
    }

    /** Another seed for each variable, so that the task is measured on more inputs. */
    private CounterfactualDataset testPairs(
            Recipe.Task task, Alignment alignment, String variable, long seed) {
        return testSettings(task, alignment, variable, seed).build();
    }

    private CounterfactualDataset.Builder testSettings(
            Recipe.Task task, Alignment alignment, String variable, long seed) {
        long own = seed * 31 + TEST_SEED + alignment.variables().indexOf(variable);
        return recipe.testPairs(settings, task, own)
                .setCausalModel(recipe.causalModel())
                .setAlignment(alignment)
                .optEncoding(recipe.encoding(settings))
                .optVariables(List.of(variable))
                .optSeed(own);
    }

    /** Measures as is done after a training and, where there are metrics, within it. */
    void rehearse(Model model) {
        measure(model, recipe.alignment(settings), settings.getLong("seed"));
        if (settings.hasPath("eval_freq")) {
            figures(model);
        }
    }

    /** In the first epoch, every so many after it, and in the last. */
    private boolean isMeasured(Training training, RunFolder folder) {
        if (!folder.isKept() || !settings.hasPath("eval_freq")) {
            return false;
        }
        int every = settings.getInt("eval_freq");
        boolean last = training.epoch() == settings.getInt("epochs");
        return last || (every > 0 && (training.epoch() - 1) % every == 0);
    }

    /** The first half of the inputs are bases, the second sources: every pair is new. */
    static CounterfactualDataset.Builder pairs(
            Recipe recipe, Config settings, List<Setting> inputs) {
        return CounterfactualDataset.builder()
                .setInputs(inputs)
                .setSampling(recipe.pairsOfBatch(settings), true)
                .optPairing(Pairing.HALVES);
    }
}
