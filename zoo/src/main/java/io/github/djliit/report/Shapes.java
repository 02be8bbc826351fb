/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.report;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Shapes as a picture tells them. */
final class Shapes {

    private Shapes() {}

    /** Returns the sizes of the axes, without that of the batch where it is known to be one. */
    static String text(Shape shape) {
        boolean hasBatch = shape.dimension() > 0 && shape.get(0) == -1;
        return Arrays.stream(shape.getShape())
                .skip(hasBatch ? 1 : 0)
                .mapToObj(size -> size == -1 ? "?" : Long.toString(size))
                .collect(Collectors.joining(" × "));
    }
}
