/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import ai.djl.training.tracker.Tracker;

/**
 * A weight that waits, then grows linearly, then stays.
 *
 * <p>Units are training steps: 0 up to step {@code delay}, {@code value} from step {@code delay +
 * warmUp} on; at {@code delay} itself 0 if there is a warm-up.
 *
 * @param value the final weight
 * @param delay the number of steps at weight 0
 * @param warmUp the number of steps from 0 to the final weight
 */
public record WeightSchedule(float value, int delay, int warmUp) implements Tracker {

    /** Checks that the weight is finite and not negative, and the steps are not negative. */
    public WeightSchedule {
        if (!Float.isFinite(value) || value < 0) {
            throw new IllegalArgumentException(
                    "A weight of the loss must be finite and not negative, found " + value);
        }
        if (delay < 0 || warmUp < 0) {
            throw new IllegalArgumentException(
                    "Delay and warm-up count steps, found " + delay + " and " + warmUp);
        }
    }

    /**
     * Returns a weight that is always the same.
     *
     * @param value the weight
     * @return the schedule
     */
    public static WeightSchedule constant(float value) {
        return new WeightSchedule(value, 0, 0);
    }

    @Override
    public float getNewValue(int step) {
        if (step >= (long) delay + warmUp) {
            return value;
        }
        return step <= delay ? 0 : value * (step - delay) / warmUp;
    }
}
