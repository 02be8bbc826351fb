/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.NDArray;
import io.github.djliit.intervention.Coefficient;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Featurizer;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.Partitioned;
import io.github.djliit.intervention.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Interventions at one place that can be done at once: each touches rows that no other does, by the
 * same kind of edit, in the same space, from the same array of the same source.
 *
 * <p>A batch whose rows have a plan each thus costs a few operations for each place, not for each
 * row. One that is alone is done as it is.
 */
final class Step {

    private final List<Write> writes = new ArrayList<>();

    /**
     * By the part of the edits, made for the shapes that were met last, nearly always the same;
     * lengths of rows vary.
     */
    private final Map<EditPart, MaskedEdit> masked = new ConcurrentHashMap<>();

    private volatile InFeatures inFeatures;

    /** The same in the space of features, for activations of so many axes. */
    private record InFeatures(int dimension, Step step) {}

    private Step(Write first) {
        writes.add(first);
    }

    private Step(Stream<Write> writes) {
        writes.forEach(this.writes::add);
    }

    /** Returns the same step on features themselves, without the map that makes them. */
    Step inFeatures(int dimension) {
        InFeatures made = inFeatures;
        if (made == null || made.dimension() != dimension) {
            made =
                    new InFeatures(
                            dimension, new Step(writes.stream().map(w -> w.inFeatures(dimension))));
            inFeatures = made;
        }
        return made.step();
    }

    /** Returns the same step on all that its regions hold, without a map. */
    Step ofWholeRegions() {
        return new Step(writes.stream().map(Write::ofWholeRegion));
    }

    /**
     * Returns steps of which each maps the same units of the last axis.
     *
     * @param dimension how many axes the activation has
     */
    List<Step> byUnits(int dimension) {
        boolean isOne =
                dimension < 2
                        || writes.size() == 1
                        || !isMapped()
                        || writes.stream().map(w -> w.lastAxes(dimension)).distinct().count() == 1;
        return isOne ? List.of(this) : writes.stream().map(Step::new).toList();
    }

    /** Whether the edit is in another space than the activation. */
    boolean isMapped() {
        return Partitioned.withoutNames(first().intervention().featurizer())
                != Featurizer.identity();
    }

    /** Returns one of the interventions, for what all have in common. */
    Write first() {
        return writes.get(0);
    }

    List<Write> writes() {
        return writes;
    }

    /**
     * Groups the interventions of one place, which apply in list order.
     *
     * <p>One may join an earlier step if no step in between touches its rows.
     */
    static List<Step> group(List<Write> writes) {
        List<Step> steps = new ArrayList<>();
        for (Write write : writes) {
            Step home = null;
            for (int i = steps.size() - 1; i >= 0; i--) {
                boolean overlaps = steps.get(i).overlaps(write);
                if (!overlaps && steps.get(i).takes(write)) {
                    home = steps.get(i);
                }
                if (overlaps) {
                    break;
                }
            }
            if (home == null) {
                steps.add(new Step(write));
            } else {
                home.writes.add(write);
            }
        }
        return steps;
    }

    private boolean overlaps(Write write) {
        return writes.stream()
                .anyMatch(w -> w.intervention().rows().overlaps(write.intervention().rows()));
    }

    private boolean takes(Write write) {
        Write first = writes.get(0);
        return isMaskable(first) && isMaskable(write) && key(first).equals(key(write));
    }

    private static boolean isMaskable(Write write) {
        Intervention intervention = write.intervention();
        Edit edit = intervention.edit();
        return edit.isElementwise()
                && write.terms().filter(Terms::isConstant).isPresent()
                && !intervention.rows().isAll()
                && intervention.featurizer().mapsLastAxis();
    }

    /**
     * What two interventions must have in common; featurizers that are linked are the same. Numbers
     * may differ.
     */
    private record Key(
            boolean replaces,
            boolean isBetween,
            Terms.From from,
            boolean puts,
            Featurizer map,
            int source,
            Optional<Place.Spot> read) {}

    private static Key key(Write write) {
        Intervention intervention = write.intervention();
        boolean reads = write.read() != null;
        Terms terms = write.terms(EditPart.WHOLE);
        return new Key(
                terms.replaces(),
                terms.isBetween(),
                terms.from(),
                terms.put() != Coefficient.ZERO,
                Partitioned.withoutNames(intervention.featurizer()),
                reads ? intervention.source() : 0,
                reads ? Optional.of(write.read().spot()) : Optional.empty());
    }

    /**
     * Does all at once, or returns null where their regions do not allow it.
     *
     * @param setting what belongs to the call; its rows are all
     * @param activation the activation, {@code [batch, ...]}
     * @param other the whole activation of the source; the whole input of the block for skips; null
     *     for edits that need none
     */
    NDArray together(Write.Setting setting, NDArray activation, NDArray other) {
        if (setting.hasLengths()) {
            return MaskedEdit.of(writes, setting, activation, other)
                    .apply(setting, activation, other);
        }
        MaskedEdit made = masked.get(setting.part());
        if (made == null || !made.fits(activation, other)) {
            made = MaskedEdit.of(writes, setting, activation, other);
            masked.put(setting.part(), made);
        }
        return made.apply(setting, activation, other);
    }
}
