/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Draws requests for a network whose sites have given widths: inputs, and a plan as JSON. */
final class PlanDraw {

    private final SplittableRandom random;
    private final Map<String, Integer> widths;
    private final int inputs;
    private final String collect;
    private final float scale;

    /**
     * A request that was drawn.
     *
     * @param base the rows of the base
     * @param sources the rows of each source
     * @param plan the plan as JSON
     */
    record Drawn(List<float[]> base, List<List<float[]>> sources, String plan) {

        String body() {
            return "{\"inputs\": {\"base\": %s, \"sources\": [%s]}, \"plan\": %s}"
                    .formatted(
                            text(base),
                            sources.stream().map(Drawn::text).collect(Collectors.joining(", ")),
                            plan);
        }

        private static String text(List<float[]> rows) {
            List<String> texts = new ArrayList<>();
            for (float[] row : rows) {
                texts.add(Arrays.toString(row));
            }
            return texts.toString();
        }
    }

    PlanDraw(Map<String, Integer> widths, int inputs, long seed) {
        this(widths, inputs, "2", 1, seed);
    }

    /**
     * Creates it.
     *
     * @param widths the width of each site
     * @param inputs the width of the input
     * @param collect a site that some requests collect
     * @param scale what the numbers of inputs are multiplied by; 0 for digits
     * @param seed what the requests are drawn from
     */
    PlanDraw(Map<String, Integer> widths, int inputs, String collect, float scale, long seed) {
        this.widths = new TreeMap<>(widths);
        this.inputs = inputs;
        this.collect = collect;
        this.scale = scale;
        random = new SplittableRandom(seed);
    }

    Drawn draw() {
        int rows = random.nextInt(1, 4);
        int sources = random.nextInt(0, 3);
        List<String> sites = new ArrayList<>(widths.keySet());
        List<String> interventions = new ArrayList<>();
        for (int i = random.nextInt(0, 4); i > 0 && !sites.isEmpty(); i--) {
            String site = sites.remove(random.nextInt(sites.size()));
            interventions.add(intervention(site, rows, sources));
        }
        String plan =
                "{\"version\": 1, \"interventions\": %s, \"collect\": [%s]}"
                        .formatted(
                                interventions, random.nextBoolean() ? "\"" + collect + "\"" : "");
        List<List<float[]>> runs =
                IntStream.range(0, sources).mapToObj(s -> numbers(rows)).toList();
        return new Drawn(numbers(rows), runs, plan);
    }

    private String intervention(String site, int rows, int sources) {
        int width = widths.get(site);
        int from = random.nextInt(width);
        int to = random.nextInt(from + 1, width + 1);
        String edit =
                switch (random.nextInt(sources > 0 ? 7 : 5)) {
                    case 0 -> "\"zero\"";
                    case 1 -> "\"add\", \"value\": " + number();
                    case 2 -> "\"set\", \"value\": " + number();
                    case 3 -> "\"scale\", \"value\": " + number();
                    case 4 -> "\"noise\", \"std\": 0.5, \"seed\": " + random.nextInt(9);
                    default -> "\"interchange\", \"source\": " + random.nextInt(sources);
                };
        String some = random.nextInt(3) == 0 ? ", \"rows\": [" + random.nextInt(rows) + "]" : "";
        return "{\"site\": \"%s[%s:%s]\", \"edit\": %s%s}".formatted(site, from, to, edit, some);
    }

    private float number() {
        return random.nextInt(-40, 40) / 16f;
    }

    private List<float[]> numbers(int rows) {
        List<float[]> numbers = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            float[] one = new float[inputs];
            for (int i = 0; i < one.length; i++) {
                one[i] = scale == 0 ? random.nextInt(10) : scale * number();
            }
            numbers.add(one);
        }
        return numbers;
    }
}
