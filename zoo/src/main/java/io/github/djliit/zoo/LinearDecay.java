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
 * A learning rate that rises from 0 to its peak over the warm-up and falls to 0 over the remaining
 * steps, along straight lines: {@code get_linear_schedule_with_warmup} of Hugging Face's
 * transformers.
 *
 * @param peak the largest learning rate
 * @param warmUp the number of steps that rise, less than all
 * @param steps the number of all steps
 */
record LinearDecay(float peak, int warmUp, int steps) implements Tracker {

    /** {@inheritDoc} The first step is 1. */
    @Override
    public float getNewValue(int step) {
        int before = step - 1;
        if (before < warmUp) {
            return peak * before / warmUp;
        }
        return peak * Math.max(0, steps - before) / (steps - warmUp);
    }
}
