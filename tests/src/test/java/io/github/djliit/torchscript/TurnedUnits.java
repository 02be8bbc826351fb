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

/** A linear map that a caller wrote: units in turn, doubled, and three more than that. */
final class TurnedUnits implements Featurizer {

    @Override
    public NDArray featurize(NDArray activation) {
        return activation.flip(-1).mul(2).add(3);
    }

    @Override
    public NDArray restore(NDArray features, NDArray activation) {
        return features.sub(3).div(2).flip(-1);
    }

    @Override
    public boolean isLinear() {
        return true;
    }

    @Override
    public boolean mapsLastAxis() {
        return true;
    }
}
