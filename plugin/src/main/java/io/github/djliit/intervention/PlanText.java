/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A plan as text, with the tensors that accompany it.
 *
 * <p>{@link PlanFormat#write} makes it; a format with these tensors reads it. Immutable.
 *
 * @param json the JSON form of the plan
 * @param tensors by name what the text refers to as {@code "@name"}
 */
public record PlanText(String json, Map<String, Value> tensors) {

    /** Copies the map, keeping its order. */
    public PlanText {
        Objects.requireNonNull(json, "json");
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }
}
