/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The built-in kinds of featurizers. */
final class FeaturizerTypes {

    /** The names of all built-in kinds, which a caller cannot register. */
    static final Set<String> NAMES =
            Set.of("identity", "rotation", "lowrank", "pca", "autoencoder");

    // TO FILL: rotation, lowrank, pca and autoencoder, one entry each.
    static final List<FeaturizerType> ALL = List.of(identity());

    private FeaturizerTypes() {}

    private static FeaturizerType identity() {
        return new FeaturizerType(
                "identity",
                Set.of(),
                Set.of(),
                parts -> Featurizer.identity(),
                featurizer ->
                        featurizer == Featurizer.identity()
                                ? Optional.of(new FeaturizerForm(Map.of(), Map.of()))
                                : Optional.empty());
    }
}
