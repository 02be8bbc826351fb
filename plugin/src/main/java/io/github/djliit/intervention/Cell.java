/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

/**
 * One place in the grid that the layers and the positions of a sequence make up.
 *
 * @param layer the number of the layer in a list of layers, from 0
 * @param position the position in the sequence, from 0
 */
public record Cell(int layer, int position) {

    /** Checks that there is such a place. */
    public Cell {
        if (layer < 0 || position < 0) {
            throw new IllegalArgumentException(
                    "Layer and position count from 0, found " + layer + " and " + position);
        }
    }
}
