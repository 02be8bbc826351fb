/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.tracker.Tracker;
import io.github.djliit.training.ResumableOptimizer;

/** Gradient descent with momentum, with a state that can be kept. */
final class SgdOptimizer extends ResumableOptimizer {

    private static final String MOMENTUM = "momentum";

    private final float momentum;

    SgdOptimizer(Tracker rate, int steps, float momentum) {
        super(rate, steps, MOMENTUM);
        this.momentum = momentum;
    }

    @Override
    public void update(String parameterId, NDArray weight, NDArray grad) {
        float rate = rate(updateCount(parameterId));
        NDList inputs = new NDList(weight, grad);
        if (momentum != 0) {
            inputs.add(state(MOMENTUM, parameterId, weight));
        }
        weight.getNDArrayInternal()
                .sgdUpdate(
                        inputs,
                        new NDList(weight),
                        rate,
                        getWeightDecay(),
                        rescaleGrad,
                        clipGrad,
                        momentum,
                        true);
    }
}
