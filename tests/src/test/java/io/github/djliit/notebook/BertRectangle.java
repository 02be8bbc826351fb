/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.notebook;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import io.github.djliit.intervention.Cell;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionCall;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.support.SmallBert;
import java.util.List;

/** The third notebook: a BERT, coordinates (layer, token), rectangles, a loss for each output. */
final class BertRectangle {

    /** What the layer of a coordinate counts, from the bottom. */
    static final List<String> LAYERS =
            List.of(
                    "BertBlock.transformer_0",
                    "BertBlock.transformer_1",
                    "BertBlock.transformer_2");

    private BertRectangle() {}

    /** Every cell of the rectangle from the source, each layer with values of its own. */
    static InterventionResult swap(
            InterventionBlock network, Cell bottomLeft, Cell topRight, NDList base, NDList source) {
        InterventionPlan plan = InterventionPlan.rectangle(LAYERS, bottomLeft, topRight);
        var call = InterventionCall.builder(plan, base).addSource(source).optTraining(true);
        var parameters = new ParameterStore(base.getManager(), false);
        return network.intervene(parameters, call.build());
    }

    /** The sum of the losses of source, base and counterfactual. */
    static NDArray loss(InterventionResult outputs, NDList ofSource, NDList ofBase, NDList of) {
        Loss loss = Loss.softmaxCrossEntropyLoss();
        return loss.evaluate(ofSource, outputs.source(0))
                .add(loss.evaluate(ofBase, outputs.base()))
                .add(loss.evaluate(of, outputs.counterfactual()));
    }

    public static void main(String[] args) {
        try (NDManager manager = NDManager.newBaseManager();
                GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            InterventionBlock network = SmallBert.classifier(manager);
            NDList base = SmallBert.input(manager, "0 1 2 3", "0 4 5 3");
            NDList source = SmallBert.input(manager, "0 8 9 10 11 3", "0 12 13 14 15 3");
            InterventionResult outputs =
                    swap(network, new Cell(0, 1), new Cell(2, 3), base, source);
            NDList labels = new NDList(manager.create(new long[] {0, 1}));
            NDArray loss = loss(outputs, labels, labels, labels);
            collector.backward(loss);
            System.out.println(loss);
        }
    }
}
