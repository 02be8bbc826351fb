/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.generation;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;

/** Chooses the tokens of one row. Not thread-safe. */
final class TokenSampler {

    private final GenerationConfig config;
    private final Random random;

    TokenSampler(GenerationConfig config, int row) {
        this.config = config;
        random = new Random(mixed(config.seed() + row));
    }

    /** Neighbouring seeds of {@code Random} begin alike; MurmurHash3's last step parts them. */
    private static long mixed(long seed) {
        long z = (seed ^ (seed >>> 33)) * 0xff51afd7ed558ccdL;
        z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return z ^ (z >>> 33);
    }

    long next(float[] logits) {
        checkNumbers(logits);
        return config.isSampled() ? drawn(logits) : largest(logits);
    }

    private static int largest(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }

    private long drawn(float[] logits) {
        int[] order =
                IntStream.range(0, logits.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> -logits[i]))
                        .limit(config.topK() == 0 ? logits.length : config.topK())
                        .mapToInt(i -> i)
                        .toArray();
        double[] weights = new double[order.length];
        double sum = 0;
        for (int i = 0; i < order.length; i++) {
            double below = (double) logits[order[i]] - logits[order[0]];
            weights[i] = Math.exp(below / config.temperature());
            sum += weights[i];
        }
        int kept = nucleus(weights, sum);
        double total = IntStream.range(0, kept).mapToDouble(i -> weights[i]).sum();
        double left = random.nextDouble() * total;
        int chosen = 0;
        while (chosen < kept - 1 && weights[chosen + 1] > 0 && left >= weights[chosen]) {
            left -= weights[chosen++];
        }
        return order[chosen];
    }

    /** Returns how many of the largest weights make up the share. */
    private int nucleus(double[] weights, double sum) {
        double share = 0;
        for (int i = 0; i < weights.length; i++) {
            share += weights[i] / sum;
            if (config.topP() < 1 && share >= config.topP()) {
                return i + 1;
            }
        }
        return weights.length;
    }

    private static void checkNumbers(float[] logits) {
        boolean hasNumber = false;
        for (int i = 0; i < logits.length; i++) {
            if (Float.isNaN(logits[i]) || logits[i] == Float.POSITIVE_INFINITY) {
                throw new IllegalStateException(
                        "The logit of token "
                                + i
                                + " is "
                                + logits[i]
                                + ": look for an edit that is too large");
            }
            hasNumber |= logits[i] > Float.NEGATIVE_INFINITY;
        }
        if (!hasNumber) {
            throw new IllegalStateException(
                    "Of " + logits.length + " logits, none is above minus infinity");
        }
    }
}
