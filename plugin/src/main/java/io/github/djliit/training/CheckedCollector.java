/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.training.GradientCollector;
import java.util.function.Consumer;

/**
 * A collector that looks at a loss before it goes back from it, which is where every training comes
 * by, whatever its loss and its loop.
 *
 * @param collector the engine's
 * @param check throws if the loss is not right
 */
record CheckedCollector(GradientCollector collector, Consumer<NDArray> check)
        implements GradientCollector {

    @Override
    public void backward(NDArray target) {
        check.accept(target);
        try {
            collector.backward(target);
        } catch (EngineException e) {
            if (String.valueOf(e.getMessage()).contains("does not require grad")) {
                throw new IllegalStateException(
                        "No gradient goes back from the loss to the network: the loss does not hang"
                                + " on the outputs, or something between stops gradients, as toType,"
                                + " argMax and stopGradient do",
                        e);
            }
            throw e;
        }
    }

    @Override
    public void zeroGradients() {
        collector.zeroGradients();
    }

    @Override
    public void close() {
        collector.close();
    }
}
