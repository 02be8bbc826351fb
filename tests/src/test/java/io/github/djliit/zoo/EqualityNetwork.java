/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The network of the recipe equality, computed by plain loops from its parameters. */
final class EqualityNetwork {

    private final List<float[]> parameters = new ArrayList<>();

    EqualityNetwork(Path folder) {
        try (Model model = ModelDirectory.open(folder).load(Device.cpu())) {
            for (Pair<String, Parameter> parameter : model.getBlock().getParameters()) {
                NDArray array = parameter.getValue().getArray();
                parameters.add(array.toFloatArray());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Computes the second hidden layer of one row. */
    float[] secondLayer(float[] row) {
        return hidden(1, hidden(0, row));
    }

    /** Computes the output of one row from its second hidden layer. */
    float[] output(float[] secondLayer) {
        return linear(3, hidden(2, secondLayer));
    }

    private float[] hidden(int layer, float[] in) {
        float[] out = linear(layer, in);
        for (int i = 0; i < out.length; i++) {
            out[i] = Math.max(0, out[i]);
        }
        return out;
    }

    private float[] linear(int layer, float[] in) {
        float[] weight = parameters.get(2 * layer);
        float[] out = parameters.get(2 * layer + 1).clone();
        for (int i = 0; i < out.length; i++) {
            for (int k = 0; k < in.length; k++) {
                out[i] += weight[i * in.length + k] * in[k];
            }
        }
        return out;
    }
}
