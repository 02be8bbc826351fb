/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenSamplerTest {

    private static final float[] LOGITS = {0.5f, 2, -1, 1.5f, 0, Float.NEGATIVE_INFINITY, 1};

    private static TokenSampler sampler(
            long seed, int row, UnaryOperator<GenerationConfig.Builder> settings) {
        GenerationConfig.Builder builder = GenerationConfig.builder().optSampled(seed);
        return new TokenSampler(settings.apply(builder).build(), row);
    }

    private static long[] draws(TokenSampler sampler, float[] logits, int count) {
        return LongStream.range(0, count).map(i -> sampler.next(logits)).toArray();
    }

    private static double[] softmax(float[] logits, double temperature) {
        double[] shares = new double[logits.length];
        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            shares[i] = Math.exp(logits[i] / temperature);
            sum += shares[i];
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] /= sum;
        }
        return shares;
    }

    private static double[] shares(long[] draws) {
        double[] shares = new double[LOGITS.length];
        for (long draw : draws) {
            shares[(int) draw] += 1.0 / draws.length;
        }
        return shares;
    }

    /** The limit is four standard deviations of the share that varies most. */
    private static void assertClose(double[] found, double[] expected) {
        double limit = 4 * Math.sqrt(0.25 / 5000);
        for (int i = 0; i < found.length; i++) {
            assertThat(Math.abs(found[i] - expected[i])).as("token " + i).isLessThan(limit);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 2})
    void drawsAreDistributedAsTheSoftmax(double temperature) {
        TokenSampler sampler = sampler(1, 0, c -> c.optTemperature(temperature));
        long[] draws = draws(sampler, LOGITS, 5000);
        assertClose(shares(draws), softmax(LOGITS, temperature));
        assertThat(draws).doesNotContain(5);
    }

    @Test
    void firstDrawsOfNeighbouringRowsAreDistributedAsTheSoftmax() {
        long[] draws = new long[5000];
        for (int row = 0; row < draws.length; row++) {
            draws[row] = sampler(1, row, c -> c).next(LOGITS);
        }
        assertClose(shares(draws), softmax(LOGITS, 1));
    }

    @Test
    void aSeedGivesTheSameTokens() {
        long[] draws = draws(sampler(3, 2, c -> c), LOGITS, 50);
        assertThat(draws).isEqualTo(draws(sampler(3, 2, c -> c), LOGITS, 50));
        assertThat(draws).isEqualTo(draws(sampler(5, 0, c -> c), LOGITS, 50));
        assertThat(draws).isNotEqualTo(draws(sampler(4, 2, c -> c), LOGITS, 50));
        assertThat(draws).isNotEqualTo(draws(sampler(3, 1, c -> c), LOGITS, 50));
    }

    @Test
    void aLowTemperatureIsGreedy() {
        assertThat(draws(sampler(1, 0, c -> c.optTemperature(1e-3)), LOGITS, 500)).containsOnly(1);
        assertThat(draws(sampler(1, 0, c -> c.optTemperature(1e-300)), LOGITS, 9)).containsOnly(1);
    }

    @Test
    void oneOfTheBestIsGreedy() {
        Random random = new Random(8);
        TokenSampler one = sampler(1, 0, c -> c.optTopK(1));
        TokenSampler greedy = new TokenSampler(GenerationConfig.greedy(1), 0);
        for (int i = 0; i < 500; i++) {
            float[] logits = new float[20];
            for (int j = 0; j < logits.length; j++) {
                logits[j] = random.nextInt(6);
            }
            assertThat(one.next(logits)).isEqualTo(greedy.next(logits));
        }
    }

    @Test
    void onlyTheBestAreDrawn() {
        assertThat(draws(sampler(1, 0, c -> c.optTopK(3)), LOGITS, 2000)).containsOnly(1, 3, 6);
    }

    /** The softmax gives .42, .25, .15, ... to 1, 3, 6. */
    @Test
    void onlyTheNucleusIsDrawn() {
        assertThat(draws(sampler(1, 0, c -> c.optTopP(0.41)), LOGITS, 2000)).containsOnly(1);
        assertThat(draws(sampler(1, 0, c -> c.optTopP(0.6)), LOGITS, 2000)).containsOnly(1, 3);
    }

    @Test
    void logitsThatAreNoNumbersAreRefused() {
        TokenSampler greedy = new TokenSampler(GenerationConfig.greedy(1), 0);
        assertThatIllegalStateException()
                .isThrownBy(() -> greedy.next(new float[] {1, Float.NaN}))
                .withMessageContaining("token 1 is NaN");
    }
}
