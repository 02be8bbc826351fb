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
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Dataset;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.translate.TranslateException;
import com.typesafe.config.Config;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.training.CounterfactualDataset;
import io.github.djliit.training.IitLoss;
import io.github.djliit.training.IitTrainer;
import io.github.djliit.training.InterchangeEvaluation;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import io.github.djliit.training.InterchangeEvaluation.Result;
import io.github.djliit.training.Pairing;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One run of a recipe: trains its network, and measures it on fresh pairs.
 *
 * <p>One seed gives one run, on one machine with one number of threads. Not thread-safe: the seed
 * is set on the engine.
 */
public final class RecipeRun {

    /** Keeps the draws of training and test apart: each has seeds that the other never has. */
    private static final long TEST_SEED = 0x9E3779B97F4A7C15L;

    private final Recipe recipe;
    private final Config settings;

    /**
     * Creates a run.
     *
     * @param recipe the recipe
     * @param settings its checked settings, see {@link RecipeSettings#get}
     */
    public RecipeRun(Recipe recipe, Config settings) {
        this.recipe = recipe;
        this.settings = settings;
    }

    /**
     * Trains a network from the start.
     *
     * @param device the device to train on
     * @param listeners who is told of the progress
     * @return the trained model; the caller closes it
     * @throws IOException if a dataset cannot be read
     * @throws TranslateException if an input cannot be processed
     */
    public Model train(Device device, TrainingListener... listeners)
            throws IOException, TranslateException {
        Engine.getInstance().setRandomSeed((int) settings.getLong("seed"));
        Model model = Model.newInstance(recipe.name(), device);
        try {
            model.setBlock(recipe.network(settings));
            DefaultTrainingConfig config =
                    new DefaultTrainingConfig(loss())
                            .optOptimizer(optimizer())
                            .optDevices(new Device[] {device})
                            .addTrainingListeners(listeners);
            Alignment alignment =
                    recipe.alignment().restrictedTo(settings.getStringList("alignment"));
            try (Trainer trainer =
                    new IitTrainer(model, config, alignment)
                            .setDetachSource(settings.getBoolean("detach_source"))) {
                trainer.initialize(recipe.inputShapes());
                EasyTrain.fit(trainer, settings.getInt("epochs"), trainingData(alignment), null);
            }
            return model;
        } catch (IOException | TranslateException | RuntimeException e) {
            model.close();
            throw e;
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
        InterchangeEvaluation evaluation =
                new InterchangeEvaluation(model.getBlock(), alignment, recipe.agreement());
        Map<String, Figures> figures = new LinkedHashMap<>();
        double right = 0;
        try (NDManager manager = model.getNDManager().newSubManager()) {
            for (String variable : alignment.variables()) {
                // Another seed for each variable, so that the task is measured on more inputs.
                CounterfactualDataset data =
                        data("test_pairs", seed * 31 + TEST_SEED + figures.size(), alignment)
                                .optVariables(List.of(variable))
                                .build();
                Result result = evaluation.run(manager, data);
                figures.putAll(result.variables());
                right += result.taskAccuracy();
            }
        }
        return new Result(right / figures.size(), figures);
    }

    private Dataset trainingData(Alignment alignment) {
        return data("train_pairs", settings.getLong("seed"), alignment).build();
    }

    /** The first half of the inputs are bases, the second sources: every pair is new. */
    private CounterfactualDataset.Builder data(String pairs, long seed, Alignment alignment) {
        return CounterfactualDataset.builder()
                .setCausalModel(recipe.causalModel())
                .setAlignment(alignment)
                .setInputs(recipe.inputs(2 * settings.getInt(pairs), seed))
                .setSampling(settings.getInt("batch_size"), true)
                .optPairing(Pairing.HALVES)
                .optEncoding(recipe.encoding())
                .optSeed(seed);
    }

    private IitLoss loss() {
        return new IitLoss(recipe.loss()).optCounterfactual(settings.getBoolean("iit") ? 1f : 0f);
    }

    private Optimizer optimizer() {
        float rate = (float) settings.getDouble("learning_rate");
        return Optimizer.adam().optLearningRateTracker(Tracker.fixed(rate)).build();
    }
}
