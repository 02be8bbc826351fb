/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.site;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The part of a site's activation that is touched: token positions, heads, units.
 *
 * <p>The axes come after the first, which is the batch unless a call says otherwise, in order; axes
 * that are not named are taken whole. In text {@code [5:7, h{3}/12]}, or nothing for the whole
 * activation.
 *
 * @param axes what is taken of each axis, none for the whole activation
 */
public record Region(List<Axis> axes) {

    private static final Region WHOLE = new Region(List.of());

    /** Copies the axes. */
    public Region {
        axes = List.copyOf(axes);
    }

    /**
     * Returns the region that is the whole activation.
     *
     * @return the region without axes
     */
    public static Region whole() {
        return WHOLE;
    }

    /**
     * Returns the region with the given axes.
     *
     * @param axes what is taken of each axis after the first
     * @return the region
     */
    public static Region of(Axis... axes) {
        return new Region(List.of(axes));
    }

    /**
     * Returns whether no axis is named.
     *
     * @return whether this is the whole activation, as written: {@code [:]} is not
     */
    public boolean isWhole() {
        return axes.isEmpty();
    }

    /**
     * Checks that an activation has this region.
     *
     * @param shape the lengths of the axes after the first, -1 where unknown
     * @throws IllegalArgumentException if the region has too many axes or one that does not fit
     */
    public void check(long... shape) {
        if (axes.size() > shape.length) {
            throw new IllegalArgumentException(
                    "Region '%s' has %s axes, but the activation has %s after the first, that of the batch: %s"
                            .formatted(this, axes.size(), shape.length, Arrays.toString(shape)));
        }
        for (int i = 0; i < axes.size(); i++) {
            if (shape[i] != -1) {
                axes.get(i).spans(shape[i]);
            }
        }
    }

    /** Tells whether this and another have units in common in every activation that has both. */
    boolean sharesUnits(Region other) {
        int named = Math.min(axes.size(), other.axes.size());
        return IntStream.range(0, named)
                .allMatch(i -> CommonPositions.areSure(axes.get(i), other.axes.get(i)));
    }

    /** Returns the text form with its brackets, empty for the whole activation. */
    @Override
    public String toString() {
        return isWhole()
                ? ""
                : axes.stream().map(Axis::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
