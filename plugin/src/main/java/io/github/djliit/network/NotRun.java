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
import ai.djl.ndarray.NDList;
import java.util.List;

/** Of a base that is wanted under its edits alone. */
record NotRun() implements SourceValues {

    @Override
    public NDArray read(int read, int run) {
        throw new IllegalStateException("Nothing is read from the base");
    }

    @Override
    public List<NDArray> collected(int collect) {
        return List.of();
    }

    @Override
    public SourceValues detached() {
        return this;
    }

    @Override
    public NDList outputs() {
        return new NDList();
    }
}
