/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.notebook;

import static io.github.djliit.notebook.BertRectangle.LAYERS;
import static io.github.djliit.support.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import io.github.djliit.intervention.Cell;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.site.Site;
import io.github.djliit.support.KeptOutput;
import io.github.djliit.support.SmallBert;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BertRectangleNotebookTest {

    @RegisterExtension static final KeptOutput OUTPUT = new KeptOutput();

    private static final Cell BOTTOM_LEFT = new Cell(0, 1);
    private static final Cell TOP_RIGHT = new Cell(2, 3);

    private final NDManager manager = NDManager.newBaseManager();
    private final InterventionBlock network = SmallBert.classifier(manager);
    private final NDList base = SmallBert.input(manager, "0 1 2 3", "0 4 5 3");
    private final NDList source = SmallBert.input(manager, "0 8 9 10 11 3", "0 12 13 14 15 3");

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void theProgramPrintsTheLoss() {
        BertRectangle.main(new String[0]);
        assertThat(OUTPUT.text()).startsWith("ND: ()");
    }

    @Test
    void everyLayerOfARectangleHasItsOwnSourceValue() {
        assertOwnValues(InterventionPlan.rectangle(LAYERS, BOTTOM_LEFT, TOP_RIGHT).interventions());
    }

    /** The fault of KarelDO/IIT-Pytorch, put back: all layers read the last one. */
    @Test
    void theLastLayersValueInEveryLayerIsNoticed() {
        List<Intervention> faulty =
                InterventionPlan.rectangle(LAYERS, BOTTOM_LEFT, TOP_RIGHT).interventions().stream()
                        .map(i -> i.withFrom(LAYERS.get(2) + "[1:4]"))
                        .toList();
        assertThatThrownBy(() -> assertOwnValues(faulty)).isInstanceOf(AssertionError.class);
    }

    private void assertOwnValues(List<Intervention> rectangle) {
        List<Site> cells = LAYERS.stream().map(layer -> Site.of(layer + "[1:4]")).toList();
        InterventionPlan plan = new InterventionPlan(rectangle, cells);
        InterventionResult result = network.intervene(plan, base, source);
        for (Site cell : cells) {
            var found = result.collected(cell.toString());
            assertClose(found.single(), found.sources().get(0).singletonOrThrow());
        }
    }

    @Test
    void aTokenOutsideTheRectangleIsNotThatOfTheSource() {
        InterventionPlan plan =
                new InterventionPlan(
                        InterventionPlan.rectangle(LAYERS, BOTTOM_LEFT, TOP_RIGHT).interventions(),
                        List.of(Site.of(LAYERS.get(0) + "[0]")));
        var found = network.intervene(plan, base, source).collected(LAYERS.get(0) + "[0]");
        assertClose(found.single(), found.base().singletonOrThrow());
    }

    @Test
    void eachOutputHasItsLoss() {
        InterventionResult outputs = swap();
        double expected =
                crossEntropy(outputs.source(0), 1, 0)
                        + crossEntropy(outputs.base(), 0, 1)
                        + crossEntropy(outputs.counterfactual(), 1, 1);
        NDArray loss = BertRectangle.loss(outputs, labels(1, 0), labels(0, 1), labels(1, 1));
        assertThat(loss.getFloat()).isCloseTo((float) expected, within(1e-5f));
    }

    @Test
    void theCounterfactualAloneTrainsEveryLayer() {
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray logits = swap().counterfactual().head();
            collector.backward(logits.get(":, 0").sum());
        }
        for (int layer = 0; layer < LAYERS.size(); layer++) {
            assertThat(slope("transformer_" + layer)).isPositive();
        }
    }

    /** Words 8 to 19 are in the source only: they are trained through what was taken there. */
    @Test
    void theCounterfactualTrainsTheSourcesWords() {
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            collector.backward(swap().counterfactual().head().get(":, 0").sum());
        }
        NDArray words =
                network.getParameters().values().stream()
                        .map(Parameter::getArray)
                        .filter(array -> array.getShape().get(0) == 20)
                        .findFirst()
                        .orElseThrow();
        assertThat(words.getGradient().get("8:").abs().sum().getFloat()).isPositive();
    }

    private InterventionResult swap() {
        return BertRectangle.swap(network, BOTTOM_LEFT, TOP_RIGHT, base, source);
    }

    private float slope(String part) {
        float sum = 0;
        for (var parameter : network.getParameters()) {
            if (parameter.getKey().contains(part) && parameter.getValue().requiresGradient()) {
                sum += parameter.getValue().getArray().getGradient().abs().sum().getFloat();
            }
        }
        return sum;
    }

    private NDList labels(long... of) {
        return new NDList(manager.create(of));
    }

    private static double crossEntropy(NDList logits, int... labels) {
        float[] of = logits.head().toFloatArray();
        double sum = 0;
        for (int row = 0; row < labels.length; row++) {
            double all = Math.exp(of[2 * row]) + Math.exp(of[2 * row + 1]);
            sum += Math.log(all) - of[2 * row + labels[row]];
        }
        return sum / labels.length;
    }
}
