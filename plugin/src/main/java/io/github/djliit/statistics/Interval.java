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
 * A confidence interval, both ends included; NaN where there is nothing to judge from.
 *
 * @param low the lower end
 * @param high the upper end
 */
public record Interval(double low, double high) {

    /**
     * Returns whether a value is possible by this interval.
     *
     * @param value the value
     * @return whether it lies between the ends
     */
    public boolean contains(double value) {
        return low <= value && value <= high;
    }

    /** Returns the ends with four decimals, such as {@code [0.9810, 0.9904]}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "[%.4f, %.4f]", low, high);
    }
}
