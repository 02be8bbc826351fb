/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import io.github.djliit.json.JsonNode;
import java.util.Map;

/**
 * What lies outside of the text of one plan that is being read, and how much of it may be used.
 *
 * @param tensors the accompanying tensors by name
 * @param arrays the arrays in files
 * @param budget how many numbers may still be used
 */
record PlanFiles(Map<String, Value> tensors, ArrayFiles arrays, NumberBudget budget) {

    /** Reads numbers, or takes an accompanying tensor. */
    Value value(JsonNode node) {
        Value value = ValueJson.read(node, tensors);
        budget.give(node, value.size());
        return value;
    }
}
