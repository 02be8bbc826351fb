/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import ai.djl.Device;
import ai.djl.nn.Parameter;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingConfig;
import ai.djl.training.evaluator.Evaluator;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.listener.TrainingListenerAdapter;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Predicate;

/**
 * A configuration whose first listener tells an {@link IitTrainer} of the end of each epoch, before
 * any other one saves what came of it.
 *
 * @param config the caller's configuration, which stays as it is
 */
record WatchedConfig(TrainingConfig config) implements TrainingConfig {

    private static final TrainingListener WATCH =
            new TrainingListenerAdapter() {
                @Override
                public void onEpoch(Trainer trainer) {
                    ((IitTrainer) trainer).endEpoch();
                }
            };

    /** Checks that each figure has a name of its own, by which DJL keeps them. */
    WatchedConfig {
        Set<String> names = new HashSet<>();
        for (Evaluator evaluator : config.getEvaluators()) {
            if (evaluator instanceof InterchangeAccuracy && !names.add(evaluator.getName())) {
                throw new IllegalArgumentException(
                        "Two evaluators have the name '"
                                + evaluator.getName()
                                + "', and one figure would take the place of the other: add those"
                                + " of InterchangeAccuracy once");
            }
        }
    }

    @Override
    public List<TrainingListener> getTrainingListeners() {
        List<TrainingListener> listeners = new ArrayList<>();
        listeners.add(WATCH);
        listeners.addAll(config.getTrainingListeners());
        return listeners;
    }

    @Override
    public Device[] getDevices() {
        return config.getDevices();
    }

    @Override
    public PairList<Initializer, Predicate<Parameter>> getInitializers() {
        return config.getInitializers();
    }

    @Override
    public Optimizer getOptimizer() {
        return config.getOptimizer();
    }

    @Override
    public Loss getLossFunction() {
        return config.getLossFunction();
    }

    @Override
    public ExecutorService getExecutorService() {
        return config.getExecutorService();
    }

    @Override
    public List<Evaluator> getEvaluators() {
        return config.getEvaluators();
    }
}
