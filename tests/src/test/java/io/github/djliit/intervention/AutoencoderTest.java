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

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AutoencoderTest {

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    /** By hand: x We + be = [1 + 0.5, -2 + 1, 1 + 2 - 1]. */
    @Test
    void latentsAreTheRectifiedProduct() {
        NDArray x = manager.create(new float[] {1, 2}, new Shape(1, 2));
        assertClose(small().build().featurize(x).toFloatArray(), 1.5f, 0, 2);
    }

    @Test
    void aLatentUpToItsThresholdIsZero() {
        NDArray x = manager.create(new float[] {1, 2}, new Shape(1, 2));
        Autoencoder jump = small().optThreshold(new Value(1.5f, 0, 1.9f)).build();
        assertClose(jump.featurize(x).toFloatArray(), 0, 0, 2);
    }

    /** A number above a negative threshold, but below zero. */
    @Test
    void aLatentIsNeverNegative() {
        NDArray x = manager.create(new float[] {1, 2}, new Shape(1, 2));
        Autoencoder jump = small().optThreshold(new Value(-9, -9, -9)).build();
        assertClose(jump.featurize(x).toFloatArray(), 1.5f, 0, 2);
    }

    /** By hand: [1.5, 0, 2] Wd + bd = [1.5 + 2, 4] + [10, 20]. */
    @Test
    void aReconstructionIsTheDecodedLatents() {
        NDArray x = manager.create(new float[] {1, 2}, new Shape(1, 2));
        assertClose(small().build().reconstruct(x).toFloatArray(), 13.5f, 24);
    }

    /** By hand: [1, 2] + ([1.5, 0, 3] - [1.5, 0, 2]) Wd = [1, 2] + [1, 2]. */
    @Test
    void restoreAddsTheReconstructionErrorBack() {
        NDArray x = manager.create(new float[] {1, 2}, new Shape(1, 2));
        NDArray latents = manager.create(new float[] {1.5f, 0, 3}, new Shape(1, 3));
        assertClose(small().build().restore(latents, x).toFloatArray(), 2, 4);
    }

    /** decode(f) + (x - decode(featurize(x))), as the definition has it. */
    @Test
    void restoreIsTheDefinition() {
        Autoencoder map = wide(false);
        NDArray x = random(manager, DataType.FLOAT64, 1, 3, 4);
        NDArray source = random(manager, DataType.FLOAT64, 2, 3, 4);
        NDArray expected = map.reconstruct(source).add(x.sub(map.reconstruct(x)));
        NDArray found = map.restore(map.featurize(source), x);
        assertThat(found.sub(expected).abs().max().getDouble()).isLessThan(1e-12);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void restoreGivesTheActivationBack(boolean jump) {
        Autoencoder map = wide(jump);
        NDArray x = random(manager, DataType.FLOAT32, 1, 2, 3, 4);
        assertThat(map.restore(map.featurize(x), x)).isEqualTo(x);
    }

    /** The bias of the decoder cancels out: its gradient is zero, and so is its slope. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gradientsMatchFiniteDifferences(boolean jump) {
        Weighted.checkGradients(wide(jump), manager, 4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gradientsOfAReconstructionMatchFiniteDifferences(boolean jump) {
        Autoencoder map = wide(jump);
        NDArray x = random(manager, DataType.FLOAT64, 1, 3, 4);
        NDArray[] weights =
                Weighted.initialized(map.weights(), manager).values().toArray(NDArray[]::new);
        assertGradients(() -> map.reconstruct(x).sub(x).square().sum(), weights);
    }

    @Test
    void theThresholdIsNoParameter() {
        assertThat(wide(true).weights().getDirectParameters().keys())
                .containsExactly("encoder", "encoder_bias", "decoder", "decoder_bias");
    }

    @Test
    void shapesThatDoNotFitAreToldWithBoth() {
        Autoencoder.Builder builder =
                Autoencoder.builder()
                        .setEncoder(random(1, 2, 3), new Value(0, 0, 0))
                        .setDecoder(random(1, 2, 3), new Value(0, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageContaining("the decoder is of shape (3, 2), found (2, 3)");
    }

    @Test
    void aRegionOfAnotherWidthIsToldWithBoth() {
        NDArray x = manager.zeros(new Shape(2, 3));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> wide(false).featurize(x))
                .withMessageContaining("The autoencoder is 4 wide, the last axis of the region 3");
    }

    @Test
    void itTellsItsNameWidthAndCount() {
        assertThat(small().build())
                .returns("autoencoder", Autoencoder::name)
                .returns(2L, map -> map.width().orElseThrow())
                .returns(3L, map -> map.count().orElseThrow());
    }

    private static Autoencoder.Builder small() {
        Value encoder = matrix(new float[] {1, 0, 1}, new float[] {0, -1, 1});
        Value decoder = matrix(new float[] {1, 0}, new float[] {0, 1}, new float[] {1, 2});
        return Autoencoder.builder()
                .setEncoder(encoder, new Value(0.5f, 1, -1))
                .setDecoder(decoder, new Value(10, 20));
    }

    private static Autoencoder wide(boolean jump) {
        Autoencoder.Builder builder =
                Autoencoder.builder()
                        .setEncoder(random(4, 4, 6), random(5, 6))
                        .setDecoder(random(6, 6, 4), random(7, 4));
        return jump
                ? builder.optThreshold(new Value(0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f)).build()
                : builder.build();
    }
}
