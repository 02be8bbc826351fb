/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.architectures;

import com.google.gson.JsonObject;

/**
 * One outcome.
 *
 * @param part what was checked: plain, capture or edit
 * @param site where, empty for the plain output
 * @param kind the edit, or the run of a capture
 * @param verdict how it came out
 * @param off how far it is off, relative to the largest value; 0 if that is not the matter
 * @param remark the reason, or a guess of the cause
 */
record Finding(String part, String site, String kind, Verdict verdict, double off, String remark) {

    static Finding of(JsonObject json) {
        return new Finding(
                json.get("part").getAsString(),
                json.get("site").getAsString(),
                json.get("kind").getAsString(),
                Verdict.valueOf(json.get("verdict").getAsString()),
                json.get("off").getAsDouble(),
                json.get("remark").getAsString());
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("part", part);
        json.addProperty("site", site);
        json.addProperty("kind", kind);
        json.addProperty("verdict", verdict.name());
        json.addProperty("off", Double.isFinite(off) ? off : 1e30);
        json.addProperty("remark", remark);
        return json;
    }
}
