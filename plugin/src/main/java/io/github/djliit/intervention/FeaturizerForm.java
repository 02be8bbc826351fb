/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import com.google.gson.JsonPrimitive;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the JSON form of a featurizer holds besides its type.
 *
 * @param arrays the arrays by key
 * @param settings the other keys
 */
record FeaturizerForm(Map<String, Value> arrays, Map<String, JsonPrimitive> settings) {

    FeaturizerForm {
        arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    static FeaturizerForm of(String key, Value array) {
        return new FeaturizerForm(Map.of(key, array), Map.of());
    }
}
