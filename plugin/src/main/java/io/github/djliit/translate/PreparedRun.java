/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.translate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

/**
 * What the wrapped translator made of a base or a source.
 *
 * @param name what messages call it
 * @param arrays the network's inputs, on the manager of the batch
 * @param owner the manager of the arrays as the translator gave them, where outputs go: the
 *     caller's, if they are arrays of the caller's
 * @param context what the translator noted
 */
record PreparedRun(String name, NDList arrays, NDManager owner, RowContext context) {

    /** Creates a run; all that is made of its arrays here goes to the manager of the batch. */
    static PreparedRun of(String name, NDList given, RowContext context) {
        if (given == null || given.isEmpty()) {
            throw new IllegalArgumentException(
                    "The wrapped translator gave no arrays for the "
                            + name
                            + ": expected the network's inputs");
        }
        NDManager scope = context.getNDManager();
        NDList arrays = new NDList(given.size());
        given.forEach(array -> arrays.add(within(scope, array)));
        return new PreparedRun(name, arrays, given.head().getManager(), context);
    }

    private static NDArray within(NDManager scope, NDArray array) {
        if (array.getManager() == scope) {
            return array;
        }
        NDArray view = array.reshape(array.getShape());
        view.setName(array.getName());
        view.attach(scope);
        return view;
    }
}
