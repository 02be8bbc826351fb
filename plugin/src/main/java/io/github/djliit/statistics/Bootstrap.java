/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.interval.BinomialConfidenceInterval;

/**
 * Confidence intervals by the percentile bootstrap: the observations are drawn anew, with
 * replacement, and the interval is where most figures of such draws lie (Efron, Tibshirani, "An
 * Introduction to the Bootstrap", 1993, chapter 13).
 *
 * <p>An interval takes the observations to be independent; where inputs are reused for many pairs,
 * it is too narrow. It tells the chance of the draw of the test pairs, not that of the training.
 * Thread-safe: each call starts from the seed.
 *
 * @param level the share of intervals that hold the true value, between 0 and 1
 * @param resamples how often means are drawn anew
 * @param seed the seed of the draws
 */
public record Bootstrap(double level, int resamples, long seed) {

    private static final double USUAL_LEVEL = .95;
    private static final int USUAL_RESAMPLES = 1000;

    /** Checks the settings. */
    public Bootstrap {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException(
                    "A confidence level lies between 0 and 1, such as 0.95; found " + level);
        }
        if (resamples < 1) {
            throw new IllegalArgumentException(
                    "The number of resamples must be positive, found " + resamples);
        }
    }

    /**
     * Returns intervals of 95%, from 1,000 resamples.
     *
     * @param seed the seed of the draws
     * @return the settings
     */
    public static Bootstrap ofSeed(long seed) {
        return new Bootstrap(USUAL_LEVEL, USUAL_RESAMPLES, seed);
    }

    /**
     * Returns a share with its interval.
     *
     * <p>The number of hits in a resample has a binomial distribution, so that its percentiles are
     * those of endless resamples, and no chance is in them. Where all or none are hits, each
     * resample is like the other and tells nothing; the interval is then that of Clopper and
     * Pearson.
     *
     * @param hits how many have the property
     * @param count how many there are
     * @return the share; none of nothing
     * @throws IllegalArgumentException if there are more hits than observations
     */
    public Estimate share(long hits, long count) {
        if (hits < 0 || hits > count) {
            throw new IllegalArgumentException("There are " + hits + " hits among " + count);
        }
        if (count == 0) {
            return Estimate.NONE;
        }
        int trials = Math.toIntExact(count);
        double share = (double) hits / count;
        return new Estimate(share, count, interval((int) hits, trials, share));
    }

    private Interval interval(int hits, int trials, double share) {
        if (hits == 0 || hits == trials) {
            var exact = BinomialConfidenceInterval.CLOPPER_PEARSON;
            var ends = exact.fromErrorRate(trials, hits, 1 - level);
            return new Interval(ends.getLowerBound(), ends.getUpperBound());
        }
        BinomialDistribution resampled = BinomialDistribution.of(trials, share);
        double tail = (1 - level) / 2;
        return new Interval(
                (double) resampled.inverseCumulativeProbability(tail) / trials,
                (double) resampled.inverseSurvivalProbability(tail) / trials);
    }

    /**
     * Returns a mean with its interval, which has no width where all values are equal.
     *
     * @param values the observations
     * @return the mean; none of nothing
     */
    public Estimate mean(double... values) {
        if (values.length == 0) {
            return Estimate.NONE;
        }
        double mean = Arrays.stream(values).average().orElseThrow();
        return new Estimate(mean, values.length, interval(values));
    }

    private Interval interval(double... values) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] means = new double[resamples];
        for (int i = 0; i < resamples; i++) {
            double sum = 0;
            for (int draw = 0; draw < values.length; draw++) {
                sum += values[random.nextInt(values.length)];
            }
            means[i] = sum / values.length;
        }
        Arrays.sort(means);
        int cut = (int) ((1 - level) / 2 * resamples);
        return new Interval(means[cut], means[resamples - 1 - cut]);
    }
}
