/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.nn.ParameterList;
import ai.djl.util.Pair;
import io.github.djliit.tensor.Finite;

/** Counts the epochs and steps of a training, and stops it where a number is not finite. */
final class TrainingProgress {

    private static final String WHOSE = "The training";

    private int epochs;
    private int steps;

    /** Whether a step was made, in whatever epoch. */
    private boolean isChanged;

    /** Sets how many epochs were made before. */
    void setEpochs(int made) {
        if (made < 0) {
            throw new IllegalArgumentException(
                    "The number of epochs made before is not negative, found " + made);
        }
        epochs = made;
    }

    void step() {
        steps++;
        isChanged = true;
    }

    /** Refuses a loss that would spread through the weights. */
    void check(NDArray loss) {
        for (float number : HostArrays.of(loss)) {
            if (!Float.isFinite(number)) {
                String what = "the loss is " + number;
                throw isChanged
                        ? new DivergenceException(WHOSE, what, epochs + 1, steps + 1)
                        : DivergenceException.atFirst(WHOSE, what, epochs + 1);
            }
        }
    }

    /** Ends an epoch, after which somebody may keep the weights. */
    void endEpoch(ParameterList parameters) {
        for (Pair<String, Parameter> each : parameters) {
            Parameter parameter = each.getValue();
            boolean isTrained = parameter.isInitialized() && parameter.requiresGradient();
            if (isTrained && !Finite.isAll(parameter.getArray())) {
                throw new DivergenceException(
                        WHOSE,
                        "the parameter " + each.getKey() + " has a NaN or an infinity",
                        epochs + 1,
                        Math.max(1, steps));
            }
        }
        epochs++;
        steps = 0;
    }
}
