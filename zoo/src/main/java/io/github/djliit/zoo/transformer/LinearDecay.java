/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.transformer;

import ai.djl.training.tracker.Tracker;

/**
 * A learning rate that rises to its peak over the warm-up and falls to 0 over the remaining steps,
 * along straight lines.
 *
 * @param peak the largest learning rate
 * @param warmUp the number of steps that rise
 * @param steps the number of all steps
 */
public record LinearDecay(float peak, int warmUp, int steps) implements Tracker {

    /** Checks that the warm-up is a part of the whole. */
    public LinearDecay {
        if (!(peak > 0) || warmUp < 0 || warmUp >= steps) {
            throw new IllegalArgumentException(
                    ("A positive peak and a warm-up shorter than all steps are needed,"
                                    + " found peak %s, warm-up %d, steps %d")
                            .formatted(peak, warmUp, steps));
        }
    }

    @Override
    public float getNewValue(int step) {
        if (step < warmUp) {
            return peak * (step + 1) / (warmUp + 1);
        }
        return peak * Math.max(0, steps - step) / (steps - warmUp);
    }
}
