/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.generation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The first steps of a plain generation, of which only the logits are looked at. */
final class Trial {

    private final LanguageModel model;
    private final NDManager manager;
    private final TokenBatch batch;

    private Trial(LanguageModel model, NDManager manager, TokenBatch batch) {
        this.model = model;
        this.manager = manager;
        this.batch = batch;
    }

    /**
     * What one step gave.
     *
     * @param rows the logits of each row's next token
     * @param type their type in the engine
     */
    record Logits(List<float[]> rows, DataType type) {}

    /**
     * Runs the steps.
     *
     * @param manager a manager on the model's device; nothing stays on it
     * @param prompts the prompts
     * @param padToken what stands in the padding
     * @param next chooses the new token of each row by the logits of the first step; null for the
     *     first step alone
     * @return what each step gave
     */
    static List<Logits> run(
            LanguageModel model,
            NDManager manager,
            Prompts prompts,
            long padToken,
            Function<Logits, long[]> next) {
        try (NDManager scope = manager.newSubManager()) {
            scope.setName("trial");
            TokenBatch batch = new TokenBatch(model, prompts, padToken);
            return new Trial(model, scope, batch).run(next);
        }
    }

    private List<Logits> run(Function<Logits, long[]> next) {
        List<Logits> found = new ArrayList<>();
        NDList past = model.cache().map(c -> c.empty(manager, batch.rows())).orElseGet(NDList::new);
        NDList outputs = pass(past, found);
        if (next != null) {
            batch.append(next.apply(found.get(0)));
            pass(model.cache().map(c -> c.next(outputs)).orElseGet(NDList::new), found);
        }
        return found;
    }

    private NDList pass(NDList past, List<Logits> found) {
        NDList inputs = batch.inputs(manager, past);
        NDList outputs = model.block().forward(new ParameterStore(manager, false), inputs, false);
        NDArray logits = model.logits(outputs, batch.rows(), batch.width());
        found.add(new Logits(batch.lastLogits(logits), logits.getDataType()));
        return outputs;
    }
}
