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
import ai.djl.ndarray.NDList;
import ai.djl.training.tracker.Tracker;

/** Adam (Kingma and Ba, 2015), with a state that can be kept. */
public final class AdamOptimizer extends ResumableOptimizer {

    private static final float BETA1 = .9f;
    private static final float BETA2 = .999f;
    private static final float EPSILON = 1e-8f;

    private static final String MEAN = "mean";
    private static final String VARIANCE = "variance";

    /**
     * Creates an optimizer.
     *
     * @param rate the learning rate by step, the first of which is 1
     * @param steps the number of steps that were made before
     */
    public AdamOptimizer(Tracker rate, int steps) {
        super(rate, steps, MEAN, VARIANCE);
    }

    @Override
    public void update(String parameterId, NDArray weight, NDArray grad) {
        int step = updateCount(parameterId);
        float rate = rate(step);
        double first = 1 - Math.pow(BETA1, step);
        double second = 1 - Math.pow(BETA2, step);
        NDList inputs =
                new NDList(
                        weight,
                        grad,
                        state(MEAN, parameterId, weight),
                        state(VARIANCE, parameterId, weight));
        weight.getNDArrayInternal()
                .adamUpdate(
                        inputs,
                        new NDList(weight),
                        rate,
                        (float) (rate * Math.sqrt(second) / first),
                        getWeightDecay(),
                        rescaleGrad,
                        clipGrad,
                        BETA1,
                        BETA2,
                        EPSILON,
                        true,
                        false);
    }
}
