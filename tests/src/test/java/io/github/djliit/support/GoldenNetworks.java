/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.support;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.transformer.TransformerEncoderBlock;
import ai.djl.util.PairList;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.djliit.network.HookPoint;
import java.util.Map;

/** The networks of {@code interventions.json}, built of DJL's own blocks. */
public final class GoldenNetworks {

    private GoldenNetworks() {}

    /**
     * Builds a network and sets its parameters, which the file has by DJL's names, in DJL's order.
     */
    public static Block build(NDManager manager, JsonObject network) {
        JsonObject sizes = network.getAsJsonObject("sizes");
        String kind = network.get("kind").getAsString();
        Block block =
                switch (kind) {
                    case "mlp" -> mlp(manager, sizes);
                    case "transformer" -> transformer(manager, sizes);
                    case "lstm" -> lstm(manager, sizes);
                    case "identity" -> identity(manager, sizes);
                    default -> throw new IllegalArgumentException("Unknown network " + kind);
                };
        set(manager, block, network.getAsJsonObject("parameters"));
        return block;
    }

    private static Block mlp(NDManager manager, JsonObject sizes) {
        int inputs = size(sizes, "inputs");
        return Nets.mlp(manager, inputs, size(sizes, "hidden"), size(sizes, "outputs"));
    }

    private static Block transformer(NDManager manager, JsonObject sizes) {
        int embeddingSize = size(sizes, "embeddingSize");
        SequentialBlock net = new SequentialBlock();
        for (int i = 0; i < size(sizes, "blocks"); i++) {
            net.add(
                    new TransformerEncoderBlock(
                            embeddingSize,
                            size(sizes, "headCount"),
                            size(sizes, "hiddenSize"),
                            0f,
                            Activation::relu));
        }
        net.initialize(manager, DataType.FLOAT32, new Shape(1, 4, embeddingSize));
        return net;
    }

    private static Block lstm(NDManager manager, JsonObject sizes) {
        int state = size(sizes, "stateSize");
        Block net =
                new SequentialBlock()
                        .add(LSTM.builder().setNumLayers(1).setStateSize(state).build())
                        .add(Linear.builder().setUnits(size(sizes, "outputs")).build());
        net.initialize(manager, DataType.FLOAT32, new Shape(1, 4, size(sizes, "inputs")));
        return net;
    }

    private static Block identity(NDManager manager, JsonObject sizes) {
        SequentialBlock net = new SequentialBlock();
        for (int i = 0; i < size(sizes, "hookPoints"); i++) {
            net.add(new HookPoint());
        }
        net.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 6));
        return net;
    }

    private static int size(JsonObject sizes, String name) {
        return sizes.get(name).getAsInt();
    }

    private static void set(NDManager manager, Block block, JsonObject values) {
        PairList<String, Parameter> parameters = block.getParameters();
        assertThat(parameters.keys()).containsExactlyElementsOf(values.keySet());
        try (NDManager scope = manager.newSubManager()) {
            for (Map.Entry<String, JsonElement> entry : values.entrySet()) {
                NDArray array = parameters.get(entry.getKey()).getArray();
                NDArray value = Golden.array(scope, entry.getValue());
                assertThat(array.getShape()).as(entry.getKey()).isEqualTo(value.getShape());
                Numbers.set(array, value.toFloatArray());
            }
        }
    }
}
