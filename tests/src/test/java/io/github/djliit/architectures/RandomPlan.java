/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.architectures;

import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.djliit.network.SiteInfo;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;

/** Plans by chance that a listing of sites says are legal, as JSON. */
final class RandomPlan {

    private static final List<String> EDITS =
            List.of("interchange", "zero", "set", "add", "subtract", "scale", "noise");
    private static final double[] VALUES = {-1, 0, 1, 2, 0.5};
    private static final int MOST = 3;

    private final Random random;
    private final List<SiteInfo> sites;

    /**
     * Takes a listing.
     *
     * @param sites the sites that may be edited
     * @param random chance
     */
    RandomPlan(List<SiteInfo> sites, Random random) {
        this.sites = sites;
        this.random = random;
    }

    JsonObject next() {
        JsonArray interventions = new JsonArray();
        for (int i = 1 + random.nextInt(MOST); i > 0; i--) {
            interventions.add(intervention());
        }
        JsonArray collect = new JsonArray();
        if (random.nextBoolean()) {
            collect.add(any().site().toString());
        }
        JsonObject plan = new JsonObject();
        plan.addProperty("version", 1);
        plan.add("interventions", interventions);
        plan.add("collect", collect);
        return plan;
    }

    private SiteInfo any() {
        return sites.get(random.nextInt(sites.size()));
    }

    private JsonObject intervention() {
        SiteInfo at = any();
        String edit = EDITS.get(random.nextInt(EDITS.size()));
        JsonObject json = new JsonObject();
        json.addProperty("site", at.site() + at.shape().map(this::region).orElse(""));
        json.addProperty("edit", edit);
        switch (edit) {
            case "interchange" -> json.addProperty("source", 0);
            case "set", "add", "subtract", "scale" ->
                    json.addProperty("value", VALUES[random.nextInt(VALUES.length)]);
            case "noise" -> {
                json.addProperty("std", 0.5);
                json.addProperty("seed", random.nextInt(100));
            }
            default -> {
                // Zero takes nothing.
            }
        }
        return json;
    }

    /** The whole site half of the time, else a part of some axes after the batch. */
    private String region(Shape shape) {
        if (shape.dimension() < 2 || random.nextBoolean()) {
            return "";
        }
        StringJoiner axes = new StringJoiner(", ", "[", "]");
        for (int i = 1; i < shape.dimension(); i++) {
            axes.add(axis(shape.get(i)));
        }
        return axes.toString();
    }

    private String axis(long size) {
        if (size < 1) {
            return ":";
        }
        long first = random.nextInt((int) size);
        return switch (random.nextInt(4)) {
            case 0 -> String.valueOf(first);
            case 1 -> first + ":" + (first + 1 + random.nextInt((int) (size - first)));
            case 2 -> "{" + first + "}";
            default -> ":";
        };
    }
}
