/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

/** Is told how a search goes on. */
@FunctionalInterface
public interface SearchListener {

    /**
     * Is called after each epoch, when its state is saved.
     *
     * @param epoch the number of epochs made
     * @param loss the mean loss of the epoch's steps
     * @param iia the mean IIA of all variables on the validation pairs
     */
    void onEpoch(int epoch, double loss, double iia);
}
