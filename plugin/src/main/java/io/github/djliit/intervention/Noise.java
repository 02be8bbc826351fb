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
import io.github.djliit.tensor.Tensor;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Gaussian noise added to the base's features, reproducible on every engine and device.
 *
 * <p>Each row has noise of its own, drawn by a generator of Java's from the seed and the row's
 * number among the rows that the intervention applies to; so a row gets the same noise alone and in
 * a batch where its intervention names it, and a second call with the same seed repeats the first.
 *
 * @param std the standard deviation, not negative
 * @param seed the seed
 */
public record Noise(float std, long seed) implements Edit {

    /** Checks the standard deviation. */
    public Noise {
        if (!Float.isFinite(std) || std < 0) {
            throw new IllegalArgumentException(
                    "The standard deviation of noise is a number from 0, found " + std);
        }
    }

    @Override
    public String name() {
        return "noise";
    }

    @Override
    public boolean needsSource() {
        return false;
    }

    @Override
    public NDArray apply(NDArray base, NDArray source) {
        return affine().apply(base, source);
    }

    @Override
    public Optional<Terms> terms() {
        return Optional.of(affine());
    }

    private Terms affine() {
        return Terms.of(Coefficient.ONE, new Coefficient.Computed(this::draw));
    }

    @Override
    public Noise ofRow(int row) {
        return new Noise(std, seed + scattered(row));
    }

    private NDArray draw(NDArray base) {
        if (!base.getDataType().isFloating()) {
            throw new IllegalArgumentException(
                    "noise needs a region of floating point, found "
                            + Tensor.nameOf(base.getDataType()));
        }
        return Constants.array(base, draw(base.getShape()), base.getShape());
    }

    private float[] draw(Shape shape) {
        float[] noise = new float[Math.toIntExact(shape.size())];
        int rows = shape.dimension() == 0 ? 1 : Math.toIntExact(shape.get(0));
        int width = rows == 0 ? 0 : noise.length / rows;
        for (int row = 0; row < rows; row++) {
            SplittableRandom random = new SplittableRandom(seed + scattered(row));
            for (int i = 0; i < width; i++) {
                noise[row * width + i] = (float) random.nextGaussian() * std;
            }
        }
        return noise;
    }

    /**
     * Sends neighbouring rows to seeds far apart (the last steps of MurmurHash3): a multiple of the
     * generator's own step would give the same numbers again, shifted.
     */
    private static long scattered(long row) {
        long mixed = row * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ (mixed >>> 33);
    }
}
