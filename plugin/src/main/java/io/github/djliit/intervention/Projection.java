/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A trainable map {@code x R} with orthonormal columns in R; how it goes back is the subclass's.
 *
 * <p>Sealed: with as many columns as rows there is nothing left to keep, with fewer there is.
 */
abstract sealed class Projection implements Featurizer, Trainable<Featurizer>
        permits Rotation, LowRank {

    private final String name;
    private final Weights weights;
    private final long width;
    private final long count;

    Projection(String name, Value matrix) {
        this.name = name;
        weights = Orthonormal.weights(matrix);
        width = matrix.shape().get(0);
        count = matrix.shape().get(1);
    }

    /** Goes back with R and R^T. */
    abstract NDArray restore(NDArray features, NDArray activation, Bound bound);

    /**
     * Returns the matrix that the weights stand for now.
     *
     * @return R, {@code [width, features]}, with orthonormal columns
     */
    public Value matrix() {
        return Orthonormal.present(weights);
    }

    @Override
    public Weights weights() {
        return weights;
    }

    @Override
    public Featurizer bind(Map<String, NDArray> arrays) {
        NDArray matrix = Orthonormal.bind(weights, arrays);
        return new Bound(this, matrix, matrix.transpose());
    }

    /** Maps with the present weights; a plan's call binds them once instead. */
    @Override
    public NDArray featurize(NDArray activation) {
        Widths.checkRegion(name, width, activation);
        return Scratch.run(activation, x -> bind(weights.arrays(x)).featurize(x));
    }

    /** Maps back with the present weights; a plan's call binds them once instead. */
    @Override
    public NDArray restore(NDArray features, NDArray activation) {
        check(features, activation);
        return Scratch.run(features, activation, (f, x) -> bind(weights.arrays(f)).restore(f, x));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public OptionalLong width() {
        return OptionalLong.of(width);
    }

    @Override
    public boolean isLinear() {
        return true;
    }

    @Override
    public Optional<Matrices> matrices(NDArray like) {
        return bind(weights.arrays(like)).matrices(like);
    }

    @Override
    public boolean mapsLastAxis() {
        return true;
    }

    @Override
    public OptionalLong count() {
        return OptionalLong.of(count);
    }

    private void check(NDArray features, NDArray activation) {
        Widths.checkRegion(name, width, activation);
        Widths.checkFeatures(name, count, features);
    }

    /** The map of one call. */
    record Bound(Projection map, NDArray matrix, NDArray transposed) implements Featurizer {

        @Override
        public NDArray featurize(NDArray activation) {
            Widths.checkRegion(map.name, map.width, activation);
            return activation.matMul(matrix);
        }

        @Override
        public NDArray restore(NDArray features, NDArray activation) {
            map.check(features, activation);
            return map.restore(features, activation, this);
        }

        /** Goes back by {@code x + (f - x R) R^T} in every case: at full rank x R R^T is x. */
        @Override
        public Optional<Matrices> matrices(NDArray like) {
            Widths.checkRegion(map.name, map.width, like);
            NDArray offset = like.getManager().zeros(new Shape(1, map.count), like.getDataType());
            return Optional.of(new Matrices(matrix, offset, transposed, Optional.empty()));
        }

        @Override
        public String name() {
            return map.name;
        }

        @Override
        public OptionalLong width() {
            return map.width();
        }

        @Override
        public OptionalLong count() {
            return map.count();
        }
    }
}
