/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.statistics;

import java.util.Locale;

/**
 * A share or a mean, and how sure it is.
 *
 * @param value the share or mean; NaN if it is one of nothing
 * @param count how many it is a share or mean of
 * @param interval its confidence interval; of NaN if it is one of nothing
 */
public record Estimate(double value, long count, Interval interval) {

    /** The share or mean of nothing. */
    public static final Estimate NONE =
            new Estimate(Double.NaN, 0, new Interval(Double.NaN, Double.NaN));

    /**
     * Returns whether there was nothing to judge from.
     *
     * @return whether the count is 0
     */
    public boolean isEmpty() {
        return count == 0;
    }

    /** Returns value, interval and count, such as {@code 0.9860 [0.9810, 0.9904] of 2500}. */
    @Override
    public String toString() {
        return isEmpty()
                ? "none"
                : String.format(Locale.ROOT, "%.4f %s of %d", value, interval, count);
    }
}
