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
import io.github.djliit.intervention.Noise;
import io.github.djliit.intervention.Partitioned;
import io.github.djliit.intervention.SigmoidMask;
import io.github.djliit.intervention.Trainable;
import io.github.djliit.site.Axis;
import io.github.djliit.site.Region;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Edits as arithmetic: {@code scale * f + shift}.
 *
 * <p>Both are found by applying the edit itself to zeros and to ones, so that rows, positions,
 * regions and features are what they are anywhere else.
 */
final class Arithmetic {

    private Arithmetic() {}

    /**
     * Whether an intervention is arithmetic on the activation, or on a linear map of it.
     *
     * @param shape the shape of the activation
     */
    static boolean canBe(Write write, Shape shape) {
        Edit edit = write.intervention().edit();
        boolean isLinear =
                !write.skips()
                        && (edit.getClass().getNestHost() == Edits.class
                                || edit instanceof Noise
                                || edit instanceof SigmoidMask
                                || edit instanceof BoundaryMask);
        Featurizer map = Partitioned.withoutNames(write.intervention().featurizer());
        return isLinear
                && (map == Featurizer.identity()
                        || (map.isLinear() && takesWholeLast(write, shape)));
    }

    /** Where a region takes a part of the last axis, a map of the whole would be another. */
    private static boolean takesWholeLast(Write write, Shape shape) {
        int last = shape.dimension() - 2;
        return Stream.of(write.base().region(), write.source().region())
                .map(Region::axes)
                .allMatch(
                        axes ->
                                last >= 0
                                        && (axes.size() <= last
                                                || axes.get(last) instanceof Axis.All));
    }

    /** Returns the edit that puts an array in the place of all. */
    static HookEdit replacement(NDArray array) {
        return new HookEdit(array.zerosLike(), array, Optional.empty());
    }

    /**
     * Returns a step as arithmetic.
     *
     * @param run the run that it belongs to
     * @param step the step
     * @param shape the shape of the activation
     * @param type its type
     */
    static HookEdit of(Run run, Step step, Shape shape, DataType type) {
        NDManager scope = run.scope();
        Featurizer map = step.writes().get(0).intervention().featurizer();
        if (Partitioned.withoutNames(map) == Featurizer.identity()) {
            return edit(run, step, x -> x, scope.zeros(shape, type), Optional.empty());
        }
        NDArray like = scope.zeros(new Shape(1, shape.get(shape.dimension() - 1)), type);
        Featurizer bound = run.bindings().featurizer(map, like);
        HookEdit.Map linear = linear(bound, like);
        long[] features = shape.getShape().clone();
        features[features.length - 1] = linear.matrix().getShape().get(1);
        NDArray zeros = scope.zeros(new Shape(features), type);
        return edit(run, step.inFeatures(), bound::featurize, zeros, Optional.of(linear));
    }

    private static HookEdit edit(
            Run run,
            Step step,
            UnaryOperator<NDArray> reading,
            NDArray zeros,
            Optional<HookEdit.Map> map) {
        NDArray shift = run.apply(step, zeros, reading);
        return new HookEdit(scale(run, step, zeros, reading), shift, map);
    }

    /** What an edit makes of ones, were there no source and no value. */
    private static NDArray scale(
            Run run, Step step, NDArray zeros, UnaryOperator<NDArray> reading) {
        Edit edit = step.writes().get(0).intervention().edit();
        NDArray ones = zeros.onesLike();
        if (step.replaces()) {
            return run.apply(step.zeroed(), ones, reading);
        } else if (edit instanceof Edits.Scale) {
            return run.apply(step, ones, reading);
        } else if (edit instanceof Edits.Mask || edit instanceof Trainable<?>) {
            return run.apply(step, ones, source -> reading.apply(source).zerosLike());
        }
        return ones;
    }

    /** A linear map is known by what it makes of the unit vectors, there and back. */
    private static HookEdit.Map linear(Featurizer map, NDArray like) {
        NDManager scope = like.getManager();
        int width = Math.toIntExact(like.getShape().get(1));
        NDArray offset = map.featurize(like);
        NDArray units = eye(scope, width, like.getDataType());
        NDArray matrix = map.featurize(units).sub(offset);
        int count = Math.toIntExact(offset.getShape().get(1));
        NDArray features = eye(scope, count, like.getDataType()).add(offset);
        NDArray nothing = scope.zeros(new Shape(count, width), like.getDataType());
        return new HookEdit.Map(matrix, offset, map.restore(features, nothing));
    }

    private static NDArray eye(NDManager scope, int size, DataType type) {
        return scope.eye(size, size, 0, type);
    }
}
