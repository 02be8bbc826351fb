/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

/** How base and sources are put together. */
public enum Pairing {
    /**
     * Each base gets sources that are drawn on their own from all inputs. Every input is a base
     * once before one is a base twice, unless the draw is balanced by a key.
     */
    INDEPENDENT,

    /**
     * The inputs are dealt into batches of twice the size; the first half of each is the base, the
     * second the source, row by row. One source; an even number of inputs.
     */
    HALVES
}
