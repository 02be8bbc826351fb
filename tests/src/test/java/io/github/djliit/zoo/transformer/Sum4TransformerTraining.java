/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.transformer;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import io.github.djliit.causal.Setting;
import io.github.djliit.training.Agreement;
import io.github.djliit.training.CounterfactualDataset;
import io.github.djliit.training.IitLoss;
import io.github.djliit.training.IitTrainer;
import io.github.djliit.training.InterchangeEvaluation;
import io.github.djliit.training.InterchangeEvaluation.Result;
import io.github.djliit.training.WeightSchedule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Trains the sum of four numbers as a text, and prints its figures on inputs that were not trained
 * on. {@code main} takes the seed, and {@code large} for the size of KarelDO/IIT-Pytorch.
 */
final class Sum4TransformerTraining {

    private final Sum4Transformer task;
    private final Plan plan;
    private final List<Setting> trainInputs;
    private final List<Setting> testInputs;

    /** How long and how fast: for the small size, and as KarelDO/IIT-Pytorch has it. */
    record Plan(int train, int test, int epochs, int batch, float rate, int rampEpochs) {

        static final Plan SMALL = new Plan(9000, 1000, 22, 64, .002f, 7);
        static final Plan LARGE = new Plan(10_000, 1000, 150, 64, 5e-5f, 40);

        int stepsPerEpoch() {
            return (train + batch - 1) / batch;
        }
    }

    Sum4TransformerTraining(Sum4Transformer task, Plan plan, int seed) {
        this.task = task;
        this.plan = plan;
        List<Setting> inputs = new ArrayList<>(task.inputs(plan.train + plan.test, seed));
        trainInputs = inputs.subList(0, plan.train);
        testInputs = inputs.subList(plan.train, inputs.size());
        Engine.getInstance().setRandomSeed(seed);
    }

    List<Setting> trainInputs() {
        return trainInputs;
    }

    List<Setting> testInputs() {
        return testInputs;
    }

    /** T1 warms up, T2 is there from the start, and interchanges are judged on T2 only. */
    private IitLoss loss() {
        WeightSchedule all = WeightSchedule.constant(1);
        int ramp = plan.rampEpochs * plan.stepsPerEpoch();
        return new IitLoss(Loss.softmaxCrossEntropyLoss())
                .optTask(.5f)
                .optSource(.5f)
                .optTaskOutputs(new WeightSchedule(1, 0, ramp), all)
                .optCounterfactualOutputs(WeightSchedule.constant(0), all);
    }

    Model train(TrainingListener... listeners) throws Exception {
        Model model = Model.newInstance("sum4-transformer");
        model.setBlock(task.network());
        int steps = plan.epochs * plan.stepsPerEpoch();
        Optimizer adam =
                Optimizer.adam()
                        .optLearningRateTracker(
                                new LinearDecay(plan.rate, Math.min(100, steps / 10), steps))
                        .build();
        DefaultTrainingConfig config =
                new DefaultTrainingConfig(loss())
                        .optOptimizer(adam)
                        .addTrainingListeners(listeners);
        CounterfactualDataset data =
                CounterfactualDataset.builder()
                        .setCausalModel(Sum4Transformer.causalModel())
                        .setAlignment(Sum4Transformer.trained())
                        .setInputs(trainInputs)
                        .setSampling(plan.batch, true)
                        .optEncoding(task)
                        .optRedraw(true)
                        .build();
        try (Trainer trainer = new IitTrainer(model, config, Sum4Transformer.trained())) {
            trainer.initialize(task.inputShape());
            EasyTrain.fit(trainer, plan.epochs, data, null);
        }
        return model;
    }

    /** The figures of one task, all test pairs of each variable. */
    Map<String, Double> figures(Model model, int output) {
        InterchangeEvaluation evaluation =
                new InterchangeEvaluation(
                                model.getBlock(),
                                Sum4Transformer.alignment(),
                                Agreement.ofClasses())
                        .optOutput(output);
        Map<String, Double> figures = new LinkedHashMap<>();
        try (NDManager manager = model.getNDManager().newSubManager()) {
            for (String variable : Sum4Transformer.alignment().variables()) {
                Result result = evaluation.run(manager, testPairs(variable));
                figures.put("accuracy", result.taskAccuracy());
                figures.put(variable, result.variables().get(variable).iia());
            }
        }
        return figures;
    }

    private CounterfactualDataset testPairs(String variable) {
        return CounterfactualDataset.builder()
                .setCausalModel(Sum4Transformer.causalModel())
                .setAlignment(Sum4Transformer.alignment())
                .setInputs(testInputs)
                .setSampling(500, false)
                .optEncoding(task)
                .optVariables(List.of(variable))
                .build();
    }

    public static void main(String[] args) throws Exception {
        int seed = args.length > 0 ? Integer.parseInt(args[0]) : 42;
        boolean large = args.length > 1 && args[1].equals("large");
        long start = System.nanoTime();
        Sum4TransformerTraining training =
                large
                        ? new Sum4TransformerTraining(Sum4Transformer.large(), Plan.LARGE, seed)
                        : new Sum4TransformerTraining(Sum4Transformer.small(), Plan.SMALL, seed);
        try (Model model = training.train(TrainingListener.Defaults.logging())) {
            System.out.println((System.nanoTime() - start) / 1_000_000_000 + " s");
            System.out.println("T1 " + training.figures(model, Sum4Transformer.T1));
            System.out.println("T2 " + training.figures(model, Sum4Transformer.T2));
        }
    }
}
