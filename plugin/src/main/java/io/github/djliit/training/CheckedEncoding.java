/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.causal.Setting;
import java.util.List;
import java.util.OptionalInt;

/**
 * An encoding whose arrays are looked at: each has a row for each setting. What has more rows would
 * go on to pair inputs with labels of others.
 *
 * @param encoding makes the arrays
 */
record CheckedEncoding(Encoding encoding) implements Encoding {

    @Override
    public NDList inputs(NDManager manager, List<Setting> settings) {
        return checked("input", encoding.inputs(manager, settings), settings.size());
    }

    @Override
    public NDList labels(NDManager manager, List<Setting> settings) {
        return checked("label", encoding.labels(manager, settings), settings.size());
    }

    @Override
    public OptionalInt furtherLabels() {
        return encoding.furtherLabels();
    }

    @Override
    public Encoding checked() {
        return this;
    }

    private static NDList checked(String what, NDList arrays, int rows) {
        if (arrays == null || arrays.isEmpty()) {
            throw new IllegalArgumentException(
                    "The Encoding gave %s for the %ss of %s settings: expected one array or more"
                            .formatted(arrays == null ? "null" : "an empty list", what, rows));
        }
        for (int i = 0; i < arrays.size(); i++) {
            NDArray array = arrays.get(i);
            Shape shape = array == null ? null : array.getShape();
            if (shape == null || shape.dimension() == 0 || shape.get(0) != rows) {
                throw new IllegalArgumentException(
                        ("The Encoding gave %s %s of shape %s for %s settings: expected a row for"
                                        + " each, batch first, (%s, ...)")
                                .formatted(what, i, shape, rows, rows));
            }
        }
        return arrays;
    }
}
