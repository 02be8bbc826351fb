/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import io.github.djliit.torchscript.internal.syntax.Tokens;
import io.github.djliit.training.Agreement;
import io.github.djliit.training.CounterfactualDataset;
import io.github.djliit.training.Encoding;
import io.github.djliit.training.IitLoss;
import io.github.djliit.training.InterchangeEvaluation;
import java.util.ArrayList;
import java.util.List;

/** The task of the transformer adder.pt: (a + b) + c, whose partial sum belongs at a token. */
public final class Adder {

    static final int NUMBERS = 4;

    static final Variable<Integer> A = Variable.integer("a");
    static final Variable<Integer> B = Variable.integer("b");
    static final Variable<Integer> C = Variable.integer("c");
    static final Variable<Integer> PARTIAL = Variable.integer("partial");
    static final Variable<Integer> SUM = Variable.integer("sum");

    static final CausalModel CAUSAL =
            CausalModel.builder("sum")
                    .input(A, B, C)
                    .mechanism(PARTIAL, A, B, Integer::sum)
                    .mechanism(SUM, PARTIAL, C, Integer::sum)
                    .output(SUM)
                    .build();

    public static final Alignment ALIGNMENT = Alignment.of(PARTIAL, "layers.0[1, 0:16]");

    private Adder() {}

    public static Model model(Block block) {
        Model model = Model.newInstance("adder", "PyTorch");
        model.setBlock(block);
        return model;
    }

    public static DefaultTrainingConfig config(IitLoss loss) {
        return new DefaultTrainingConfig(loss)
                .optOptimizer(
                        Optimizer.adam().optLearningRateTracker(Tracker.fixed(.003f)).build());
    }

    public static IitLoss loss() {
        return new IitLoss(Loss.softmaxCrossEntropyLoss());
    }

    public static Shape[] shapes() {
        return new Shape[] {new Shape(1, 3), new Shape(1, 3)};
    }

    public static CounterfactualDataset pairs(int count, long seed) {
        return CounterfactualDataset.builder()
                .setCausalModel(CAUSAL)
                .setAlignment(ALIGNMENT)
                .setInputs(inputs())
                .setSampling(128, true)
                .optEncoding(new Tokens())
                .optPairs(count)
                .optSeed(seed)
                .build();
    }

    static InterchangeEvaluation.Result evaluate(Block block, NDManager manager) {
        return new InterchangeEvaluation(block, ALIGNMENT, Agreement.ofClasses())
                .run(manager, pairs(1024, 1));
    }

    static double interchangeAccuracy(Block block, NDManager manager) {
        return evaluate(block, manager).variables().get("partial").iia();
    }

    /** All inputs there are. */
    public static NDList tokens(NDManager manager) {
        return new Tokens().inputs(manager, inputs());
    }

    private static List<Setting> inputs() {
        List<Setting> inputs = new ArrayList<>();
        for (int i = 0; i < NUMBERS * NUMBERS * NUMBERS; i++) {
            int b = i / NUMBERS % NUMBERS;
            inputs.add(Setting.of(A, i % NUMBERS, B, b, C, i / NUMBERS / NUMBERS));
        }
        return inputs;
    }

    /** Numbers and their positions, both int64. */
    private static final class Tokens implements Encoding {

        @Override
        public NDList inputs(NDManager manager, List<Setting> settings) {
            long[] numbers =
                    settings.stream()
                            .flatMap(s -> List.of(s.get(A), s.get(B), s.get(C)).stream())
                            .mapToLong(Integer::longValue)
                            .toArray();
            long[] positions = new long[numbers.length];
            for (int i = 0; i < positions.length; i++) {
                positions[i] = i % 3;
            }
            Shape shape = new Shape(settings.size(), 3);
            return new NDList(manager.create(numbers, shape), manager.create(positions, shape));
        }

        @Override
        public NDList labels(NDManager manager, List<Setting> settings) {
            return new NDList(
                    manager.create(settings.stream().mapToLong(s -> s.get(SUM)).toArray()));
        }
    }
}
