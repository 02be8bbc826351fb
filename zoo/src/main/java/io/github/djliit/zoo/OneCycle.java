/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.training.tracker.Tracker;

/**
 * A learning rate that rises from a 25th of its peak over the first three tenths of all steps, and
 * falls to almost nothing, both along half a cosine (Smith, 2018).
 *
 * @param peak the largest learning rate
 * @param steps the number of all steps
 */
record OneCycle(float peak, int steps) implements Tracker {

    private static final double RISING = .3;
    private static final double START = 1 / 25.0;
    private static final double END = START / 1e4;

    @Override
    public float getNewValue(int step) {
        double top = RISING * steps;
        double at = Math.min(step, steps);
        double share = at < top ? at / top : 1 + (at - top) / (steps - top);
        // A share of 0 is the start, 1 the peak, 2 the end.
        double cosine = (1 - Math.cos(Math.PI * share)) / 2;
        double low = share < 1 ? START : END;
        return (float) (peak * (low + (1 - low) * cosine));
    }
}
