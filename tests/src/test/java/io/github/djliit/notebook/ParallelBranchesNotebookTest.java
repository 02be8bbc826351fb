/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.notebook;

import static io.github.djliit.notebook.ParallelBranches.NODES;
import static io.github.djliit.support.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.support.KeptOutput;
import io.github.djliit.support.Numbers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelBranchesNotebookTest {

    @RegisterExtension static final KeptOutput OUTPUT = new KeptOutput();

    private final NDManager manager = NDManager.newBaseManager();
    private final InterventionBlock network = ParallelBranches.network(manager);
    private final NDList base = new NDList(manager.randomNormal(new Shape(1, 10)));
    private final NDList source = new NDList(manager.randomNormal(new Shape(1, 10)));

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void theProgramPrintsItsArrays() {
        ParallelBranches.main(new String[0]);
        assertThat(OUTPUT.text()).contains("ND: (4, 10)", "ND: (4, 1)");
    }

    @Test
    void aNodeIsReadByName() {
        List<Parameter> parameters = network.getParameters().values();
        NDArray weight = parameters.get(0).getArray();
        NDArray expected = base.head().matMul(weight.transpose()).add(parameters.get(1).getArray());
        assertClose(ParallelBranches.capture(network, "ff1", base), expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void setToWhatTheSourceHasANodeIsInterchanged(int number) {
        String node = NODES.get(number);
        float[] values = ParallelBranches.capture(network, node, source).toFloatArray();
        assertClose(
                ParallelBranches.set(network, node, values, base),
                ParallelBranches.interchange(network, node, base, source).get(2));
    }

    @Test
    void theTripleIsSourceBaseAndCounterfactual() {
        List<NDArray> outputs = ParallelBranches.interchange(network, NODES.get(4), base, source);
        assertThat(outputs.get(0).toFloatArray()).isNotEqualTo(outputs.get(1).toFloatArray());
        assertClose(outputs.get(2), outputs.get(0));
    }

    /** The other network has the branches of the first in the other order. */
    @ParameterizedTest
    @CsvSource({"0, 2, true", "1, 3, true", "3, 1, true", "4, 4, true", "0, 0, false"})
    void twoNetworksAreAlignedNodeByNode(int i, int j, boolean same) {
        InterventionBlock mirror = ParallelBranches.network(manager);
        int[] mirrored = {2, 3, 0, 1, 4, 5};
        List<Parameter> from = network.getParameters().values();
        List<Parameter> into = mirror.getParameters().values();
        for (int p = 0; p < mirrored.length; p++) {
            Numbers.set(into.get(p).getArray(), from.get(mirrored[p]).getArray().toFloatArray());
        }
        float distance = ParallelBranches.distance(network, i, mirror, j, List.of(base, source));
        assertThat(distance < 1e-10f).isEqualTo(same);
    }
}
