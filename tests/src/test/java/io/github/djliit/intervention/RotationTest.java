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
import static io.github.djliit.support.Slopes.assertGradients;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.support.Numbers;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RotationTest {

    private static final Value TURN = matrix(new float[] {0.6f, -0.8f}, new float[] {0.8f, 0.6f});

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    /** By hand: [1, 2] R = [0.6 + 1.6, -0.8 + 1.2]. */
    @Test
    void featuresAreTheProductWithTheMatrix() {
        NDArray x = manager.create(new float[] {1, 2}, new Shape(1, 2));
        assertClose(Rotation.of(TURN).featurize(x).toFloatArray(), 2.2f, 0.4f);
    }

    @Test
    void restoreIsTheProductWithTheTransposedMatrix() {
        NDArray x = manager.zeros(new Shape(1, 2));
        NDArray features = manager.create(new float[] {2.2f, 0.4f}, new Shape(1, 2));
        assertClose(Rotation.of(TURN).restore(features, x).toFloatArray(), 1, 2);
    }

    @Test
    void restoreGivesAnActivationOfMoreAxesBack() {
        Rotation rotation = Rotation.random(8, 3);
        NDArray x = random(manager, DataType.FLOAT32, 1, 2, 3, 8);
        assertNear(rotation.restore(rotation.featurize(x), x), x);
    }

    /** By hand: of the source's [5, 0] comes the first feature 3 alone, f = [3, 0.4]. */
    @Test
    void aFeatureOfTheSourceMovesTheBaseAlongItsDirection() {
        Rotation rotation = Rotation.of(TURN);
        NDArray x = manager.create(new float[] {1, 2}, new Shape(1, 2));
        NDArray source = manager.create(new float[] {5, 0}, new Shape(1, 2));
        NDArray edited = Edit.mask(1, 0).apply(rotation.featurize(x), rotation.featurize(source));
        assertClose(rotation.restore(edited, x).toFloatArray(), 1.48f, 2.64f);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 64, 256})
    void aRandomMatrixIsOrthogonal(int width) {
        assertThat(offBy(Rotation.random(width, 5).matrix())).isLessThan(1e-5);
    }

    @Test
    void theSeedDecidesTheMatrix() {
        assertThat(Rotation.random(5, 1).matrix()).isEqualTo(Rotation.random(5, 1).matrix());
        assertThat(Rotation.random(5, 1).matrix()).isNotEqualTo(Rotation.random(5, 2).matrix());
    }

    /** A Haar matrix has a mean trace of zero and a mean square trace of one. */
    @Tag("long")
    @Test
    void randomMatricesAreSpreadEvenly() {
        double mean = 0;
        double square = 0;
        for (int seed = 0; seed < 1000; seed++) {
            float[] m = Rotation.random(3, seed).matrix().toArray();
            double trace = m[0] + m[4] + m[8];
            mean += trace / 1000;
            square += trace * trace / 1000;
        }
        assertThat(mean).isCloseTo(0, within(0.1));
        assertThat(square).isCloseTo(1, within(0.15));
    }

    @Test
    void aGivenMatrixIsUsedAsItIs() {
        assertThat(Rotation.of(TURN).matrix()).isEqualTo(TURN);
    }

    @Test
    void aMatrixThatIsSlightlyOffIsMended() {
        Value off = matrix(new float[] {1, 3e-4f}, new float[] {0, 1});
        assertThat(offBy(Rotation.of(off).matrix())).isLessThan(1e-6);
    }

    @Test
    void aMatrixThatIsNotOrthogonalIsToldByHowMuch() {
        Value off = matrix(new float[] {1, 0.5f}, new float[] {0, 1});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rotation.of(off))
                .withMessageContaining("columns of the rotation must be orthonormal")
                .withMessageContaining("0.500");
    }

    @Test
    void aMatrixThatIsNotSquareIsAnError() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rotation.of(random(1, 3, 2)))
                .withMessage("The matrix of a rotation is square, found shape (3, 2)");
    }

    @Test
    void aWidthBelowOneIsAnError() {
        assertThatIllegalArgumentException().isThrownBy(() -> Rotation.random(0, 1));
    }

    @Test
    void aRegionOfAnotherWidthIsToldWithBoth() {
        NDArray x = manager.zeros(new Shape(2, 16));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rotation.random(8, 1).featurize(x))
                .withMessageContaining("The rotation is 8 wide, the last axis of the region 16");
    }

    @Test
    void featuresOfAnotherNumberAreToldWithBoth() {
        NDArray x = manager.zeros(new Shape(2, 8));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rotation.random(8, 1).restore(manager.zeros(new Shape(2, 7)), x))
                .withMessageContaining("The rotation has 8 features, the edit gives 7");
    }

    @Test
    void wholeNumbersAreNotRotated() {
        NDArray x = manager.zeros(new Shape(2, 2), DataType.INT32);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rotation.of(TURN).featurize(x))
                .withMessageContaining("int32");
    }

    @Test
    void itTellsItsNameWidthAndCount() {
        assertThat(Rotation.random(8, 1))
                .returns("rotation", Rotation::name)
                .returns(8L, rotation -> rotation.width().orElseThrow())
                .returns(8L, rotation -> rotation.count().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void gradientsMatchFiniteDifferences(long seed) {
        Weighted.checkGradients(Rotation.random(4, seed), manager, 4);
    }

    /** Weights that are orthogonal to the last digit take a step for their gradient's sake. */
    @Test
    void gradientsOfExactlyOrthogonalWeightsMatchFiniteDifferences() {
        Value swap = matrix(new float[] {0, 1, 0}, new float[] {0, 0, 1}, new float[] {1, 0, 0});
        Weighted.checkGradients(Rotation.of(swap), manager, 3);
    }

    /** However large they are, and however far from orthogonal. */
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1e-3", "3, 1e3", "4, 0.7"})
    void gradientsOfFarWeightsMatchFiniteDifferences(long seed, float size) {
        Rotation rotation = Rotation.random(4, seed);
        NDArray x = random(manager, DataType.FLOAT64, 1, 3, 4);
        NDArray direction = random(manager, DataType.FLOAT64, 3, 3, 4);
        NDArray factor = manager.create(new double[] {size});
        NDArray weight = random(manager, DataType.FLOAT64, seed, 4, 4);
        rotation.weights().initialize(manager, DataType.FLOAT64);
        assertGradients(
                () ->
                        rotation.bind(Map.of("weight", weight.mul(factor)))
                                .featurize(x)
                                .mul(direction)
                                .sum(),
                weight);
    }

    @Test
    void singularWeightsAreToldAsSuch() {
        Rotation rotation = Rotation.random(2, 1);
        rotation.weights().initialize(manager, DataType.FLOAT32);
        NDArray weight = rotation.weights().getDirectParameters().get("weight").getArray();
        Numbers.set(weight, 1f, 1f, 1f, 1f);
        assertThatThrownBy(rotation::matrix)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("singular");
    }

    private double offBy(Value matrix) {
        return RotationTrainingTest.offBy(matrix.toArray(manager, DataType.FLOAT32));
    }

    private static void assertNear(NDArray found, NDArray expected) {
        assertThat(found.getShape()).isEqualTo(expected.getShape());
        assertThat(found.sub(expected).abs().max().getFloat()).isLessThan(5e-6f);
    }
}
