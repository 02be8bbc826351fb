/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Featurizer;
import io.github.djliit.intervention.Partitioned;
import io.github.djliit.intervention.Trainable;
import java.util.IdentityHashMap;

/**
 * The featurizers and edits of one call, with their weights as arrays: each is bound once, however
 * often it is used, so that linked ones share everything.
 */
final class Bindings {

    private final ParameterStore store;
    private final boolean training;
    private final ShapeLog log;
    private final IdentityHashMap<Object, Object> bound = new IdentityHashMap<>();

    /**
     * Creates what a call starts with.
     *
     * @param store the parameter store of the call
     * @param training whether this is a training pass
     * @param log told of shapes; null for nobody
     */
    Bindings(ParameterStore store, boolean training, ShapeLog log) {
        this.store = store;
        this.training = training;
        this.log = log;
    }

    /** Who is told of shapes, null for nobody. */
    ShapeLog log() {
        return log;
    }

    /**
     * Returns a featurizer of this call.
     *
     * @param like an activation on the manager of the call
     */
    Featurizer featurizer(Featurizer featurizer, NDArray like) {
        if (featurizer instanceof Partitioned named) {
            return featurizer(named.featurizer(), like);
        }
        return featurizer instanceof Trainable<?> trainable
                ? (Featurizer) bind(trainable, like)
                : featurizer;
    }

    /**
     * Returns an edit of this call.
     *
     * @param like an activation on the manager of the call
     */
    Edit edit(Edit edit, NDArray like) {
        return edit instanceof Trainable<?> trainable ? (Edit) bind(trainable, like) : edit;
    }

    private Object bind(Trainable<?> trainable, NDArray like) {
        return bound.computeIfAbsent(
                trainable, t -> trainable.bind(trainable.weights().arrays(store, like, training)));
    }
}
