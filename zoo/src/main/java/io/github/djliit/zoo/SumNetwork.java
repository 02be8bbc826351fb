/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.initializer.UniformInitializer;
import com.typesafe.config.Config;

/**
 * The networks that add numbers: {@code onehot}, {@code embedding}, {@code first}, {@code second},
 * {@code third}.
 *
 * <p>Each of n numbers is embedded by the same linear layer into {@code model_hidden_width} units;
 * side by side they are the input of three blocks of layers as wide, so that each part of a layer,
 * as wide as one embedding, can hold a variable. The last block has no activation at its end, and
 * either is the logits itself or, with {@code model_head}, has a linear layer to one logit for each
 * sum. Base: float32 {@code [batch, n]}.
 */
final class SumNetwork {

    /** The slope of the seed's "relu" for negative numbers. */
    private static final float SLOPE = .01f;

    private final Config settings;
    private final int numbers;
    private final int width;
    private final int layers;

    SumNetwork(Config settings, int numbers) {
        this.settings = settings;
        this.numbers = numbers;
        width = settings.getInt("model_hidden_width");
        layers = settings.getInt("model_hidden_layers");
    }

    /** Makes the network with one task: the first block has one layer. */
    Block single() {
        return trunk(1).add("third", last());
    }

    /** Makes the network with two: the second reads the first part of the second block. */
    Block twoTasks() {
        int classes = head() ? sums(numbers - 1) : 3 * width;
        SequentialBlock second = new SequentialBlock();
        second.add(new LambdaBlock(list -> new NDList(firstPart(list.head())), "part"));
        second.add(linear(width, classes));
        if (!head()) {
            second.add(activation());
        }
        ParallelBlock tasks =
                new ParallelBlock(
                        list -> new NDList(list.get(0).singletonOrThrow(), list.get(1).head()));
        return trunk(layers).add("tasks", tasks.add(last()).add(second));
    }

    private NamedSequence trunk(int layersOfFirst) {
        int highest = settings.getInt("dataset_highest_number");
        SequentialBlock embedding = new SequentialBlock();
        embedding.add(linear(highest, width));
        embedding.add(
                LambdaBlock.singleton(
                        array -> array.reshape(array.getShape().get(0), (long) numbers * width)));
        return new NamedSequence()
                .keepingRowsApart()
                .add("onehot", LambdaBlock.singleton(array -> oneHot(array, highest)))
                .add("embedding", embedding)
                .add("first", hidden(layersOfFirst))
                .add("second", hidden(layers));
    }

    private SequentialBlock hidden(int count) {
        SequentialBlock block = new SequentialBlock();
        for (int i = 0; i < count; i++) {
            block.add(linear(numbers * width, numbers * width)).add(activation());
        }
        return block;
    }

    private Block last() {
        SequentialBlock block = hidden(head() ? layers : layers - 1);
        int classes = head() ? sums(numbers) : numbers * width;
        return block.add(linear(numbers * width, classes));
    }

    private boolean head() {
        return settings.getBoolean("model_head");
    }

    private int sums(int count) {
        return count * (settings.getInt("dataset_highest_number") - 1) + 1;
    }

    private NDArray firstPart(NDArray units) {
        return units.get(":, 0:" + width);
    }

    private static NDArray oneHot(NDArray array, int highest) {
        checkClasses(array, highest);
        return array.toType(DataType.INT64, false).oneHot(highest);
    }

    /** The engine would cut fractions off, so that the outputs were those of other numbers. */
    private static void checkClasses(NDArray array, int highest) {
        double[] numbers = array.toType(DataType.FLOAT64, false).toDoubleArray();
        for (double number : numbers) {
            if (!(number >= 0 && number < highest && number == Math.rint(number))) {
                throw new IllegalArgumentException(
                        "onehot takes whole numbers from 0 to %d, which stand for classes, found %s"
                                .formatted(highest - 1, number));
            }
        }
    }

    private Block activation() {
        return settings.getString("activation").equals("tanh")
                ? Activation.tanhBlock()
                : Activation.leakyReluBlock(SLOPE);
    }

    /** Starts as PyTorch does, which the published runs took for granted. */
    private static Linear linear(int inputs, int units) {
        Linear linear = Linear.builder().setUnits(units).build();
        UniformInitializer start = new UniformInitializer((float) (1 / Math.sqrt(inputs)));
        linear.setInitializer(start, Parameter.Type.WEIGHT);
        linear.setInitializer(start, Parameter.Type.BIAS);
        return linear;
    }
}
