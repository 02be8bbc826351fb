/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import com.google.gson.JsonObject;
import io.github.djliit.intervention.Edits.Mask;
import io.github.djliit.json.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads and writes masks: fixed weights, or logits or a boundary that are trained. */
final class MaskJson {

    private static final String WEIGHTS = "weights";
    private static final String LOGITS = "logits";
    private static final String BOUNDARY = "boundary";
    private static final String TEMPERATURE = "temperature";

    private MaskJson() {}

    static Edit read(JsonNode node, PlanFiles files) {
        List<String> given =
                Stream.of(WEIGHTS, LOGITS, BOUNDARY)
                        .filter(key -> node.find(key).isPresent())
                        .toList();
        if (given.size() != 1) {
            throw node.fault("mask needs one of weights, logits and boundary, found " + given);
        }
        JsonNode form = node.get(given.get(0));
        return switch (given.get(0)) {
            case WEIGHTS -> {
                checkNoTemperature(node);
                Value weights = files.value(form);
                yield SelectionJson.at(form, () -> new Mask(weights));
            }
            case LOGITS -> {
                float temperature = temperature(node);
                Value logits = files.value(form);
                yield SelectionJson.at(form, () -> SigmoidMask.of(logits, temperature));
            }
            default -> {
                float temperature = temperature(node);
                float boundary = form.floating();
                yield SelectionJson.at(form, () -> BoundaryMask.of(boundary, temperature));
            }
        };
    }

    private static void checkNoTemperature(JsonNode node) {
        Optional<JsonNode> temperature = node.find(TEMPERATURE);
        if (temperature.isPresent()) {
            throw temperature
                    .get()
                    .fault("mask takes a temperature with logits or a boundary, not with weights");
        }
    }

    private static float temperature(JsonNode node) {
        JsonNode temperature = node.get(TEMPERATURE);
        float number = temperature.floating();
        return SelectionJson.at(temperature, () -> Temperature.check(number));
    }

    /** Returns whether the edit is a mask. */
    static boolean write(Edit edit, String place, JsonObject json, ValueWriter values) {
        if (edit instanceof Mask mask) {
            json.add(WEIGHTS, values.write(place + WEIGHTS, mask.weights()));
        } else if (edit instanceof SigmoidMask mask) {
            json.add(LOGITS, values.write(place + LOGITS, mask.logits()));
            json.add(TEMPERATURE, ValueJson.number(mask.temperature()));
        } else if (edit instanceof BoundaryMask mask) {
            // Training may leave it outside, where it means the same as the nearest share.
            float share = Math.min(Math.max(mask.boundary(), 0f), 1f);
            json.add(BOUNDARY, ValueJson.number(share));
            json.add(TEMPERATURE, ValueJson.number(mask.temperature()));
        } else {
            return false;
        }
        return true;
    }
}
