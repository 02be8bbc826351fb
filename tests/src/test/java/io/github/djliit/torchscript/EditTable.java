/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.intervention.Autoencoder;
import io.github.djliit.intervention.BoundaryMask;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Featurizer;
import io.github.djliit.intervention.LowRank;
import io.github.djliit.intervention.Pca;
import io.github.djliit.intervention.Rotation;
import io.github.djliit.intervention.SigmoidMask;
import io.github.djliit.intervention.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Edits and featurizers of every kind, with numbers drawn from fixed seeds. */
final class EditTable {

    private EditTable() {}

    /** Returns the edits that are arithmetic on features, for so many of them. */
    static Map<String, Edit> arithmetic(int count) {
        Map<String, Edit> edits = new LinkedHashMap<>();
        edits.put("interchange", Edit.interchange());
        edits.put("zero", Edit.zero());
        edits.put("add", Edit.add(.5f));
        edits.put("subtract", Edit.subtract(.5f));
        edits.put("add source", Edit.addSource(.5f));
        edits.put("subtract source", Edit.subtractSource(.5f));
        edits.put("scale", Edit.scale(-2));
        edits.put("scale to nothing", Edit.scale(0));
        edits.put("set", Edit.set(.25f));
        edits.put("noise", Edit.noise(.5f, 7));
        edits.put("mask", Edit.mask(.3f));
        edits.put("boundary", BoundaryMask.of(.4f, .8f));
        edits.put("add each", Edit.add(numbers(count, 1)));
        edits.put("scale each", Edit.scale(numbers(count, 2)));
        edits.put("set each", Edit.set(numbers(count, 3)));
        edits.put("mask each", Edit.mask(weights(count)));
        edits.put("mean", Edit.mean(new Value(numbers(count, 5))));
        edits.put("sigmoid", SigmoidMask.of(new Value(numbers(count, 6)), .7f));
        return edits;
    }

    /** Returns linear featurizers, the principal ones of the rows that are given. */
    static Map<String, Featurizer> linear(NDArray rows) {
        int width = Math.toIntExact(rows.getShape().get(1));
        Map<String, Featurizer> maps = new LinkedHashMap<>();
        maps.put("rotation", Rotation.random(width, 1));
        maps.put("low rank", LowRank.random(width, 3, 2));
        maps.put("pca", Pca.fit(rows, 2));
        maps.put("unscaled pca", Pca.fitUnscaled(Value.of(rows), 2));
        return maps;
    }

    /** Returns autoencoders of five latents. */
    static Map<String, Autoencoder> autoencoders(int width) {
        Map<String, Autoencoder> maps = new LinkedHashMap<>();
        maps.put("relu", encoder(width).build());
        Value threshold = new Value(.1f, .2f, .3f, .4f, .5f);
        maps.put("jump relu", encoder(width).optThreshold(threshold).build());
        return maps;
    }

    /** Returns a featurizer that the caller wrote. */
    static Featurizer own() {
        return Featurizer.of("softsign", x -> x.div(x.abs().add(1)), (f, x) -> f.mul(2));
    }

    private static Autoencoder.Builder encoder(int width) {
        return Autoencoder.builder()
                .setEncoder(matrix(width, 5, 1), new Value(numbers(5, 2)))
                .setDecoder(matrix(5, width, 3), new Value(numbers(width, 4)));
    }

    private static Value matrix(int rows, int columns, long seed) {
        return new Value(numbers(rows * columns, seed), new Shape(rows, columns));
    }

    private static float[] weights(int count) {
        float[] weights = numbers(count, 4);
        for (int i = 0; i < count; i++) {
            weights[i] = (float) (1 / (1 + Math.exp(weights[i])));
        }
        return weights;
    }

    static float[] numbers(int count, long seed) {
        Random random = new Random(seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }
}
