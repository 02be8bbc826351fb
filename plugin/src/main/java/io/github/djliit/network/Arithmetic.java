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
import io.github.djliit.intervention.BoundaryMask;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Edits;
import io.github.djliit.intervention.Featurizer;
import io.github.djliit.intervention.Matrices;
import io.github.djliit.intervention.Noise;
import io.github.djliit.intervention.Partitioned;
import io.github.djliit.intervention.SigmoidMask;
import io.github.djliit.intervention.Trainable;
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
 * <p>Both are found by applying the edit itself to zeros and to ones, so that rows, positions,
 * regions and features are what they are anywhere else.
 */
final class Arithmetic {

    private final Run run;
    private final Step step;
    private final Seen activation;
    private final Optional<Seen> input;

    /**
     * Prepares a step.
     *
     * @param run the run that it belongs to
     * @param step the step, which maps the same units of the last axis everywhere
     * @param activation the activation that it edits
     * @param input the input that a skip puts there; empty for other edits
     */
    Arithmetic(Run run, Step step, Seen activation, Optional<Seen> input) {
        this.run = run;
        this.step = step;
        this.activation = activation.named();
        this.input = input.map(Seen::named);
    }

    /** Returns the edit that puts an array in the place of all. */
    static HookEdit replacement(NDArray array) {
        return new HookEdit(array.zerosLike(), new HookEdit.Numbers(array), Optional.empty());
    }

    /** Returns the step as arithmetic; empty where the edit or the map is the caller's own. */
    Optional<HookEdit> edit() {
        if (!isBuiltIn(step.first().intervention().edit())) {
            return Optional.empty();
        } else if (!step.isMapped()) {
            NDArray zeros = run.scope().zeros(activation.shape(), activation.type());
            return Optional.of(edit(step, zeros, Reading.AS_IT_IS, Optional.empty()));
        }
        // Positions of rows that are all of their activation would be units, others in each row.
        boolean hasUnits =
                dimension() > 2 || (dimension() == 2 && step.first().base().positions().isEmpty());
        return hasUnits ? mapped() : Optional.empty();
    }

    private static boolean isBuiltIn(Edit edit) {
        return edit.getClass().getNestHost() == Edits.class
                || edit instanceof Noise
                || edit instanceof SigmoidMask
                || edit instanceof BoundaryMask;
    }

    private int dimension() {
        return activation.shape().dimension();
    }

    /** A map of one call. */
    private record Bound(Featurizer map, Matrices matrices) {}

    private Optional<HookEdit> mapped() {
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
                                    run.scope().zeros(features, activation.type()),
                                    reading(bound.map()),
                                    Optional.of(new HookEdit.Map(m, units(written, units))));
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

    private HookEdit edit(
            Step features, NDArray zeros, Reading reading, Optional<HookEdit.Map> map) {
        if (step.first().skips()) {
            return skip(features, zeros.onesLike(), map);
        }
        NDArray shift = run.apply(features, zeros, reading);
        NDArray scale = scale(features, zeros.onesLike(), reading);
        return new HookEdit(scale, new HookEdit.Numbers(shift), map);
    }

    /** What an edit makes of ones, were there no source and no value. */
    private NDArray scale(Step features, NDArray ones, Reading reading) {
        Edit edit = features.first().intervention().edit();
        if (features.replaces()) {
            return run.apply(features.zeroed(), ones, reading);
        } else if (edit instanceof Edits.Scale) {
            return run.apply(features, ones, reading);
        } else if (edit instanceof Edits.Mask || edit instanceof Trainable<?>) {
            Reading nothing = (array, isRegion) -> reading.of(array, isRegion).zerosLike();
            return run.apply(features, ones, nothing);
        }
        return ones;
    }

    /** An input of zeros in the place of ones leaves ones where it does not go. */
    private HookEdit skip(Step features, NDArray ones, Optional<HookEdit.Map> map) {
        Shape shape = input.orElseThrow().shape();
        if (map.isPresent()) {
            shape = withLast(shape, ones.getShape().get(dimension() - 1));
        }
        NDArray scale = withInput(features, ones, run.scope().zeros(shape, input.get().type()));
        return new HookEdit(scale, new HookEdit.Input(picks()), map);
    }

    private NDArray withInput(Step with, NDArray array, NDArray given) {
        run.skippedInput(step.first().place(), given);
        return run.apply(with, array, Reading.AS_IT_IS);
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
        return Optional.of(
                withInput(step.ofWholeRegions(), own, places).toType(DataType.INT64, false));
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
