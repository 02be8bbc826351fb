/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.BlockList;
import ai.djl.nn.Parameter;
import ai.djl.nn.ParameterList;
import ai.djl.nn.SymbolBlock;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.function.Predicate;

/** {@code x} to {@code 2x}, in a class that extends none of DJL's. */
class BareBlock implements Block {

    private boolean initialized;

    /** The same, as a symbol block. */
    static class Symbol extends BareBlock implements SymbolBlock {}

    @Override
    public NDList forward(
            ParameterStore parameterStore,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        return new NDList(inputs.singletonOrThrow().mul(2));
    }

    @Override
    public void initialize(NDManager manager, DataType dataType, Shape... inputShapes) {
        initialized = true;
    }

    @Override
    public boolean isInitialized() {
        return initialized;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return inputShapes;
    }

    @Override
    public BlockList getChildren() {
        return new BlockList();
    }

    @Override
    public ParameterList getDirectParameters() {
        return new ParameterList();
    }

    @Override
    public ParameterList getParameters() {
        return new ParameterList();
    }

    @Override
    public void setInitializer(Initializer initializer, Parameter.Type type) {}

    @Override
    public void setInitializer(Initializer initializer, String paramName) {}

    @Override
    public void setInitializer(Initializer initializer, Predicate<Parameter> predicate) {}

    @Override
    public void cast(DataType dataType) {}

    @Override
    public void clear() {}

    @Override
    public PairList<String, Shape> describeInput() {
        return new PairList<>();
    }

    @Override
    public Shape[] getInputShapes() {
        return new Shape[0];
    }

    @Override
    public DataType[] getOutputDataTypes() {
        return new DataType[0];
    }

    @Override
    public void saveParameters(DataOutputStream os) {}

    @Override
    public void loadParameters(NDManager manager, DataInputStream is) {}
}
