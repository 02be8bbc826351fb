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
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.listener.TrainingListener;
import ai.djl.translate.TranslateException;
import com.typesafe.config.Config;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.training.CounterfactualDataset;
import io.github.djliit.training.IitTrainer;
import io.github.djliit.training.Probes;
import io.github.djliit.training.ResumableOptimizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The training of one recipe: model, loss and optimizer, and the loop over epochs.
 *
 * <p>What is random follows from the seed and the number of the epoch, so that a training that goes
 * on from a checkpoint does what it would have done. For one thread.
 */
final class Training implements AutoCloseable {

    /** Far from the seeds that anything else draws from. */
    private static final long EPOCH_SEED = 0xD1B54A32D192ED03L;

    private final Recipe recipe;
    private final Config settings;
    private final Model model;
    private final RecipeLoss loss;
    private final CounterfactualDataset data;
    private final ResumableOptimizer optimizer;
    private final Probes probes;
    private final IitTrainer trainer;
    private final int stepsOfEpoch;
    private int epoch;

    /**
     * Starts a training, or goes on with one.
     *
     * @param recipe the recipe
     * @param settings its settings
     * @param model the model, empty, which gets the network; the caller closes it
     * @param checkpoint where to go on, or null
     * @param listeners who is told of the progress
     */
    Training(
            Recipe recipe,
            Config settings,
            Model model,
            Checkpoint checkpoint,
            TrainingListener... listeners) {
        this.recipe = recipe;
        this.settings = settings;
        this.model = model;
        epoch = checkpoint == null ? 0 : checkpoint.epoch();
        Engine.getInstance().setRandomSeed((int) settings.getLong("seed"));
        NetworkFile.of(recipe).start(model, settings);
        probes = recipe.probes(settings);
        probes.initialize(model.getNDManager(), DataType.FLOAT32);
        TrainedPairs pairs = TrainedPairs.of(recipe, settings);
        data = data(pairs);
        int rows = recipe.pairsOfBatch(settings);
        stepsOfEpoch = (data.size() + rows - 1) / rows;
        optimizer = Optimizers.of(settings, stepsOfEpoch, epoch * stepsOfEpoch);
        loss = recipe.trainingLoss(settings).setNetwork(model.getBlock());
        trainer = trainer(pairs.alignment(), listeners);
        // The trainer may put other parameters in the place of those of before.
        if (checkpoint != null) {
            checkpoint.restore(parameters(), optimizer);
        }
    }

    /** Returns all that is trained, the network's first. */
    private List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(model.getBlock().getParameters().values());
        parameters.addAll(probes.getParameters().values());
        return parameters;
    }

    private CounterfactualDataset data(TrainedPairs pairs) {
        long seed = settings.getLong("seed");
        return recipe.trainingPairs(settings, seed)
                .setCausalModel(pairs.model())
                .setAlignment(pairs.alignment())
                .optEncoding(recipe.trainingEncoding(settings))
                .optSeed(seed)
                .optFirstEpoch(epoch)
                .build();
    }

    private IitTrainer trainer(Alignment alignment, TrainingListener... listeners) {
        DefaultTrainingConfig config =
                new DefaultTrainingConfig(loss)
                        .optOptimizer(optimizer)
                        .optDevices(new Device[] {model.getNDManager().getDevice()})
                        .addTrainingListeners(listeners);
        IitTrainer made =
                new IitTrainer(model, config, alignment, probes)
                        .setDetachSource(settings.getBoolean("detach_source"))
                        .setEpochs(epoch);
        made.initialize(recipe.inputShapes());
        return made;
    }

    /** Returns the number of epochs made, those before a checkpoint among them. */
    int epoch() {
        return epoch;
    }

    /** Returns the number of steps made. */
    int steps() {
        return epoch * stepsOfEpoch;
    }

    /** Returns the state, to go on from. */
    Checkpoint checkpoint() {
        return Checkpoint.of(recipe, settings, epoch, parameters(), optimizer);
    }

    /**
     * Trains one epoch.
     *
     * @return the mean of each term of the loss, by name
     * @throws IOException if a dataset cannot be read
     * @throws TranslateException if an input cannot be processed
     */
    Map<String, Double> train() throws IOException, TranslateException {
        long seed = settings.getLong("seed") * 31 + EPOCH_SEED * (epoch + 1);
        Engine.getInstance().setRandomSeed((int) (seed ^ seed >>> 32));
        loss.setEpoch(epoch);
        Map<String, Double> sums = new LinkedHashMap<>();
        int steps = 0;
        for (Batch batch : trainer.iterateDataset(data)) {
            try (batch) {
                step(trainer, batch);
            }
            loss.last().forEach((name, value) -> sums.merge(name, (double) value, Double::sum));
            steps++;
        }
        trainer.notifyListeners(listener -> listener.onEpoch(trainer));
        epoch++;
        double count = steps;
        sums.replaceAll((name, sum) -> sum / count);
        return sums;
    }

    private static void step(Trainer trainer, Batch batch) {
        EasyTrain.trainBatch(trainer, batch);
        trainer.step();
    }

    /** Returns the names of the terms of the loss. */
    List<String> losses() {
        return List.copyOf(loss.last().keySet());
    }

    @Override
    public void close() {
        trainer.close();
        optimizer.close();
    }
}
