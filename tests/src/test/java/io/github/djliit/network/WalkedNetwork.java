/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.NormalInitializer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A network to walk, and the sites at which theory says that something else happens than at all
 * others.
 */
final class WalkedNetwork {

    private final String name;
    private final Function<NDManager, Block> block;
    private final List<Function<NDManager, NDArray>> inputs = new ArrayList<>();
    private final Set<String> unhookable = new LinkedHashSet<>();
    private final Set<String> unreached = new LinkedHashSet<>();
    private final Set<String> inert = new LinkedHashSet<>();
    private int step = 1;

    private WalkedNetwork(String name, Function<NDManager, Block> block) {
        this.name = name;
        this.block = block;
    }

    static WalkedNetwork network(Supplier<? extends Block> block, long... shape) {
        return network(null, block, shape);
    }

    static WalkedNetwork network(String name, Supplier<? extends Block> block, long... shape) {
        String known = name == null ? block.get().getClass().getSimpleName() : name;
        WalkedNetwork network = new WalkedNetwork(known, manager -> block.get());
        return shape.length == 0 ? network : network.floats(shape);
    }

    static WalkedNetwork network(String name, Function<NDManager, Block> block) {
        return new WalkedNetwork(name, block);
    }

    /** Adds an input of random numbers. */
    WalkedNetwork floats(long... shape) {
        inputs.add(manager -> manager.randomNormal(new Shape(shape)));
        return this;
    }

    /** Adds an input of given integers. */
    WalkedNetwork ints(Shape shape, long... data) {
        inputs.add(manager -> manager.create(data, shape));
        return this;
    }

    /** Adds blocks that cannot be hooked: they are final, and fields of their type hold them. */
    WalkedNetwork unhookable(String... paths) {
        unhookable.addAll(List.of(paths));
        return this;
    }

    /** Adds blocks that are in the tree, but that no forward pass runs. */
    WalkedNetwork unreached(String... paths) {
        unreached.addAll(List.of(paths));
        return this;
    }

    /** Adds sites that make no difference to the output when they are zeroed. */
    WalkedNetwork inert(String... sites) {
        inert.addAll(List.of(sites));
        return this;
    }

    /** Zeroes only each n-th site, for a network that is slow. */
    WalkedNetwork every(int n) {
        step = n;
        return this;
    }

    Set<String> unhookable() {
        return unhookable;
    }

    Set<String> unreached() {
        return unreached;
    }

    Set<String> inert() {
        return inert;
    }

    int step() {
        return step;
    }

    NDList inputs(NDManager manager) {
        NDList list = new NDList();
        inputs.forEach(input -> list.add(input.apply(manager)));
        return list;
    }

    Block block(NDManager manager) {
        return block.apply(manager);
    }

    /** Makes the block, with biases too that are not zero. */
    Block initialized(NDManager manager, NDList inputs) {
        Block made = block(manager);
        made.setInitializer(new NormalInitializer(.1f), WalkedNetwork::needsNumbers);
        made.initialize(manager, DataType.FLOAT32, inputs.getShapes());
        return made;
    }

    /** Biases are zero by default, and the slope of a PReLU has no default that fits it. */
    private static boolean needsNumbers(Parameter parameter) {
        return parameter.getType() == Parameter.Type.BIAS
                || parameter.getType() == Parameter.Type.BETA
                || parameter.getName().equals("alpha");
    }

    @Override
    public String toString() {
        return name;
    }
}
