/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import static io.github.djliit.network.TestBlocks.chain;
import static io.github.djliit.network.TestBlocks.column;
import static io.github.djliit.network.TestBlocks.initialized;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.transformer.BertBlock;
import ai.djl.training.ParameterStore;
import io.github.djliit.network.TestBlocks.Idle;
import io.github.djliit.network.TestBlocks.Minus;
import io.github.djliit.network.TestBlocks.Scale;
import io.github.djliit.network.TestBlocks.SharedBelow;
import io.github.djliit.network.TestBlocks.TwoOutputs;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SitesTest {

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private List<String> listed(Block block, NDList example) {
        return new InterventionBlock(block)
                .sites(new ParameterStore(manager, false), example).stream()
                        .map(SitesTest::line)
                        .toList();
    }

    private static String line(SiteInfo site) {
        return site.site()
                + " "
                + site.type()
                + site.shape().map(shape -> " " + shape).orElse("")
                + (site.obstacle().isPresent() ? " cannot be hooked" : "");
    }

    private BertBlock bert() {
        BertBlock block = BlockTable.bert().build();
        Shape ids = new Shape(2, 4);
        block.initialize(manager, DataType.FLOAT32, ids, ids, ids);
        return block;
    }

    private NDList words() {
        Shape shape = new Shape(2, 4);
        NDList words = new NDList(manager.ones(shape, DataType.INT64));
        words.add(manager.zeros(shape, DataType.INT64));
        words.add(manager.ones(shape, DataType.INT64));
        return words;
    }

    @Test
    void listsEachArrayWithItsShape() {
        Block block = chain(manager, new TwoOutputs(), new Minus());
        assertThat(listed(block, column(manager, 1, 2, 3)))
                .containsExactly(
                        ":output SequentialBlock (-1, 1)",
                        ":input SequentialBlock (-1, 1)",
                        "01TwoOutputs:output0 TwoOutputs (-1, 1)",
                        "01TwoOutputs:output1 TwoOutputs (-1, 1)",
                        "01TwoOutputs:input TwoOutputs (-1, 1)",
                        "02Minus Minus (-1, 1)",
                        "02Minus:input0 Minus (-1, 1)",
                        "02Minus:input1 Minus (-1, 1)");
    }

    @Test
    void listsBlocksThatNoForwardRunsWithoutAShape() {
        assertThat(listed(initialized(manager, new Idle()), column(manager, 1)))
                .contains("01idle Scale", "01idle:input Scale");
    }

    @Test
    void listsABert() {
        assertThat(listed(bert(), words()))
                .contains(
                        ":output0 BertBlock (-1, 4, 4)",
                        ":output1 BertBlock (-1, 4)",
                        ":input2 BertBlock (-1, 4)",
                        "01tokenEmbedding IdEmbedding cannot be hooked",
                        "03embeddingNorm BatchNorm (-1, 4, 4)",
                        "05transformer_0:input1 TransformerEncoderBlock (-1, 1, 4, 4)",
                        "05transformer_0.01selfAttention.05probabilityDropout Dropout (-1, 2, 4, 4)",
                        "06poolingProjection Linear (-1, 4)");
    }

    @Test
    void listsOneBlockAtTwoPathsOfWhichOnlyOneCanBeHookedAtATime() {
        assertThat(listed(initialized(manager, new SharedBelow()), column(manager, 1)))
                .contains("01first.01Scale Scale (-1, 1)", "02second.01Scale Scale");
    }

    @Test
    void leavesNoArrayBehind() {
        Block block = chain(manager, new Scale(2), new Scale(3));
        NDList example = column(manager, 1, 2);
        int before = manager.getManagedArrays().size();
        listed(block, example);
        assertThat(manager.getManagedArrays()).hasSize(before);
    }
}
