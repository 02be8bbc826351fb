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
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.Pair;
import ai.djl.util.PairList;
import io.github.djliit.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The weights of a {@link Trainable}, as a DJL block without a forward of its own.
 *
 * <p>They start as numbers outside any engine, and each call makes arrays of them. Initialised, as
 * by a {@code Trainer} whose model has this block among its children, they are parameters like any
 * others: updated, saved and loaded.
 */
public final class Weights extends AbstractBlock {

    private static final byte VERSION = 1;

    private final Map<String, Value> start = new LinkedHashMap<>();

    /**
     * Creates weights.
     *
     * @param start what they start from, by name, in order
     */
    public Weights(Map<String, Value> start) {
        super(VERSION);
        start.forEach(
                (name, value) -> {
                    this.start.put(name, value);
                    Initializer initializer =
                            (manager, shape, type) -> value.toArray(manager, type);
                    addParameter(
                            Parameter.builder()
                                    .setName(name)
                                    .setType(Parameter.Type.OTHER)
                                    .optShape(value.shape())
                                    .optInitializer(initializer)
                                    .build());
                });
    }

    /**
     * Returns the weights as arrays for one call.
     *
     * @param store the parameter store of the call
     * @param like an array of the call, whose manager, device and type they get
     * @param training whether this is a training pass
     * @return the weights by name
     * @throws IllegalStateException if they are trained in another type than that of {@code like}
     */
    public Map<String, NDArray> arrays(ParameterStore store, NDArray like, boolean training) {
        return arrays(like, weight -> store.getValue(weight, like.getDevice(), training), training);
    }

    /**
     * Returns the weights as arrays for a computation outside of a call.
     *
     * @param like an array whose manager, device and type they get
     * @return the weights by name
     * @throws IllegalStateException if they have a gradient, in another type than {@code like}
     */
    public Map<String, NDArray> arrays(NDArray like) {
        return arrays(like, weight -> onDeviceOf(like, weight.getArray()), true);
    }

    private Map<String, NDArray> arrays(
            NDArray like, Function<Parameter, NDArray> read, boolean training) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        for (Pair<String, Parameter> pair : getDirectParameters()) {
            Parameter parameter = pair.getValue();
            String name = parameter.getName();
            NDArray array =
                    parameter.isInitialized()
                            ? view(read.apply(parameter), like, training)
                            : start.get(name).toArray(like.getManager(), like.getDataType());
            arrays.put(name, array);
        }
        return arrays;
    }

    /** Returns the array of an initialised weight, which is the model's. */
    NDArray array(String name) {
        return getDirectParameters().get(name).getArray();
    }

    /** Returns whether a gradient may be wanted; a view of a parameter does not tell. */
    boolean isTrained() {
        return getDirectParameters().values().stream()
                .anyMatch(weight -> weight.isInitialized() && weight.getArray().hasGradient());
    }

    /**
     * Returns the present numbers of a weight.
     *
     * @param name its name
     * @return the numbers: those that training left, or those it started from
     */
    public Value value(String name) {
        Parameter parameter = getDirectParameters().get(name);
        return parameter.isInitialized() ? Value.of(parameter.getArray()) : start.get(name);
    }

    private static NDArray onDeviceOf(NDArray like, NDArray array) {
        if (array.getDevice().equals(like.getDevice())) {
            return array;
        }
        NDArray copy = array.toDevice(like.getDevice(), true);
        copy.attach(like.getManager());
        return copy;
    }

    /** A parameter belongs to the model, and so would all that is made of it; a type is a copy. */
    private NDArray view(NDArray array, NDArray like, boolean training) {
        boolean isOther = array.getDataType() != like.getDataType();
        if (isOther && training && array.hasGradient()) {
            throw new IllegalStateException(
                    "Weights of type "
                            + Tensor.nameOf(array.getDataType())
                            + " are trained on activations of type "
                            + Tensor.nameOf(like.getDataType())
                            + ": initialize them in that type, or freeze them");
        }
        NDArray view =
                isOther ? array.toType(like.getDataType(), true) : array.reshape(array.getShape());
        view.attach(like.getManager());
        return view;
    }

    /** Gives the inputs back: weights have no forward, what they belong to does. */
    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        return inputs;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return inputShapes;
    }

    @Override
    public void initialize(NDManager manager, DataType dataType, Shape... inputShapes) {
        super.initialize(manager, dataType, inputShapes.length == 0 ? new Shape[0] : inputShapes);
    }
}
