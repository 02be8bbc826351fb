/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import static io.github.djliit.intervention.Weighted.matrix;
import static io.github.djliit.intervention.Weighted.random;
import static io.github.djliit.support.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import io.github.djliit.support.Golden;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PcaTest {

    /** Mean [1, 2], standard deviation [2, 4], the component [0.6, 0.8]. */
    private static final Pca HAND =
            Pca.of(new Value(1, 2), new Value(2, 4), matrix(new float[] {0.6f, 0.8f}));

    private final NDManager manager = NDManager.newBaseManager();
    private JsonObject golden;

    @BeforeEach
    void read() throws IOException {
        golden = Golden.read("pca.json");
    }

    @AfterEach
    void close() {
        manager.close();
    }

    /** By hand: ([5, 10] - mean) / std = [2, 2], times [0.6, 0.8]. */
    @Test
    void featuresAreTheScaledDistanceFromTheMean() {
        NDArray x = manager.create(new float[] {5, 10}, new Shape(1, 2));
        assertClose(HAND.featurize(x).toFloatArray(), 2.8f);
    }

    /** By hand: [5, 10] + (3.8 - 2.8) [0.6, 0.8] * [2, 4]. */
    @Test
    void restoreKeepsWhatTheComponentsMiss() {
        NDArray x = manager.create(new float[] {5, 10}, new Shape(1, 2));
        NDArray features = manager.create(new float[] {3.8f}, new Shape(1, 1));
        assertClose(HAND.restore(features, x).toFloatArray(), 6.2f, 13.2f);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void restoreGivesTheActivationBack(int components) {
        Pca pca = Pca.fit(random(1, 20, 5), components);
        NDArray x = random(manager, DataType.FLOAT32, 2, 2, 3, 5);
        assertClose(pca.restore(pca.featurize(x), x), x);
    }

    @Test
    void meanAndScaleAreScikitLearns() {
        Pca pca = Pca.fit(activations(), 3);
        assertClose(pca.mean().toArray(), Golden.floats(golden.get("mean")));
        assertClose(pca.std().toArray(), Golden.floats(golden.get("std")));
    }

    @Test
    void componentsAreScikitLearns() {
        Pca pca = Pca.fit(activations(), 3);
        assertClose(pca.components().toArray(), Golden.floats(golden.get("components")));
    }

    @Test
    void explainedVarianceIsScikitLearns() {
        float[] found = Pca.fit(activations(), 3).explainedVariance().orElseThrow().toArray();
        assertClose(found, Golden.floats(golden.get("explainedVariance")));
    }

    @Test
    void featuresAreScikitLearns() {
        Pca pca = Pca.fit(activations(), 3);
        NDArray x = activations().toArray(manager, DataType.FLOAT64);
        NDArray found = pca.featurize(x).toType(DataType.FLOAT32, false);
        assertClose(found.toFloatArray(), Golden.floats(golden.get("features")));
    }

    @Test
    void anInterchangeOfTwoComponentsIsScikitLearns() {
        Pca pca = Pca.fit(activations(), 3);
        NDArray x = activations().toArray(manager, DataType.FLOAT64);
        NDArray base = x.get("0:1");
        NDArray source = x.get("1:2");
        NDArray edited = Edit.mask(1, 0, 1).apply(pca.featurize(base), pca.featurize(source));
        NDArray found = pca.restore(edited, base).toType(DataType.FLOAT32, false);
        assertClose(found.toFloatArray(), Golden.floats(golden.get("edited")));
    }

    @Test
    void withoutScalingTheComponentsAreScikitLearns() {
        Pca pca = Pca.fitUnscaled(activations(), 2);
        assertThat(pca.std().toArray()).containsOnly(1f);
        assertClose(pca.components().toArray(), Golden.floats(golden.get("unscaledComponents")));
        assertClose(
                pca.explainedVariance().orElseThrow().toArray(),
                Golden.floats(golden.get("unscaledVariance")));
    }

    @Test
    void anArrayIsFittedAsItsNumbers() {
        NDArray x = activations().toArray(manager, DataType.FLOAT32);
        assertThat(Pca.fit(x, 2).components()).isEqualTo(Pca.fit(activations(), 2).components());
    }

    @Test
    void fewerRowsThanUnitsAreEnough() {
        Pca pca = Pca.fit(random(1, 3, 6), 2);
        assertThat(pca.explainedVariance().orElseThrow().toArray()).hasSize(2);
    }

    @Test
    void activationsThatDoNotVaryExplainNothing() {
        Pca pca = Pca.fit(new Value(new float[] {3, 3, 3, 3}, new Shape(2, 2)), 1);
        assertThat(pca.explainedVariance().orElseThrow().toArray()).containsExactly(0);
    }

    @Test
    void gradientsMatchFiniteDifferences() {
        Weighted.checkGradients(Pca.fit(random(1, 20, 5), 3), manager, 5);
    }

    @Test
    void tooManyComponentsAreAnError() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pca.fit(random(1, 20, 5), 6))
                .withMessageContaining("has from 1 to 5 components, asked for 6");
    }

    @Test
    void oneRowIsAnError() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pca.fit(random(1, 1, 5), 1))
                .withMessageContaining("at least two rows, found shape (1, 5)");
    }

    @Test
    void aDeviationOfZeroIsAnError() {
        Value row = matrix(new float[] {0.6f, 0.8f});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pca.of(new Value(1, 2), new Value(1, 0), row))
                .withMessageContaining("positive, found 0.0");
    }

    @Test
    void aMeanOfAnotherWidthIsAnError() {
        Value row = matrix(new float[] {0.6f, 0.8f});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pca.of(new Value(1, 2, 3), new Value(1, 1), row))
                .withMessageContaining("2 wide, its mean is of shape (3)");
    }

    @Test
    void rowsThatAreNotOrthonormalAreAnError() {
        Value row = matrix(new float[] {1, 1});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pca.of(new Value(1, 2), new Value(1, 1), row))
                .withMessageContaining("components of the pca must be orthonormal");
    }

    @Test
    void aRegionOfAnotherWidthIsToldWithBoth() {
        NDArray x = manager.zeros(new Shape(2, 3));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HAND.featurize(x))
                .withMessageContaining("The pca is 2 wide, the last axis of the region 3");
    }

    @Test
    void itTellsItsNameWidthAndCount() {
        assertThat(HAND)
                .returns("pca", Pca::name)
                .returns(2L, map -> map.width().orElseThrow())
                .returns(1L, map -> map.count().orElseThrow());
    }

    private Value activations() {
        return Value.of(Golden.array(manager, golden.get("activations")));
    }
}
