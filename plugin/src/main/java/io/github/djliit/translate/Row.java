/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.translate;

import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.translate.internal.InterventionBatch;
import java.util.List;

/**
 * One input of a batch, made ready for the network.
 *
 * @param <I> the input type of the wrapped translator
 * @param index its place in the predictor's batch
 * @param input the input
 * @param base the base
 * @param sources the sources
 */
record Row<I>(int index, InterventionInput<I> input, PreparedRun base, List<PreparedRun> sources)
        implements InterventionBatch.Request<PreparedRun> {

    @Override
    public InterventionPlan interventions() {
        return input.plan();
    }

    @Override
    public int rows() {
        return 1;
    }
}
