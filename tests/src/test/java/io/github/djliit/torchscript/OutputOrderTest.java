/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An output has the number of its site; the files are of tests/golden/torchscript/outputs.py. */
class OutputOrderTest {

    private final NDManager manager = NDManager.newBaseManager("PyTorch");

    @AfterEach
    void close() {
        manager.close();
    }

    private static TorchScriptBlock open(String name) throws Exception {
        return TorchScriptBlock.open(GoldenModels.file(name + ".pt"), Device.cpu(), false);
    }

    private NDList ones() {
        return new NDList(manager.ones(new Shape(2, 4)));
    }

    @ParameterizedTest
    @CsvSource({"dict_order, 3", "list_among, 2"})
    void anEditOfAnOutputChangesTheArrayOfItsNumber(String name, int sites) throws Exception {
        try (TorchScriptBlock model = open(name)) {
            InterventionBlock network = new InterventionBlock(model);
            for (int number = 0; number < sites; number++) {
                InterventionPlan plan =
                        InterventionPlan.of(Intervention.of(":output" + number, Edit.zero()));
                List<Integer> zeros = new ArrayList<>();
                NDList outputs = network.intervene(plan, ones()).counterfactual();
                for (int i = 0; i < outputs.size(); i++) {
                    if (outputs.get(i).abs().max().getFloat() == 0) {
                        zeros.add(i);
                    }
                }
                assertThat(zeros).containsExactly(number);
            }
        }
    }

    @Test
    void theArraysOfADictAreInTheOrderOfItsCode() throws Exception {
        try (TorchScriptBlock model = open("dict_order")) {
            NDList outputs = model.forward(new ParameterStore(manager, false), ones(), false);
            assertThat(outputs)
                    .extracting(NDArray::getName)
                    .containsExactly("last_hidden_state", "pooler_output", "attentions");
        }
    }

    @Test
    void whatComesAfterAListHasNoNumber() throws Exception {
        try (TorchScriptBlock model = open("list_among")) {
            InterventionPlan plan = InterventionPlan.of(Intervention.of(":output2", Edit.zero()));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new InterventionBlock(model).intervene(plan, ones()))
                    .withMessageContainingAll("outputs that are tensors: [0, 1]", "after a list");
        }
    }
}
