/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.generation;

import ai.djl.ndarray.types.Shape;
import io.github.djliit.site.Site;
import io.github.djliit.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What rows gave that ran apart, put together as if they had run as one batch. */
final class Joined {

    private final List<int[]> groups;
    private final Padding padding;
    private final int rows;

    /**
     * Creates it.
     *
     * @param groups the rows of each batch
     * @param padding on which side axes are filled up that are shorter in one batch
     */
    Joined(List<int[]> groups, Padding padding) {
        this.groups = groups;
        this.padding = padding;
        rows = groups.stream().mapToInt(group -> group.length).sum();
    }

    GeneratedTokens of(List<GeneratedTokens> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        long[][] tokens = new long[rows][];
        float[][][] logits = new float[rows][][];
        boolean hasLogits = !parts.get(0).logits().isEmpty();
        for (int g = 0; g < groups.size(); g++) {
            for (int i = 0; i < groups.get(g).length; i++) {
                tokens[groups.get(g)[i]] = parts.get(g).row(i);
                logits[groups.get(g)[i]] = hasLogits ? parts.get(g).logits().get(i) : null;
            }
        }
        return new GeneratedTokens(
                List.of(tokens), hasLogits ? List.of(logits) : List.of(), collected(parts));
    }

    private List<Map<Site, Tensor>> collected(List<GeneratedTokens> parts) {
        List<Map<Site, Tensor>> steps = new ArrayList<>();
        for (int i = 0; i < parts.get(0).collected().size(); i++) {
            int step = i;
            Set<Site> sites = parts.get(0).collected().get(step).keySet();
            Map<Site, Tensor> joined = new LinkedHashMap<>();
            for (Site site : sites) {
                joined.put(
                        site,
                        joined(
                                site,
                                parts.stream()
                                        .map(p -> p.collected().get(step).get(site))
                                        .toList()));
            }
            steps.add(joined);
        }
        return steps;
    }

    private Tensor joined(Site site, List<Tensor> parts) {
        long[] wide = parts.get(0).shape().getShape().clone();
        for (int g = 0; g < parts.size(); g++) {
            Shape shape = parts.get(g).shape();
            boolean fits =
                    shape.dimension() == wide.length
                            && wide.length > 0
                            && shape.get(0) == groups.get(g).length;
            if (!fits) {
                throw new IllegalArgumentException(
                        "Prompts of different lengths ran apart, and what %s gave cannot be put"
                                        .formatted(site)
                                + " together: expected %s rows first, found the shape %s: collect"
                                        .formatted(groups.get(g).length, shape)
                                + " another site, or generate for each length by itself");
            }
            Arrays.setAll(wide, axis -> Math.max(wide[axis], shape.get(axis)));
        }
        wide[0] = rows;
        int size = Math.toIntExact(new Shape(wide).size());
        int width = parts.get(0).toBytes().length / Math.toIntExact(parts.get(0).shape().size());
        byte[] all = new byte[Math.multiplyExact(size, width)];
        for (int g = 0; g < parts.size(); g++) {
            new Copy(parts.get(g), wide, width, all).rows(groups.get(g));
        }
        return Tensor.of(parts.get(0).type(), all, wide);
    }

    /** Copies one part to its place in the whole. */
    private final class Copy {

        private final byte[] from;
        private final long[] own;
        private final long[] wide;
        private final int width;
        private final byte[] to;

        Copy(Tensor part, long[] wide, int width, byte[] to) {
            from = part.toBytes();
            own = part.shape().getShape();
            this.wide = wide;
            this.width = width;
            this.to = to;
        }

        void rows(int[] numbers) {
            for (int i = 0; i < numbers.length; i++) {
                axis(1, i, numbers[i]);
            }
        }

        /** Copies what lies at a place on the axes before this one. */
        private void axis(int axis, long read, long written) {
            if (axis == own.length) {
                System.arraycopy(from, (int) read * width, to, (int) written * width, width);
                return;
            }
            long shift = padding == Padding.LEFT ? wide[axis] - own[axis] : 0;
            for (long i = 0; i < own[axis]; i++) {
                axis(axis + 1, read * own[axis] + i, written * wide[axis] + shift + i);
            }
        }
    }
}
