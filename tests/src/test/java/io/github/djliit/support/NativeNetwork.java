/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.support;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import io.github.djliit.network.InterventionBlock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;

/** The three native networks of the golden data, with two sites each and random inputs. */
public enum NativeNetwork {
    MLP("mlp", "02LambdaBlock", 8, "04LambdaBlock", 8, 0, 6),
    TRANSFORMER(
            "transformer", "01TransformerEncoderBlock", 8, "02TransformerEncoderBlock", 8, 4, 8),
    LSTM("lstm", "01LSTM", 5, "02Linear", 3, 4, 3);

    private static final JsonObject NETWORKS = networks();

    private final String key;
    private final String site;
    private final int width;
    private final String later;
    private final int laterWidth;
    private final int length;
    private final int inputs;

    NativeNetwork(
            String key,
            String site,
            int width,
            String later,
            int laterWidth,
            int length,
            int inputs) {
        this.key = key;
        this.site = site;
        this.width = width;
        this.later = later;
        this.laterWidth = laterWidth;
        this.length = length;
        this.inputs = inputs;
    }

    private static JsonObject networks() {
        try {
            return Golden.read("interventions.json").getAsJsonObject("networks");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public InterventionBlock open(NDManager manager) {
        return new InterventionBlock(GoldenNetworks.build(manager, NETWORKS.getAsJsonObject(key)));
    }

    /** A block in the middle. */
    public String site() {
        return site;
    }

    /** How wide the output of {@link #site} is on its last axis. */
    public int width() {
        return width;
    }

    /** A block after {@link #site}. */
    public String later() {
        return later;
    }

    public int laterWidth() {
        return laterWidth;
    }

    /** Whether activations are {@code [batch, length, units]}. */
    public boolean hasPositions() {
        return length > 0;
    }

    /** How long sequences are; 0 where there are none. */
    public int length() {
        return length;
    }

    /** Standard normal inputs. */
    public NDList inputs(NDManager manager, int rows, long seed) {
        Shape shape = hasPositions() ? new Shape(rows, length, inputs) : new Shape(rows, inputs);
        float[] data = new float[Math.toIntExact(shape.size())];
        Random random = new Random(seed);
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) random.nextGaussian();
        }
        return new NDList(manager.create(data, shape));
    }

    /** Some rows of a list. */
    public static NDList rows(NDList list, String rows) {
        NDList some = new NDList();
        for (NDArray array : list) {
            some.add(array.get(rows));
        }
        return some;
    }
}
