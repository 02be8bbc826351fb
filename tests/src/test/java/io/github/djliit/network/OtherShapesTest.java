/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.support.Nets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtherShapesTest {

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @CsvSource({"5, 5, the base", "4, 5, source 0"})
    void aRunOfTheWrongWidthIsNamed(int base, int source, String whose) {
        InterventionBlock block = new InterventionBlock(Nets.mlp(manager, 4, 6, 2));
        InterventionPlan plan = InterventionPlan.builder().interchange("01Linear").build();
        NDList bases = new NDList(manager.ones(new Shape(2, base)));
        NDList sources = new NDList(manager.ones(new Shape(2, source)));
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> block.intervene(plan, bases, sources))
                .withMessageContainingAll(
                        "Input 0 of " + whose + " has shape (2, 5)", "initialised for (1, 4)");
    }

    @Test
    void anotherNumberOfInputsIsNamed() {
        InterventionBlock block = new InterventionBlock(Nets.mlp(manager, 4, 6, 2));
        InterventionPlan plan = InterventionPlan.builder().interchange("01Linear").build();
        NDArray input = manager.ones(new Shape(2, 4));
        NDList two = new NDList(input, input);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> block.intervene(plan, two, two))
                .withMessageContaining(
                        "There are 2 inputs of the base, and the network was initialised for 1");
    }

    @Test
    void anExampleOfTheWrongWidthIsNamed() {
        InterventionBlock block = new InterventionBlock(Nets.mlp(manager, 4, 6, 2));
        NDList example = new NDList(manager.ones(new Shape(2, 5)));
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> block.sites(new ParameterStore(manager, false), example))
                .withMessageStartingWith("Input 0 of the example has shape (2, 5)");
    }
}
