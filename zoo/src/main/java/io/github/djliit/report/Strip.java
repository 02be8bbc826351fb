/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.report;

import ai.djl.ndarray.types.Shape;
import io.github.djliit.intervention.Features;
import io.github.djliit.site.Axis;
import io.github.djliit.site.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which part of an axis a place takes, to be drawn to scale.
 *
 * @param what what lies on the axis
 * @param length how long the axis is
 * @param spans what is taken of it
 * @param isMapped whether the axis is that of a featurizer, not one of the activation
 */
record Strip(String what, long length, List<Span> spans, boolean isMapped) {

    /** Copies the list. */
    Strip {
        spans = List.copyOf(spans);
    }

    /**
     * Returns the axes that a place does not take whole.
     *
     * @param shape the shape of the site, where it is known
     * @throws IllegalArgumentException if the region or the features do not fit it
     */
    static List<Strip> of(SubspaceSite place, Optional<Shape> shape) {
        List<Strip> strips = new ArrayList<>();
        shape.filter(s -> s.dimension() > 1 && s.get(0) == -1)
                .ifPresent(s -> addRegion(place.site().region().axes(), s, strips));
        if (place.subspace().count().isPresent()
                && place.subspace().features() instanceof Features.Of features) {
            long count = place.subspace().count().getAsLong();
            strips.add(new Strip("features", count, features.axis().spans(count), true));
        }
        return strips;
    }

    private static void addRegion(List<Axis> axes, Shape shape, List<Strip> strips) {
        int last = shape.dimension() - 2;
        for (int i = 0; i < Math.min(axes.size(), last + 1); i++) {
            long length = shape.get(i + 1);
            Axis axis = axes.get(i);
            if (length > 0 && !(axis instanceof Axis.All)) {
                List<Span> spans = axis.spans(length);
                strips.add(
                        axis instanceof Axis.Heads heads
                                ? of(heads)
                                : new Strip(name(i, last), length, spans, false));
            }
        }
    }

    private static Strip of(Axis.Heads heads) {
        List<Span> spans = heads.heads().stream().map(head -> new Span(head, head + 1L)).toList();
        return new Strip("heads", heads.count(), spans, false);
    }

    private static String name(int axis, int last) {
        if (axis == last) {
            return "units";
        }
        return last == 1 ? "positions" : "of axis " + (axis + 1);
    }

    /** Returns what is taken, in words. */
    String text() {
        long taken = spans.stream().mapToLong(Span::length).sum();
        return taken + " of " + length + " " + what;
    }
}
