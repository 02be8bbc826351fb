/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import com.google.gson.JsonElement;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes small values into the JSON text and lays large ones aside, as accompanying tensors. */
final class ValueWriter {

    private final int limit;
    private final Map<String, Value> tensors = new LinkedHashMap<>();

    ValueWriter(int limit) {
        this.limit = limit;
    }

    /** The name is that of the tensor, if it becomes one. */
    JsonElement write(String name, Value value) {
        if (value.size() <= limit) {
            return ValueJson.write(value);
        }
        tensors.put(name, value);
        return ValueJson.reference(name);
    }

    Map<String, Value> tensors() {
        return tensors;
    }
}
