/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import io.github.djliit.json.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The plans that were written out last, since most callers send the same ones again; thread-safe.
 *
 * <p>A plan is known by its text, so that it is the same one; those that refer to files or
 * accompanying tensors are not kept, since these may change.
 */
final class KnownPlans {

    private static final int MOST = 512;

    /** Reading a plan with many numbers costs no more than writing it out would. */
    private static final int MAX_LENGTH = 8192;

    private final Map<String, RequestPlan> plans = new LinkedHashMap<>(16, .75f, true);

    /** Returns the text by which a plan is known, or nothing if it is not to be kept. */
    static Optional<String> key(List<Optional<JsonNode>> parts) {
        String text =
                parts.stream()
                        .map(part -> part.map(JsonNode::text).orElse(""))
                        .collect(Collectors.joining("\n"));
        boolean isAlone = !text.contains("\"file") && !text.contains("\"@");
        return isAlone && text.length() <= MAX_LENGTH ? Optional.of(text) : Optional.empty();
    }

    synchronized Optional<RequestPlan> find(String key) {
        return Optional.ofNullable(plans.get(key));
    }

    synchronized void put(String key, RequestPlan plan) {
        plans.put(key, plan);
        if (plans.size() > MOST) {
            plans.remove(plans.keySet().iterator().next());
        }
    }
}
