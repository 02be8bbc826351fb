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
import java.util.Objects;
import java.util.function.BinaryOperator;

/**
 * An edit of the caller's own.
 *
 * @param name how it is called
 * @param needsSource whether the function needs a source
 * @param function from base and source features to the edited features
 */
record CustomEdit(String name, boolean needsSource, BinaryOperator<NDArray> function)
        implements Edit {

    static final String UNNAMED = "custom";

    CustomEdit {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(function, "function");
    }

    @Override
    public NDArray apply(NDArray base, NDArray source) {
        return function.apply(base, source);
    }
}
