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
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Features;
import io.github.djliit.intervention.Featurizer;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.Rows;
import io.github.djliit.intervention.Terms;
import io.github.djliit.intervention.Trainable;
import io.github.djliit.site.Axis;
import io.github.djliit.site.Site;
import io.github.djliit.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One intervention of a bound plan, at its place.
 *
 * @param index its number in the plan
 * @param intervention the intervention
 * @param place where it writes
 * @param read where it reads in the source; null for an edit that needs none
 * @param terms what the edit states, asked once: a plan is bound once and runs often
 * @param base the part that is written
 * @param source the part that is read
 */
record Write(
        int index,
        Intervention intervention,
        Place place,
        Place read,
        Optional<Terms> terms,
        Side base,
        Side source) {

    static Write of(int index, Intervention intervention, Place place, Place read) {
        Place from = read == null ? place : read;
        return new Write(
                index,
                intervention,
                place,
                read,
                intervention.edit().terms(),
                side(intervention, intervention.positions().base(), place),
                side(intervention, intervention.positions().source(), from));
    }

    private static Side side(Intervention intervention, int[][] positions, Place place) {
        Edit edit = intervention.edit();
        boolean seesOthers = !edit.isElementwise() || !intervention.featurizer().mapsLastAxis();
        return new Side(
                intervention.rows(),
                List.of(positions),
                place.full().region(),
                seesOthers && !edit.skips());
    }

    /**
     * Returns the same on features themselves, without the map that makes them of the last axis.
     *
     * @param dimension how many axes the activation has, at least two
     */
    Write inFeatures(int dimension) {
        Featurizer map = intervention.featurizer();
        Featurizer names = Featurizer.identity().withPartition(map.partition());
        Place from = read == null ? null : read.withAllOfLast(dimension);
        return of(index, intervention.withFeaturizer(names), place.withAllOfLast(dimension), from);
    }

    /** Returns the same on all that the region holds, without a map. */
    Write ofWholeRegion() {
        Intervention whole =
                intervention.withFeaturizer(Featurizer.identity()).withFeatures(Features.all());
        return of(index, whole, place, read);
    }

    /** Returns what is taken of the last axis, where it is written and where it is read. */
    List<Axis> lastAxes(int dimension) {
        return List.of(place.lastAxis(dimension), from().lastAxis(dimension));
    }

    /** Returns where is read, or where is written by an edit that reads nothing. */
    Place from() {
        return read == null ? place : read;
    }

    /** Whether a source value can be cut out when it is read, the same for every call. */
    boolean readsOneRegion() {
        return intervention.rows().isAll() && intervention.positions().isNone();
    }

    /**
     * Returns the hook of the site that is written, and that of the input that a skip puts there.
     */
    Stream<Site> touched() {
        return skips() ? Stream.of(place.hook(), place.input()) : Stream.of(place.hook());
    }

    /** Returns a part of what the edit states. */
    Terms terms(EditPart part) {
        return part.of(terms.orElseThrow());
    }

    boolean skips() {
        return terms.filter(Terms::skips).isPresent();
    }

    /**
     * What an intervention meets in one run of one call.
     *
     * @param bindings the featurizers and edits of the call
     * @param batch the number of rows
     * @param base the lengths of the rows of the run; null where all are as long as the batch
     * @param source the lengths of the rows of the source, likewise
     * @param rows the rows that the call allows
     * @param part which terms of the edits are applied
     */
    record Setting(
            Bindings bindings,
            long batch,
            SequenceLengths base,
            SequenceLengths source,
            Rows rows,
            EditPart part) {

        /** Whether rows are sequences with lengths of their own. */
        boolean hasLengths() {
            return base != null || source != null;
        }

        /** Whether a sequence lies elsewhere in the source's rows than in those of the run. */
        boolean isPaddedApart() {
            return base != null && source != null && !base.isPaddedAs(source);
        }
    }

    /** Returns the lengths of the rows of what is read. */
    SequenceLengths lengths(Setting setting) {
        return skips() ? setting.base() : setting.source();
    }

    /**
     * Cuts out what is read.
     *
     * @param setting what belongs to the call
     * @param activation the shape of the activation that is written
     * @param other the activation of the source, or a block's input for a skip
     */
    NDArray read(Setting setting, Shape activation, NDArray other) {
        SequenceLengths lengths = lengths(setting);
        Cut cut = source.cut(other, setting.batch(), lengths, setting.isPaddedApart());
        checkCounts(setting, activation, other.getShape(), lengths);
        return cut.cut(other);
    }

    /**
     * Returns the edited activation.
     *
     * @param setting what belongs to the call
     * @param activation the activation of the run, {@code [batch, ...]}
     * @param from what is read, cut out; null for an edit that needs nothing
     */
    NDArray apply(Setting setting, NDArray activation, NDArray from) {
        Cut cut = base.cut(activation, setting.batch(), setting.base(), setting.isPaddedApart());
        NDArray x = cut.cut(activation);
        if (from != null) {
            checkShapes(x.getShape(), from.getShape());
        }
        checkPadding(setting, activation.getShape());
        NDArray edited = edited(setting, activation.getShape(), x, from);
        return cut.paste(activation, onRows(setting, edited, x));
    }

    private NDArray edited(Setting setting, Shape activation, NDArray x, NDArray from) {
        Featurizer map = setting.bindings().featurizer(intervention.featurizer(), x);
        checkWidth(x.getShape());
        Edit edit = setting.bindings().edit(intervention.edit(), x);
        NDArray features = CallerException.featurizer(() -> map.featurize(x));
        int[] rows = intervention.rows().indices(setting.batch());
        Cut cut = FeatureCut.of(intervention, features.getShape(), rows, setting.batch());
        NDArray touched = cut.cut(features);
        if (setting.bindings().log() != null) {
            Shape[] found = {x.getShape(), features.getShape(), touched.getShape()};
            DryRun.Shapes shapes =
                    new DryRun.Shapes(place.site(), activation, found[0], found[1], found[2]);
            setting.bindings().log().found(index, shapes);
        }

        NDArray given =
                from == null
                        ? null
                        : cut.cut(CallerException.featurizer(() -> map.featurize(from)));
        NDArray changed = apply(edit, setting.part(), touched, given);
        checkOpen("edit " + edit.name(), touched, changed);
        checkKept("edit " + edit.name(), touched, changed);
        NDArray all = cut.paste(features, changed);
        NDArray restored = CallerException.featurizer(() -> map.restore(all, x));
        checkOpen("featurizer " + map.name(), x, restored);
        checkKept("featurizer " + map.name(), x, restored);
        return restored;
    }

    private NDArray apply(Edit edit, EditPart part, NDArray touched, NDArray given) {
        Optional<Terms> stated = terms.or(edit::terms);
        if (stated.isEmpty()) {
            return CallerException.edit(() -> edit.apply(touched, given));
        }
        return part == EditPart.WHOLE
                ? edit.apply(touched, given)
                : part.of(stated.get()).apply(touched, given);
    }

    void checkWidth(Shape shape) {
        Featurizer map = intervention.featurizer();
        long last = shape.dimension() == 0 ? 0 : shape.get(shape.dimension() - 1);
        if (map.width().isPresent() && map.width().getAsLong() != last) {
            throw new IllegalArgumentException(
                    "the "
                            + map.name()
                            + " is "
                            + map.width().getAsLong()
                            + " wide, but the last axis of the region is "
                            + last);
        }
    }

    /** Checks that rows of padded sequences have as many positions in both. */
    void checkCounts(Setting setting, Shape activation, Shape other, SequenceLengths lengths) {
        boolean isRagged = setting.base() != null && setting.base().covers(activation);
        if (!isRagged || lengths == null || !lengths.covers(other)) {
            return;
        }
        int[] rows = intervention.rows().indices(setting.batch());
        boolean whole = base.takesWholeSequences(activation, setting.base());
        List<int[]> written =
                whole ? null : base.positions(activation, setting.batch(), setting.base());
        List<int[]> read = whole ? null : source.positions(other, setting.batch(), lengths);
        for (int i = 0; i < rows.length; i++) {
            int count = whole ? setting.base().length(rows[i]) : written.get(i).length;
            int counted = whole ? lengths.length(rows[i]) : read.get(i).length;
            if (count != counted) {
                throw new IllegalArgumentException(
                        "row "
                                + rows[i]
                                + " has "
                                + count
                                + " positions in the base and "
                                + counted
                                + " in the source: give positions, as many in both");
            }
        }
    }

    private void checkShapes(Shape x, Shape from) {
        if (!x.equals(from)) {
            throw new IllegalArgumentException(
                    "the base has shape "
                            + x
                            + " (batch first), the "
                            + (skips() ? "input of the block " : "source ")
                            + from
                            + ": choose a region that has one shape in both");
        }
    }

    /** An edit of the caller's own would see the padding of rows that have fewer positions. */
    private void checkPadding(Setting setting, Shape activation) {
        Edit edit = intervention.edit();
        boolean isKnown =
                edit.isElementwise() || edit.terms().isPresent() || edit instanceof Trainable<?>;
        boolean isRagged = setting.base() != null && setting.base().covers(activation);
        if (isKnown || skips() || (base.positions().isEmpty() && !isRagged)) {
            return;
        }
        List<int[]> taken =
                base.positions(activation, setting.batch(), isRagged ? setting.base() : null);
        if (taken.stream().mapToInt(row -> row.length).distinct().count() > 1) {
            throw new IllegalArgumentException(
                    "the edit "
                            + edit.name()
                            + " needs as many positions in each row, found "
                            + taken.stream().map(Arrays::toString).toList());
        }
    }

    /** Keeps the base where the call does not allow a row. */
    private NDArray onRows(Setting setting, NDArray edited, NDArray x) {
        if (setting.rows().isAll()) {
            return edited;
        }
        Shape shape = x.getShape();
        int[] touched = intervention.rows().indices(setting.batch());
        if (shape.dimension() == 0 || shape.get(0) != touched.length) {
            throw new IllegalArgumentException(
                    "rows of a batch of "
                            + touched.length
                            + " cannot be told apart in an"
                            + " activation of shape "
                            + shape);
        }
        int[] allowed = setting.rows().indices(setting.batch());
        boolean[] mask = new boolean[touched.length];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = Arrays.binarySearch(allowed, touched[i]) >= 0;
        }
        long[] column = new long[shape.dimension()];
        Arrays.fill(column, 1);
        column[0] = mask.length;
        NDArray selected = EngineArrays.of(x.getManager(), mask, new Shape(column));
        return NDArrays.where(selected.broadcast(shape), edited, x);
    }

    private static void checkOpen(String who, NDArray given, NDArray made) {
        if (made == null) {
            throw new IllegalArgumentException(
                    "the " + who + " returned null: return an array like the one that it is given");
        } else if (Keep.isClosed(given)) {
            throw new IllegalArgumentException(
                    "the "
                            + who
                            + " closed the array that it was given, which the call still needs");
        } else if (made != given && Keep.isClosed(made)) {
            throw new IllegalArgumentException(
                    "the " + who + " returned an array that is closed, or whose manager is");
        }
    }

    private static void checkKept(String who, NDArray before, NDArray after) {
        if (before.getDataType() == DataType.COMPLEX64
                || after.getDataType() == DataType.COMPLEX64) {
            throw new IllegalArgumentException(
                    who
                            + ": expected real numbers, found complex ones, which are read and not"
                            + " edited: use a site before or behind it");
        }
        if (!after.getShape().equals(before.getShape())
                || after.getDataType() != before.getDataType()) {
            throw new IllegalArgumentException(
                    "the "
                            + who
                            + " must keep shape "
                            + before.getShape()
                            + " and type "
                            + Tensor.nameOf(before.getDataType())
                            + ", found "
                            + after.getShape()
                            + " "
                            + Tensor.nameOf(after.getDataType()));
        }
    }
}
