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
import com.typesafe.config.Config;
import io.github.djliit.training.AdamOptimizer;
import io.github.djliit.training.ResumableOptimizer;

/** Optimizers and learning rates by the names of the settings. */
final class Optimizers {

    private Optimizers() {}

    /**
     * Makes the optimizer that settings ask for, Adam where they are silent.
     *
     * @param settings the settings
     * @param stepsOfEpoch the number of steps of an epoch, by which a schedule is stretched
     * @param steps the number of steps made before
     * @return a new optimizer; the caller closes it
     */
    static ResumableOptimizer of(Config settings, int stepsOfEpoch, int steps) {
        Tracker rate = rate(settings, stepsOfEpoch);
        if (text(settings, "optimizer", "adam").equals("sgd")) {
            return new SgdOptimizer(rate, steps, (float) settings.getDouble("momentum"));
        }
        return new AdamOptimizer(rate, steps);
    }

    /** Returns whether the first steps hang on how many there are in all. */
    static boolean isStretched(Config settings) {
        return !text(settings, "schedule", "constant").equals("constant");
    }

    private static Tracker rate(Config settings, int stepsOfEpoch) {
        float rate = (float) settings.getDouble("learning_rate");
        long all = (long) settings.getInt("epochs") * stepsOfEpoch;
        int steps = (int) Math.min(Integer.MAX_VALUE, all);
        return switch (text(settings, "schedule", "constant")) {
            case "one_cycle" -> new OneCycle(rate, steps);
            case "linear" -> {
                // A run that is shorter than the warm-up warms up for half of it.
                int warmUp = Math.min(warmUp(settings), steps / 2);
                yield new LinearDecay(rate, warmUp, steps);
            }
            default -> Tracker.fixed(rate);
        };
    }

    /** A recipe without the setting does not warm up. */
    private static int warmUp(Config settings) {
        return settings.hasPath("num_warmup_steps") ? settings.getInt("num_warmup_steps") : 0;
    }

    private static String text(Config settings, String key, String other) {
        return settings.hasPath(key) ? settings.getString(key) : other;
    }
}
