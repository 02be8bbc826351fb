/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.json;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Walks nested arrays that are to be one of several axes. */
final class NestedArrays {

    private final int most;
    private final Consumer<JsonNode> number;
    private final List<Long> shape = new ArrayList<>();
    private boolean hasNumber;

    NestedArrays(int most, Consumer<JsonNode> number) {
        this.most = most;
        this.number = number;
    }

    long[] read(JsonNode root) {
        read(root, 0);
        return shape.stream().mapToLong(Long::longValue).toArray();
    }

    private void read(JsonNode node, int depth) {
        if (!node.isList()) {
            if (depth != shape.size()) {
                throw node.fault("expected an array, as its neighbours are");
            }
            hasNumber = true;
            number.accept(node);
            return;
        }
        int size = node.size();
        checkLength(node, size, depth);
        for (int i = 0; i < size; i++) {
            read(node.at(i), depth + 1);
        }
    }

    private void checkLength(JsonNode node, int size, int depth) {
        if (size == 0 || depth == most) {
            throw node.fault(
                    "expected numbers, at least one, in at most " + most + " nested arrays");
        }
        if (depth == shape.size() && !hasNumber) {
            shape.add((long) size);
        } else if (depth >= shape.size() || shape.get(depth) != size) {
            throw node.fault("expected the shape of its neighbours, found an array of " + size);
        }
    }
}
