/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.ParameterList;
import ai.djl.util.Pair;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * The parameters of a module, whose arrays are the module's own: a value is put into them, never
 * another array in their place.
 */
final class ScriptParameters {

    private ScriptParameters() {}

    /**
     * Gives the values of one module to another of the same code. What is the same already is not
     * written: a backward pass may need it, and asks whether it was.
     */
    static void copy(Block from, Block to) {
        ParameterList targets = to.getParameters();
        for (Pair<String, Parameter> parameter : from.getParameters()) {
            NDArray values = parameter.getValue().getArray();
            NDArray target = targets.get(parameter.getKey()).getArray();
            if (!target.contentEquals(values)) {
                assign(target, values);
            }
        }
    }

    /** DJL's copyTo takes the values through Java, and has libtorch print a warning. */
    private static void assign(NDArray target, NDArray values) {
        try (NDArray to = target.stopGradient();
                NDArray from = values.stopGradient()) {
            to.set(new NDIndex("..."), from);
        }
    }

    /** Freezes the parameters that are frozen in another module, and no others. */
    static void freeze(Block like, Block block) {
        ParameterList targets = block.getParameters();
        for (Pair<String, Parameter> parameter : like.getParameters()) {
            targets.get(parameter.getKey()).freeze(!parameter.getValue().requiresGradient());
        }
    }

    /** Returns how many numbers the parameters have. */
    static long count(Block block) {
        return block.getParameters().values().stream().mapToLong(p -> p.getArray().size()).sum();
    }

    static void write(Block block, DataOutputStream out) throws IOException {
        ParameterList parameters = block.getParameters();
        out.writeInt(parameters.size());
        for (Pair<String, Parameter> parameter : parameters) {
            byte[] encoded = parameter.getValue().getArray().encode();
            out.writeUTF(parameter.getKey());
            out.writeInt(encoded.length);
            out.write(encoded);
        }
    }

    static void read(Block block, NDManager manager, DataInputStream in)
            throws IOException, MalformedModelException {
        ParameterList parameters = block.getParameters();
        int count = in.readInt();
        if (count != parameters.size()) {
            throw new MalformedModelException(
                    "The model has "
                            + parameters.size()
                            + " parameters, the file "
                            + count
                            + ": it belongs to another model");
        }
        try (NDManager scope = manager.newSubManager()) {
            for (int i = 0; i < count; i++) {
                String name = in.readUTF();
                byte[] encoded = in.readNBytes(in.readInt());
                put(parameters, name, scope.decode(new ByteArrayInputStream(encoded)));
            }
        }
    }

    private static void put(ParameterList parameters, String name, NDArray value)
            throws MalformedModelException {
        Parameter parameter = parameters.get(name);
        if (parameter == null || !parameter.getArray().getShape().equals(value.getShape())) {
            throw new MalformedModelException(
                    "The file has a parameter "
                            + name
                            + " of shape "
                            + value.getShape()
                            + ", the model "
                            + (parameter == null ? "none" : parameter.getArray().getShape())
                            + ": it belongs to another model");
        }
        assign(parameter.getArray(), value);
    }
}
