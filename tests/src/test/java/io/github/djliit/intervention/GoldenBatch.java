/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import io.github.djliit.support.Golden;
import java.util.List;

/** Golden cases stacked into one batch, as far as their inputs have the shape of the first. */
final class GoldenBatch {

    private static final int SOURCES = 3;

    private final NDManager manager;
    private final PlanStack plans = new PlanStack();
    private final NDList bases = new NDList();
    private final NDList[] sources = {new NDList(), new NDList(), new NDList()};
    private final NDList expected = new NDList();

    GoldenBatch(NDManager manager) {
        this.manager = manager;
    }

    /** A case that takes fewer sources gets its base in the place of the others. */
    void add(JsonObject made) {
        NDArray base = Golden.array(manager, made.get("base"));
        Shape shape = bases.isEmpty() ? base.getShape() : bases.head().getShape();
        NDArray[] from = new NDArray[SOURCES];
        for (int s = 0; s < SOURCES; s++) {
            boolean isGiven = s < made.getAsJsonArray("sources").size();
            from[s] = isGiven ? Golden.array(manager, made.getAsJsonArray("sources").get(s)) : base;
            if (!from[s].getShape().equals(shape) || !base.getShape().equals(shape)) {
                return;
            }
        }
        InterventionPlan plan = InterventionPlan.fromJson(made.get("plan").toString());
        plans.add(new InterventionPlan(plan.interventions(), List.of()), (int) shape.get(0));
        bases.add(base);
        for (int s = 0; s < SOURCES; s++) {
            sources[s].add(from[s]);
        }
        expected.add(Golden.array(manager, made.get("output")));
    }

    int size() {
        return bases.size();
    }

    InterventionPlan plan() {
        return plans.plan();
    }

    NDList base() {
        return new NDList(NDArrays.concat(bases));
    }

    NDList[] sources() {
        NDList[] stacked = new NDList[SOURCES];
        for (int s = 0; s < SOURCES; s++) {
            stacked[s] = new NDList(NDArrays.concat(sources[s]));
        }
        return stacked;
    }

    NDArray expected() {
        return NDArrays.concat(expected);
    }
}
