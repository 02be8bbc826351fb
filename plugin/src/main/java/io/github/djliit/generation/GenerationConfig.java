/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.generation;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/**
 * How tokens are chosen, and when to stop. Immutable.
 *
 * <p>Greedy takes the most likely token, of equals the first. Sampling draws in Java, the same on
 * every engine: row r has its own generator, seeded by {@code seed + r}, so that a row of a batch
 * gets the tokens it gets alone with that seed.
 */
public final class GenerationConfig {

    private final int maxNewTokens;
    private final boolean sampled;
    private final double temperature;
    private final int topK;
    private final double topP;
    private final long seed;
    private final Set<Long> endTokens;
    private final long padToken;

    private GenerationConfig(Builder builder) {
        maxNewTokens = builder.maxNewTokens;
        sampled = builder.sampled;
        temperature = builder.temperature;
        topK = builder.topK;
        topP = builder.topP;
        seed = builder.seed;
        endTokens = Set.copyOf(builder.endTokens);
        padToken = builder.padToken;
    }

    /**
     * Returns a builder of a greedy generation of 20 tokens, without end tokens, padded with 0.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a greedy generation without end tokens.
     *
     * @param maxNewTokens how many tokens each row gets
     * @return the configuration
     */
    public static GenerationConfig greedy(int maxNewTokens) {
        return builder().optMaxNewTokens(maxNewTokens).build();
    }

    int maxNewTokens() {
        return maxNewTokens;
    }

    boolean isSampled() {
        return sampled;
    }

    double temperature() {
        return temperature;
    }

    int topK() {
        return topK;
    }

    double topP() {
        return topP;
    }

    long seed() {
        return seed;
    }

    boolean isEnd(long token) {
        return endTokens.contains(token);
    }

    long padToken() {
        return padToken;
    }

    /** Collects the settings; not thread-safe. */
    public static final class Builder {

        private int maxNewTokens = 20;
        private boolean sampled;
        private double temperature = 1;
        private int topK;
        private double topP = 1;
        private long seed;
        private final Set<Long> endTokens = new TreeSet<>();
        private long padToken;

        private Builder() {}

        /**
         * Sets how many tokens a row gets at most (default: 20).
         *
         * @param count the number, from 1
         * @return this builder
         */
        public Builder optMaxNewTokens(int count) {
            maxNewTokens = count;
            return this;
        }

        /**
         * Draws tokens instead of taking the most likely one.
         *
         * @param seedOfRow0 the seed of the first row; the next have the next
         * @return this builder
         */
        public Builder optSampled(long seedOfRow0) {
            sampled = true;
            seed = seedOfRow0;
            return this;
        }

        /**
         * Sets by what logits are divided before a token is drawn (default: 1).
         *
         * @param value the temperature, above 0
         * @return this builder
         */
        public Builder optTemperature(double value) {
            temperature = value;
            return this;
        }

        /**
         * Draws from the most likely tokens only (default: 0, from all).
         *
         * @param count how many; 0 for all
         * @return this builder
         */
        public Builder optTopK(int count) {
            topK = count;
            return this;
        }

        /**
         * Draws from the fewest tokens whose probabilities, largest first, sum up to a share
         * (default: 1, from all), after top-k.
         *
         * @param share the share, above 0, at most 1
         * @return this builder
         */
        public Builder optTopP(double share) {
            topP = share;
            return this;
        }

        /**
         * Adds tokens that end a row; an end token is the last of its row.
         *
         * @param tokens the tokens
         * @return this builder
         */
        public Builder optEndTokens(long... tokens) {
            Arrays.stream(tokens).forEach(endTokens::add);
            return this;
        }

        /**
         * Sets what stands in the padding, and behind rows that have ended (default: 0).
         *
         * @param token any token that the model knows
         * @return this builder
         */
        public Builder optPadToken(long token) {
            padToken = token;
            return this;
        }

        /**
         * Builds the configuration.
         *
         * @return the configuration
         * @throws IllegalArgumentException if a value is out of its range
         */
        public GenerationConfig build() {
            check(maxNewTokens >= 1, "The number of new tokens is from 1", maxNewTokens);
            boolean isFinite = temperature > 0 && temperature < Double.POSITIVE_INFINITY;
            check(isFinite, "The temperature is a number above 0", temperature);
            check(topK >= 0, "Top-k is a number of tokens, 0 for all", topK);
            check(topP > 0 && topP <= 1, "Top-p is a share above 0, at most 1", topP);
            check(padToken >= 0, "The padding is a token from 0", padToken);
            boolean isPlain = temperature == 1 && topK == 0 && topP == 1;
            check(
                    sampled || isPlain,
                    "Temperature, top-k and top-p belong to sampling: call optSampled(seed)",
                    "greedy");
            return new GenerationConfig(this);
        }

        private static void check(boolean holds, String expected, Object found) {
            if (!holds) {
                throw new IllegalArgumentException(expected + "; found " + found);
            }
        }
    }
}
