/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.benchmarks;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.torchscript.TorchScriptBlock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A network with random inputs, bare as DJL has it and opened up. */
final class Net implements AutoCloseable {

    private final Kind kind;
    private final NDManager manager;
    private final Model model;
    private final TorchScriptBlock script;
    private final InterventionBlock network;
    private final Path file;

    private Net(Kind kind, Path file) throws IOException, MalformedModelException {
        this.kind = kind;
        this.file = file;
        model = Model.newInstance("benchmark", "PyTorch");
        manager = model.getNDManager().newSubManager();
        if (file == null) {
            script = null;
            model.setBlock(Networks.build(kind, model.getNDManager()));
            network = new InterventionBlock(model.getBlock());
        } else {
            load(model, file);
            script = TorchScriptBlock.open(file, manager.getDevice(), false);
            network = new InterventionBlock(script);
        }
    }

    /**
     * Opens a network.
     *
     * @param kind which
     * @param folder where large files are kept from one run to the next
     */
    static Net open(Kind kind, Path folder) {
        try {
            return new Net(kind, kind.isScript ? ScriptFile.of(kind, folder) : null);
        } catch (IOException | MalformedModelException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Loads a TorchScript file as DJL does. */
    static void load(Model model, Path file) {
        try {
            model.load(file);
        } catch (IOException | MalformedModelException e) {
            throw new IllegalStateException(e);
        }
    }

    Kind kind() {
        return kind;
    }

    NDManager manager() {
        return manager;
    }

    /** Returns the block as DJL has it, which knows of no intervention. */
    Block bare() {
        return model.getBlock();
    }

    InterventionBlock network() {
        return network;
    }

    /** Returns the TorchScript file. */
    Path file() {
        return file;
    }

    /** Returns the sites of all layers. */
    String[] sites() {
        return IntStream.range(0, kind.layers).mapToObj(kind::site).toArray(String[]::new);
    }

    /** Returns the sites of each token of all layers. */
    List<String> tokenSites() {
        return Stream.of(sites())
                .flatMap(
                        site ->
                                IntStream.range(0, kind.tokens)
                                        .mapToObj(token -> site + "[" + token + "]"))
                .toList();
    }

    /** Returns the output of the layer after which half of the network is left. */
    String middle() {
        return kind.site(kind.layers / 2 - 1);
    }

    /** Makes inputs; they stay. */
    NDArray inputs(int rows) {
        return manager.randomNormal(Networks.shape(kind, rows));
    }

    /** Returns a plain forward pass. */
    Work forward(NDArray input) {
        return scope ->
                on(
                        scope,
                        () ->
                                bare().forward(
                                                new ParameterStore(scope, false),
                                                new NDList(input),
                                                false),
                        input);
    }

    /** Does something with inputs that the scope owns meanwhile, and so all that comes of them. */
    static <T> T on(NDManager scope, Supplier<T> work, NDArray... inputs) {
        NDManager owner = inputs[0].getManager();
        for (NDArray input : inputs) {
            input.attach(scope);
        }
        try {
            return work.get();
        } finally {
            for (NDArray input : inputs) {
                input.attach(owner);
            }
        }
    }

    @Override
    public void close() {
        if (script != null) {
            script.close();
        }
        model.close();
    }
}
