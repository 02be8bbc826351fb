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

/**
 * How a step is applied in one run of its block.
 *
 * @param number the number of that run in the forward, from 0
 * @param part which terms of the edits are applied
 * @param reading what is done to arrays that are read
 * @param input the whole input of the block, which a skip takes; null where no edit does
 */
record EditContext(int number, EditPart part, Reading reading, NDArray input) {

    /** Returns what applies edits as they are. */
    static EditContext whole(int number, NDArray input) {
        return new EditContext(number, EditPart.WHOLE, Reading.AS_IT_IS, input);
    }
}
