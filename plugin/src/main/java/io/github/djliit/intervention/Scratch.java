/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * Work of which nothing stays but its result.
 *
 * <p>DJL puts what an operation makes on the manager of its first operand. The work gets views of
 * its operands on a manager of its own, which ends with it. What a backward pass needs of the
 * temporaries the engine's graph holds by itself.
 */
final class Scratch {

    private Scratch() {}

    /** Works on one array; the result goes to its manager. */
    static NDArray run(NDArray array, UnaryOperator<NDArray> work) {
        NDManager owner = array.getManager();
        try (NDManager scratch = owner.newSubManager()) {
            NDArray result = work.apply(view(array, scratch));
            result.attach(owner);
            return result;
        }
    }

    /** Works on two arrays; the result goes to the manager of the first. */
    static NDArray run(NDArray first, NDArray second, BinaryOperator<NDArray> work) {
        NDManager owner = first.getManager();
        try (NDManager scratch = owner.newSubManager()) {
            NDArray result = work.apply(view(first, scratch), view(second, scratch));
            result.attach(owner);
            return result;
        }
    }

    /** A view shares the memory, and passes the gradient on. */
    private static NDArray view(NDArray array, NDManager scratch) {
        NDArray view = array.reshape(array.getShape());
        view.attach(scratch);
        return view;
    }
}
