/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.github.djliit.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An optimizer whose state can be kept and brought back: DJL's own hide theirs.
 *
 * <p>It computes what DJL's optimizer of the same name computes, bit for bit. The state is an array
 * for each name and parameter, and the number of steps. For one device and one thread.
 */
public abstract class ResumableOptimizer extends Optimizer implements AutoCloseable {

    private final Tracker rate;
    private final List<String> names;

    /** By name of the state, then by id of the parameter, then by device, as DJL keeps it. */
    private final Map<String, Map<String, Map<Device, NDArray>>> states = new LinkedHashMap<>();

    /**
     * Creates an optimizer.
     *
     * @param rate the learning rate by step, the first of which is 1
     * @param steps the number of steps that were made before
     * @param names the names of the states of a parameter
     */
    protected ResumableOptimizer(Tracker rate, int steps, String... names) {
        super(new Builder().optBeginNumUpdate(steps));
        this.rate = rate;
        this.names = List.of(names);
        this.names.forEach(name -> states.put(name, new LinkedHashMap<>()));
    }

    /**
     * Returns the learning rate of a step.
     *
     * @param step the number of the step, the first of which is 1
     * @return the rate
     */
    protected final float rate(int step) {
        return rate.getNewValue(step);
    }

    /**
     * Returns a state of a parameter, zeros at first.
     *
     * @param name the name of the state
     * @param parameterId the id of the parameter
     * @param weight the array of the parameter
     * @return the state, of the shape of the weight; this optimizer's
     */
    protected final NDArray state(String name, String parameterId, NDArray weight) {
        return withDefaultState(
                states.get(name), parameterId, weight.getDevice(), id -> weight.zerosLike());
    }

    /**
     * Returns copies of the states of parameters.
     *
     * @param parameters the parameters
     * @return the states by name and number of the parameter: {@code optimizer.mean.0}
     */
    public final Map<String, Tensor> save(List<Parameter> parameters) {
        Map<String, Tensor> saved = new LinkedHashMap<>();
        for (String name : names) {
            for (int i = 0; i < parameters.size(); i++) {
                NDArray weight = parameters.get(i).getArray();
                NDArray state = state(name, parameters.get(i).getId(), weight);
                saved.put(key(name, i), Tensor.of(state));
            }
        }
        return saved;
    }

    /**
     * Brings back what {@link #save} returned.
     *
     * @param parameters the parameters, in the same order
     * @param saved the states; other entries are left alone
     * @throws IllegalArgumentException if a state is missing
     */
    public final void restore(List<Parameter> parameters, Map<String, Tensor> saved) {
        for (String name : names) {
            for (int i = 0; i < parameters.size(); i++) {
                Tensor tensor = saved.get(key(name, i));
                if (tensor == null) {
                    throw new IllegalArgumentException(
                            "expected the state '"
                                    + key(name, i)
                                    + "' of the optimizer, found none");
                }
                NDArray weight = parameters.get(i).getArray();
                state(name, parameters.get(i).getId(), weight).set(tensor.toFloats());
            }
        }
    }

    private static String key(String name, int parameter) {
        return "optimizer." + name + "." + parameter;
    }

    @Override
    public void close() {
        states.values().forEach(byId -> byId.values().forEach(ResumableOptimizer::close));
        states.values().forEach(Map::clear);
    }

    private static void close(Map<Device, NDArray> arrays) {
        arrays.values().forEach(NDArray::close);
    }

    private static final class Builder extends OptimizerBuilder<Builder> {

        @Override
        protected Builder self() {
            return this;
        }
    }
}
