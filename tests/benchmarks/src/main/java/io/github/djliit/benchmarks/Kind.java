/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.benchmarks;

/** The networks that are measured, all in single precision with random weights. */
enum Kind {
    /** Three linear layers of 64 units with ReLU. */
    MLP("MLP 3 x 64", 3, 64, 0, false),
    /** A transformer encoder of DJL's blocks, with layer norms before attention and MLP. */
    SIX("6 x 256", 6, 256, 16, false),
    /** The same as a TorchScript file. */
    SIX_SCRIPT("6 x 256, TorchScript", 6, 256, 16, true),
    TWELVE("12 x 768", 12, 768, 16, false),
    TWELVE_SCRIPT("12 x 768, TorchScript", 12, 768, 16, true),
    /** The network of the seed's configuration "base", see the recipe sum3. */
    SUM3("sum3, base", 3, 200, 0, false),
    /** No network at all. */
    NONE("", 0, 0, 0, false);

    final String title;
    final int layers;
    final int units;

    /** How many tokens a row has; 0 for a row of units. */
    final int tokens;

    final boolean isScript;

    Kind(String title, int layers, int units, int tokens, boolean isScript) {
        this.title = title;
        this.layers = layers;
        this.units = units;
        this.tokens = tokens;
        this.isScript = isScript;
    }

    /** How many rows a batch has. */
    int rows() {
        return tokens == 0 ? 64 : this == SIX || this == SIX_SCRIPT ? 8 : 4;
    }

    int heads() {
        return units / 64;
    }

    /** Returns the output of a layer, counted from 0. */
    String site(int layer) {
        if (isScript) {
            return "layers." + layer;
        }
        return this == MLP
                ? "%02dLambdaBlock".formatted(2 * layer + 2)
                : "%02dSequentialBlock".formatted(layer + 1);
    }
}
