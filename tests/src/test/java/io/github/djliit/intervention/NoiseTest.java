/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import static io.github.djliit.support.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.github.djliit.network.HookPoint;
import io.github.djliit.network.InterventionBlock;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseTest {

    private static final int WIDTH = 100_000;

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    /** The noise on rows of zeros. */
    private float[] draw(int rows, int width, Edit edit) {
        return edit.apply(manager.zeros(new Shape(rows, width)), null).toFloatArray();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -7, 1L << 40})
    void hasTheMomentsOfAGaussian(long seed) {
        float[] noise = draw(1, WIDTH, Edit.noise(2, seed));
        double sum = 0;
        double squares = 0;
        double fourth = 0;
        int within = 0;
        for (float x : noise) {
            sum += x;
            squares += x * x;
            fourth += Math.pow(x, 4);
            within += Math.abs(x) < 2 ? 1 : 0;
        }
        assertThat(sum / WIDTH).isCloseTo(0, within(.03));
        assertThat(squares / WIDTH).isCloseTo(4, within(.1));
        assertThat(fourth / WIDTH).isCloseTo(48, within(3.));
        assertThat(within / (double) WIDTH).isCloseTo(.6827, within(.01));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 5, -9})
    void theSameSeedGivesTheSameNoise(long seed) {
        assertThat(draw(3, 4, Edit.noise(1, seed))).isEqualTo(draw(3, 4, Edit.noise(1, seed)));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 5, -9})
    void anotherSeedGivesOtherNoise(long seed) {
        assertThat(draw(1, 4, Edit.noise(1, seed)))
                .isNotEqualTo(draw(1, 4, Edit.noise(1, seed + 1)));
    }

    /** Not even shifted: no number of one row is in the next. */
    @ParameterizedTest
    @ValueSource(longs = {0, 5, -9})
    void rowsHaveNoNumberInCommon(long seed) {
        float[] noise = draw(50, 20, Edit.noise(1, seed));
        long different =
                IntStream.range(0, noise.length).mapToObj(i -> noise[i]).distinct().count();
        assertThat(different).isEqualTo(noise.length);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 5, -9})
    void noDeviationIsTheIdentity(long seed) {
        assertThat(draw(3, 4, Edit.noise(0, seed))).containsOnly(0f);
    }

    @Test
    void aLargerDeviationScalesTheSameNoise() {
        float[] one = draw(2, 3, Edit.noise(1, 4));
        float[] three = draw(2, 3, Edit.noise(3, 4));
        for (int i = 0; i < one.length; i++) {
            one[i] *= 3;
        }
        assertClose(three, one);
    }

    @Test
    void aRowInABatchHasTheNoiseOfTheRowAlone() {
        Block identity = new HookPoint();
        identity.initialize(manager, DataType.FLOAT32, new Shape(1, 4));
        InterventionBlock block = new InterventionBlock(identity);
        InterventionPlan alone = InterventionPlan.builder().add("[1:]", Edit.noise(1, 3)).build();
        InterventionPlan batch = InterventionPlan.ofRows(Collections.nCopies(3, alone));
        NDArray zeros = manager.zeros(new Shape(3, 4));
        NDArray all = block.intervene(batch, new NDList(zeros)).counterfactual().head();
        NDArray one = block.intervene(alone, new NDList(zeros.get("2:3"))).counterfactual().head();
        for (int row : List.of(0, 1, 2)) {
            assertClose(all.get(row).toFloatArray(), one.toFloatArray());
        }
    }
}
