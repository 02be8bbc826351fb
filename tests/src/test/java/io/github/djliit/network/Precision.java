/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.types.Shape;
import io.github.djliit.intervention.Autoencoder;
import io.github.djliit.intervention.BoundaryMask;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Features;
import io.github.djliit.intervention.Featurizer;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.LowRank;
import io.github.djliit.intervention.Pca;
import io.github.djliit.intervention.Rotation;
import io.github.djliit.intervention.Rows;
import io.github.djliit.intervention.SigmoidMask;
import io.github.djliit.intervention.Value;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A plan for each edit and each featurizer, at a site that is WIDTH wide, for three rows. */
final class Precision {

    static final int WIDTH = 4;
    static final int ROWS = 3;

    private final String site;
    private final Map<String, InterventionPlan> plans = new LinkedHashMap<>();

    private Precision(String site) {
        this.site = site;
    }

    static Map<String, InterventionPlan> plans(String site) {
        Precision table = new Precision(site);
        table.edits();
        table.maps();
        table.selections();
        return table.plans;
    }

    private void edits() {
        add("interchange", Edit.interchange());
        add("add", Edit.add(.5f, 1, -1, 2));
        add("subtract", Edit.subtract(.5f, 1, -1, 2));
        add("scale", Edit.scale(.3f));
        add("add a source", Edit.addSource(.5f));
        add("subtract a source", Edit.subtractSource(.5f));
        add("zero", Edit.zero());
        add("set", Edit.set(.1f));
        add("noise", Edit.noise(.5f, 7));
        add("mean", Edit.mean(new Value(1, 2, 3, 4)));
        add("mask", Edit.mask(.3f));
        add("sigmoid", SigmoidMask.of(numbers(WIDTH), .7f));
        add("boundary", BoundaryMask.of(.6f, .5f));
        add("skip", Edit.skip());
    }

    private void maps() {
        Value square = numbers(WIDTH, WIDTH);
        float[] threshold = new float[WIDTH];
        Arrays.fill(threshold, .3f);
        Autoencoder.Builder encoder =
                Autoencoder.builder()
                        .setEncoder(square, numbers(WIDTH))
                        .setDecoder(numbers(WIDTH, WIDTH), numbers(WIDTH));
        map("rotation", Rotation.random(WIDTH, 1));
        map("low rank", LowRank.random(WIDTH, 2, 1));
        map("principal components", Pca.fit(numbers(20, WIDTH), 3));
        map("autoencoder", encoder.build());
        map("autoencoder with a jump", encoder.optThreshold(new Value(threshold)).build());
    }

    private void selections() {
        Intervention swap = Intervention.of(site, Edit.interchange());
        plans.put("units", InterventionPlan.builder().interchange(site + "[1:3]").build());
        plans.put(
                "a set of units", InterventionPlan.builder().interchange(site + "[{3,0}]").build());
        plans.put("features", InterventionPlan.of(swap.withFeatures(Features.of("{2,0}"))));
        plans.put("rows", InterventionPlan.of(swap.withRows(Rows.at(0, 2))));
        plans.put(
                "a plan for each row",
                InterventionPlan.ofRows(
                        List.of(
                                InterventionPlan.of(swap.withFeatures(Features.of("0:2"))),
                                InterventionPlan.empty(),
                                InterventionPlan.of(
                                        swap.withFeaturizer(Rotation.random(WIDTH, 2))
                                                .withFeatures(Features.of("3"))))));
        plans.put(
                "an edit of the source",
                InterventionPlan.of(
                        Intervention.of(site, Edit.scale(2)).withInto(0),
                        Intervention.of(site, Edit.interchange())));
    }

    private void add(String name, Edit edit) {
        plans.put(name, InterventionPlan.of(Intervention.of(site, edit)));
    }

    private void map(String name, Featurizer map) {
        plans.put(
                name,
                InterventionPlan.of(
                        Intervention.of(site, Edit.interchange())
                                .withFeaturizer(map)
                                .withFeatures(Features.of("0:1"))));
    }

    private static Value numbers(long... shape) {
        Shape s = new Shape(shape);
        Random random = new Random(5);
        float[] data = new float[Math.toIntExact(s.size())];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) random.nextGaussian();
        }
        return new Value(data, s);
    }
}
