/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The inputs of a run by the names that messages have for them, the base first.
 *
 * @param base the base
 * @param sources the sources, in their order
 * @param names what they are called, base and sources
 */
record GivenInputs(NDList base, List<NDList> sources, List<String> names) {

    /** Reads them, onto a manager. */
    static GivenInputs read(LoadedModel model, NDManager manager, Path base, List<Path> sources)
            throws IOException {
        Map<String, NDList> read = new LinkedHashMap<>();
        read.put("The base " + base, model.read(base, manager));
        for (Path source : sources) {
            read.put("Source " + (read.size() - 1) + ", " + source, model.read(source, manager));
        }
        List<NDList> all = List.copyOf(read.values());
        return new GivenInputs(all.get(0), all.subList(1, all.size()), List.copyOf(read.keySet()));
    }

    /**
     * Tells, by a plain pass of each, which of them a network does not take.
     *
     * @param failure what came of the run
     * @return a fault that names the first that fails by itself, too, or what came of the run
     */
    RuntimeException told(RuntimeException failure, Block network, NDManager manager) {
        for (int i = 0; i < names.size(); i++) {
            NDList inputs = i == 0 ? base : sources.get(i - 1);
            try (NDManager scope = manager.newSubManager()) {
                network.forward(new ParameterStore(scope, false), inputs, false).close();
            } catch (EngineException | IllegalArgumentException e) {
                return Messages.refused(names.get(i) + ": the network does not take it", e);
            }
        }
        return failure instanceof EngineException
                ? Messages.refused("The network does not take these inputs", failure)
                : new UsageException(failure.getMessage(), failure);
    }
}
