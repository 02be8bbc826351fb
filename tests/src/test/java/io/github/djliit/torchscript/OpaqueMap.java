/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import ai.djl.ndarray.NDArray;
import io.github.djliit.intervention.Featurizer;
import io.github.djliit.intervention.Trainable;
import io.github.djliit.intervention.Weights;
import java.util.Map;

/**
 * A trainable map of which compiled code knows nothing, so that Java applies it.
 *
 * @param map the map
 */
record OpaqueMap(Trainable<Featurizer> map) implements Featurizer, Trainable<Featurizer> {

    @Override
    public Weights weights() {
        return map.weights();
    }

    @Override
    public Featurizer bind(Map<String, NDArray> arrays) {
        Featurizer bound = map.bind(arrays);
        return Featurizer.of("opaque", bound::featurize, bound::restore);
    }

    @Override
    public NDArray featurize(NDArray activation) {
        throw new UnsupportedOperationException("A call binds it");
    }

    @Override
    public NDArray restore(NDArray features, NDArray activation) {
        throw new UnsupportedOperationException("A call binds it");
    }
}
