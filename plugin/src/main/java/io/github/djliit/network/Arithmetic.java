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
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.intervention.Coefficient;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Featurizer;
import io.github.djliit.intervention.Matrices;
import io.github.djliit.intervention.Partitioned;
import io.github.djliit.intervention.Terms;
import io.github.djliit.network.KnownShapes.Seen;
import io.github.djliit.site.Axis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * One step of one run as arithmetic: {@code scale * f + shift}.
 *
 * <p>Both come of the terms of the edit: the factor of the base is written into ones, what is added
 * into zeros, at the rows, positions, regions and features of the step.
 */
final class Arithmetic {

    private final Run run;
    private final Step step;
    private final Seen activation;
    private final Optional<Seen> input;
    private final int number;

    /**
     * Prepares a step.
     *
     * @param run the run that it belongs to
     * @param step the step, which maps the same units of the last axis everywhere
     * @param activation the activation that it edits
     * @param input the input that a skip puts there; empty for other edits
     * @param number the number of the run of the code at its site
     */
    Arithmetic(Run run, Step step, Seen activation, Optional<Seen> input, int number) {
        this.run = run;
        this.step = step;
        this.activation = activation.named();
        this.input = input.map(Seen::named);
        this.number = number;
    }

    /** Returns the edit that puts an array in the place of all. */
    static HookEdit replacement(NDArray array) {
        return new HookEdit(array.zerosLike(), new HookEdit.Numbers(array), Optional.empty());
    }

    /** Returns the step as arithmetic; empty where the edit has no terms, or the map no matrix. */
    Optional<HookEdit> edit() {
        NDArray zeros = run.scope().zeros(activation.shape(), activation.type());
        Edit edit = step.first().intervention().edit();
        Optional<Terms> terms = run.bindings().edit(edit, zeros).terms().filter(this::isForCode);
        if (terms.isEmpty()) {
            return Optional.empty();
        } else if (!step.isMapped()) {
            return Optional.of(edit(step, terms.get(), zeros, Mapped.NOT));
        }
        // Positions of rows that are all of their activation would be units, others in each row.
        boolean hasUnits =
                dimension() > 2 || (dimension() == 2 && step.first().base().positions().isEmpty());
        return hasUnits ? mapped(terms.get()) : Optional.empty();
    }

    /** Code takes the input of a module as it is, in the place of all. */
    private boolean isForCode(Terms terms) {
        return !terms.skips()
                || (terms.replaces()
                        && terms.take() == Coefficient.ONE
                        && terms.put() == Coefficient.ZERO);
    }

    private int dimension() {
        return activation.shape().dimension();
    }

    /** The map of a step in the code, and what it makes of arrays that are read. */
    private record Mapped(Reading reading, Optional<HookEdit.Map> map) {

        private static final Mapped NOT = new Mapped(Reading.AS_IT_IS, Optional.empty());
    }

    /** A map of one call. */
    private record Bound(Featurizer map, Matrices matrices) {}

    private Optional<HookEdit> mapped(Terms terms) {
        Place place = step.first().place();
        Axis written = place.lastAxis(dimension());
        long width = activation.shape().get(dimension() - 1);
        int[] units = Keep.atSite(place, () -> written.indices(width));
        return Keep.atSite(place, () -> bound(units.length))
                .map(
                        bound -> {
                            Matrices m = bound.matrices();
                            Shape features =
                                    withLast(activation.shape(), m.matrix().getShape().get(1));
                            return edit(
                                    step.inFeatures(dimension()),
                                    terms,
                                    run.scope().zeros(features, activation.type()),
                                    new Mapped(
                                            reading(bound.map()),
                                            Optional.of(
                                                    new HookEdit.Map(m, units(written, units)))));
                        });
    }

    private Optional<Bound> bound(int width) {
        NDArray like = run.scope().zeros(new Shape(1, width), activation.type());
        step.first().checkWidth(like.getShape());
        Featurizer map = Partitioned.withoutNames(step.first().intervention().featurizer());
        Featurizer bound = run.bindings().featurizer(map, like);
        Optional<Matrices> matrices = bound.matrices(like);
        if (matrices.isEmpty() && map.isLinear()) {
            matrices = Optional.of(linear(bound, like));
        }
        return matrices.map(m -> new Bound(bound, m));
    }

    private Optional<NDArray> units(Axis written, int[] units) {
        if (written instanceof Axis.All) {
            return Optional.empty();
        }
        long[] wide = Arrays.stream(units).asLongStream().toArray();
        return Optional.of(EngineArrays.of(run.scope(), wide, new Shape(wide.length)));
    }

    /** Maps what is read, of which the units are cut out first where all was kept. */
    private Reading reading(Featurizer bound) {
        Place from = step.first().from();
        return (array, isRegion) -> {
            int axes = array.getShape().dimension();
            if (isRegion || axes < 2) {
                return bound.featurize(array);
            }
            List<Axis> cut = new ArrayList<>(Collections.nCopies(axes - 1, new Axis.All()));
            cut.add(from.lastAxis(axes));
            return bound.featurize(RegionCut.of(cut).cut(array));
        };
    }

    private HookEdit edit(Step features, Terms terms, NDArray zeros, Mapped mapped) {
        NDArray ones = zeros.onesLike();
        NDArray scale =
                terms.keep() == Coefficient.ONE
                        ? ones
                        : run.apply(features, ones, context(EditPart.FACTOR, mapped));
        if (terms.skips()) {
            return new HookEdit(scale, new HookEdit.Input(picks()), mapped.map());
        }
        NDArray shift = run.apply(features, zeros, context(EditPart.ADDEND, mapped));
        return new HookEdit(scale, new HookEdit.Numbers(shift), mapped.map());
    }

    private EditContext context(EditPart part, Mapped mapped) {
        return new EditContext(number, part, mapped.reading(), null);
    }

    /** The edit itself moves the places of the input's numbers, as it would move these. */
    private Optional<NDArray> picks() {
        Shape from = input.orElseThrow().shape();
        boolean isInPlace =
                from.equals(activation.shape())
                        && step.writes().stream().allMatch(w -> w.base().equals(w.source()));
        if (isInPlace) {
            return Optional.empty();
        }
        // Exact for as many numbers as memory holds; a step of edits takes no integers.
        NDArray counted = run.scope().arange(Math.toIntExact(from.size()));
        NDArray places = counted.toType(DataType.FLOAT64, false).reshape(from);
        NDArray own = run.scope().zeros(activation.shape(), DataType.FLOAT64);
        EditContext context = EditContext.whole(number, places);
        return Optional.of(
                run.apply(step.ofWholeRegions(), own, context).toType(DataType.INT64, false));
    }

    private static Shape withLast(Shape shape, long length) {
        long[] sizes = shape.getShape().clone();
        sizes[sizes.length - 1] = length;
        return new Shape(sizes);
    }

    /** A linear map is known by what it makes of the unit vectors, there and back. */
    private static Matrices linear(Featurizer map, NDArray like) {
        NDManager scope = like.getManager();
        int width = Math.toIntExact(like.getShape().get(1));
        NDArray offset = map.featurize(like);
        NDArray units = eye(scope, width, like.getDataType());
        NDArray matrix = map.featurize(units).sub(offset);
        int count = Math.toIntExact(offset.getShape().get(1));
        NDArray features = eye(scope, count, like.getDataType()).add(offset);
        NDArray nothing = scope.zeros(new Shape(count, width), like.getDataType());
        return new Matrices(matrix, offset, map.restore(features, nothing), Optional.empty());
    }

    private static NDArray eye(NDManager scope, int size, DataType type) {
        return scope.eye(size, size, 0, type);
    }
}
