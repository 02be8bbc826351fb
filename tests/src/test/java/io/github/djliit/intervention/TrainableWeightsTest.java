/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import static io.github.djliit.intervention.Weighted.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of the weights of every trainable featurizer and edit. */
class TrainableWeightsTest {

    private final NDManager model = NDManager.newBaseManager();
    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
        model.close();
    }

    static Stream<Featurizer> maps() {
        return Stream.of(
                Rotation.random(4, 1),
                LowRank.random(4, 2, 1),
                Pca.fit(random(1, 9, 4), 2),
                autoencoder());
    }

    static Stream<Supplier<Trainable<?>>> trainables() {
        return Stream.of(
                () -> Rotation.random(4, 1),
                () -> LowRank.random(4, 2, 1),
                TrainableWeightsTest::autoencoder,
                () -> SigmoidMask.of(random(2, 4), 1),
                () -> BoundaryMask.of(0.3f, 1));
    }

    @ParameterizedTest
    @MethodSource("maps")
    void aMapLeavesItsResultAndNothingElse(Featurizer map) {
        NDArray x = random(manager, DataType.FLOAT32, 1, 3, 4);
        initialize(map);
        NDArray features = map.featurize(x);
        NDArray back = map.restore(features, x);
        assertThat(manager.getManagedArrays()).containsExactlyInAnyOrder(x, features, back);
        assertThat(model.getManagedArrays()).containsExactlyInAnyOrderElementsOf(weights(map));
    }

    @ParameterizedTest
    @MethodSource("trainables")
    void theArraysOfACallAreNotTheModels(Supplier<Trainable<?>> supplier) {
        Trainable<?> trainable = supplier.get();
        trainable.weights().initialize(model, DataType.FLOAT32);
        try (NDManager call = manager.newSubManager()) {
            trainable.bind(arrays(trainable, call));
        }
        assertThat(model.getManagedArrays())
                .containsExactlyInAnyOrderElementsOf(weights(trainable));
        assertThat(manager.getManagedArrays()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("maps")
    void boundAndUnboundAreTheSame(Featurizer map) {
        NDArray x = random(manager, DataType.FLOAT32, 1, 3, 4);
        initialize(map);
        Featurizer bound =
                map instanceof Trainable<?> trainable
                        ? (Featurizer) trainable.bind(arrays(trainable, manager))
                        : map;
        assertThat(bound.featurize(x)).isEqualTo(map.featurize(x));
        NDArray features = map.featurize(x.square());
        assertThat(bound.restore(features, x)).isEqualTo(map.restore(features, x));
    }

    @ParameterizedTest
    @MethodSource("trainables")
    void weightsAreSavedAndLoaded(Supplier<Trainable<?>> supplier) throws Exception {
        Weights first = supplier.get().weights();
        first.initialize(model, DataType.FLOAT32);
        first.getDirectParameters().values().forEach(TrainableWeightsTest::shift);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        first.saveParameters(new DataOutputStream(out));
        Weights second = supplier.get().weights();
        second.loadParameters(
                model, new DataInputStream(new ByteArrayInputStream(out.toByteArray())));
        for (String name : first.getDirectParameters().keys()) {
            assertThat(second.value(name)).isEqualTo(first.value(name));
        }
    }

    @ParameterizedTest
    @MethodSource("maps")
    void initialisedWeightsServeActivationsOfHalfPrecision(Featurizer map) {
        NDArray x = random(manager, DataType.FLOAT32, 1, 3, 4).toType(DataType.FLOAT16, false);
        if (map instanceof Trainable<?> trainable) {
            trainable.weights().initialize(model, DataType.FLOAT32);
            trainable.weights().freezeParameters(true);
        }
        NDArray back = map.restore(map.featurize(x), x).toType(DataType.FLOAT32, false);
        NDArray expected = x.toType(DataType.FLOAT32, false);
        assertThat(back.sub(expected).abs().max().getFloat()).isLessThan(1e-2f);
    }

    /** The gradient would be cut off in silence. */
    @Test
    void weightsOfAnotherTypeThanTheActivationAreNotTrained() {
        Rotation rotation = Rotation.random(4, 1);
        rotation.weights().initialize(model, DataType.FLOAT32);
        NDArray x = manager.zeros(new Shape(1, 4), DataType.FLOAT64);
        ParameterStore store = new ParameterStore(model, false);
        assertThatThrownBy(() -> rotation.weights().arrays(store, x, true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("float32 are trained on activations of type float64");
        assertThat(rotation.weights().arrays(store, x, false)).containsKey("weight");
    }

    @Test
    void orthogonalWeightsOfHalfPrecisionAreNotTrained() {
        Rotation rotation = Rotation.random(4, 1);
        rotation.weights().initialize(model, DataType.FLOAT16);
        NDArray x = manager.zeros(new Shape(1, 4), DataType.FLOAT16);
        assertThatThrownBy(() -> rotation.featurize(x))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("initialize them in FLOAT32, or freeze them");
    }

    private Map<String, NDArray> arrays(Trainable<?> trainable, NDManager call) {
        NDArray like = random(call, DataType.FLOAT32, 1, 3, 4);
        return trainable.weights().arrays(new ParameterStore(model, false), like, true);
    }

    private void initialize(Featurizer map) {
        if (map instanceof Trainable<?> trainable) {
            trainable.weights().initialize(model, DataType.FLOAT32);
        }
    }

    private static List<NDArray> weights(Object map) {
        return map instanceof Trainable<?> trainable
                ? trainable.weights().getDirectParameters().values().stream()
                        .map(Parameter::getArray)
                        .toList()
                : List.of();
    }

    private static void shift(Parameter parameter) {
        parameter.getArray().setRequiresGradient(false);
        parameter.getArray().addi(1);
    }

    private static Autoencoder autoencoder() {
        return Autoencoder.builder()
                .setEncoder(random(1, 4, 6), random(2, 6))
                .setDecoder(random(3, 6, 4), random(4, 4))
                .optThreshold(new Value(new float[6], new Shape(6)))
                .build();
    }
}
