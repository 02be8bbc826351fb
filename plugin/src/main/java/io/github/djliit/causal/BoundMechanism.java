/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.causal;

/**
 * A mechanism that knows where its parents are in the values of its model.
 *
 * <p>It hands the mechanism its parents and nothing else, so that an undeclared one cannot be read.
 */
final class BoundMechanism {

    private final Mechanism mechanism;
    private final Index parents;
    private final int[] positions;

    BoundMechanism(Mechanism mechanism, Index model) {
        this.mechanism = mechanism;
        this.parents = new Index(mechanism.parents());
        this.positions = mechanism.parents().stream().mapToInt(model::find).toArray();
    }

    /** Computes the value of the target from the values of the model. */
    Object evaluate(Object[] values) {
        Object[] given = new Object[positions.length];
        for (int i = 0; i < given.length; i++) {
            given[i] = values[positions[i]];
        }
        return mechanism.apply(new Setting(parents, given, Setting.Origin.CALLER));
    }
}
