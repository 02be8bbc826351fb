/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import io.github.djliit.site.Axis;
import io.github.djliit.site.Nearest;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Names for disjoint parts of a featurizer's features: {@code color -> 0:4, shape -> 4:8}.
 *
 * <p>Immutable and thread-safe.
 *
 * @param parts what each part takes of the axis of features, by its name
 */
public record Partition(Map<String, Axis> parts) {

    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_.-]*");
    private static final Partition NONE = new Partition(Map.of());

    /** Copies the map, keeping its order, and checks the names. */
    public Partition {
        parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
        for (String name : parts.keySet()) {
            if (!isName(name)) {
                throw new IllegalArgumentException(
                        "The name of a part starts with a letter, and goes on with letters, digits"
                                + " and _ . -, found '"
                                + name
                                + "'");
            }
        }
    }

    /**
     * Returns the partition without parts.
     *
     * @return no names
     */
    public static Partition none() {
        return NONE;
    }

    /**
     * Creates a partition of two parts.
     *
     * @param first the name of a part
     * @param axisOfFirst the text of what it takes, for example {@code 0:4}
     * @param second the name of another part
     * @param axisOfSecond the text of what it takes
     * @return the partition
     */
    public static Partition of(
            String first, String axisOfFirst, String second, String axisOfSecond) {
        Map<String, Axis> parts = new LinkedHashMap<>();
        parts.put(first, Axis.of(axisOfFirst));
        parts.put(second, Axis.of(axisOfSecond));
        return new Partition(parts);
    }

    /** Returns whether a text may be the name of a part; no text of an axis is. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /**
     * Returns what a part takes.
     *
     * @param part its name
     * @return what it takes of the axis of features
     * @throws IllegalArgumentException if there is no such part; the message names the near ones
     */
    public Axis get(String part) {
        Axis axis = parts.get(part);
        if (axis == null) {
            throw new IllegalArgumentException(
                    parts.isEmpty()
                            ? "The features '"
                                    + part
                                    + "' are named, but the featurizer has no"
                                    + " partition: give it one, or write a range as 0:4"
                            : "The partition has no part '"
                                    + part
                                    + "'."
                                    + Nearest.hint(part, parts.keySet()));
        }
        return axis;
    }

    /**
     * Checks that the parts fit a number of features and do not overlap.
     *
     * @param features the number of features
     * @throws IllegalArgumentException if a part lies outside, or two have a feature in common
     */
    public void check(long features) {
        Map<Integer, String> owners = new HashMap<>();
        parts.forEach(
                (name, axis) -> {
                    for (int index : axis.indices(features)) {
                        String owner = owners.put(index, name);
                        if (owner != null) {
                            throw new IllegalArgumentException(
                                    "The parts '"
                                            + owner
                                            + "' and '"
                                            + name
                                            + "' both have feature "
                                            + index
                                            + ": parts must not overlap");
                        }
                    }
                });
    }
}
