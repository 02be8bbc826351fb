/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.site.Site;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A rectangle of layers and tokens, from source 0. */
class RectangleTest {

    private static final List<String> LAYERS =
            List.of("01LambdaBlock", "02LambdaBlock[:, 0:1]", "03LambdaBlock");

    @Test
    void bothCornersAreInside() {
        InterventionPlan plan = InterventionPlan.rectangle(LAYERS, new Cell(0, 1), new Cell(1, 2));
        assertThat(plan.interventions())
                .extracting(Intervention::site)
                .containsExactly(Site.of("01LambdaBlock[1:3]"), Site.of("02LambdaBlock[1:3, 0:1]"));
    }

    /** Each layer adds one, so that a value of a wrong layer would be off by a whole number. */
    @Test
    void everyLayerHasItsOwnSourceValue() {
        SequentialBlock network = new SequentialBlock();
        for (int layer = 0; layer < 3; layer++) {
            network.add(LambdaBlock.singleton(x -> x.add(x.onesLike())));
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            network.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 1));
            NDArray base = manager.zeros(new Shape(1, 3, 1));
            NDArray source = manager.full(new Shape(1, 3, 1), 100f);
            InterventionPlan rectangle =
                    InterventionPlan.rectangle(
                            List.of("01LambdaBlock", "02LambdaBlock", "03LambdaBlock"),
                            new Cell(0, 1),
                            new Cell(2, 1));
            InterventionPlan plan =
                    new InterventionPlan(
                            rectangle.interventions(),
                            List.of(
                                    Site.of("01LambdaBlock[1]"),
                                    Site.of("02LambdaBlock[1]"),
                                    Site.of("03LambdaBlock")));
            InterventionResult result =
                    new InterventionBlock(network)
                            .intervene(plan, new NDList(base), new NDList(source));
            assertThat(result.collected("01LambdaBlock[1]").single().getFloat()).isEqualTo(101);
            assertThat(result.collected("02LambdaBlock[1]").single().getFloat()).isEqualTo(102);
            assertThat(result.collected("03LambdaBlock").single().toFloatArray())
                    .containsExactly(3, 103, 3);
        }
    }

    @Test
    void theSourceMayBeLongerThanTheBase() {
        try (NDManager manager = NDManager.newBaseManager()) {
            SequentialBlock network = new SequentialBlock();
            network.add(LambdaBlock.singleton(x -> x.add(x.onesLike())));
            network.initialize(manager, DataType.FLOAT32, new Shape(1, 2, 1));
            NDArray base = manager.zeros(new Shape(1, 2, 1));
            NDArray source = manager.arange(10f, 15f).reshape(1, 5, 1);
            InterventionPlan plan =
                    InterventionPlan.rectangle(
                            List.of("01LambdaBlock"), new Cell(0, 1), new Cell(0, 1));
            InterventionResult result =
                    new InterventionBlock(network)
                            .intervene(plan, new NDList(base), new NDList(source));
            assertThat(result.counterfactual().head().toFloatArray()).containsExactly(1, 12);
            assertThat(result.source(0).head().size()).isEqualTo(5);
        }
    }

    @Test
    void cornersOutOfOrderAreRefused() {
        assertThatThrownBy(() -> InterventionPlan.rectangle(LAYERS, new Cell(1, 0), new Cell(0, 0)))
                .hasMessageContaining("bottom left up to its top right");
    }

    @Test
    void aLayerTooManyIsRefused() {
        assertThatThrownBy(() -> InterventionPlan.rectangle(LAYERS, new Cell(0, 0), new Cell(3, 0)))
                .hasMessageContaining("3 layers");
    }
}
