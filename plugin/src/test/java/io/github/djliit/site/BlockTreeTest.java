/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.transformer.BertBlock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockTreeTest {

    private static final Block LEAF = new LambdaBlock(list -> list);

    private static Block linear() {
        return Linear.builder().setUnits(2).build();
    }

    /** 01Linear, 02SequentialBlock (01Linear, 02LambdaBlock), 03Linear. */
    private static BlockTree small() {
        Block inner = new SequentialBlock().add(linear()).add(LEAF);
        return BlockTree.of(new SequentialBlock().add(linear()).add(inner).add(linear()));
    }

    @Test
    void listsTheRootFirstAndParentsBeforeChildren() {
        assertThat(small().nodes())
                .extracting(node -> node.path().toString())
                .containsExactly(
                        "",
                        "01Linear",
                        "02SequentialBlock",
                        "02SequentialBlock.01Linear",
                        "02SequentialBlock.02LambdaBlock",
                        "03Linear");
    }

    @Test
    void findsABlock() {
        assertThat(small().block(Path.of("02SequentialBlock.02LambdaBlock"))).isSameAs(LEAF);
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "01Linear, 01Linear",
        "SequentialBlock, 02SequentialBlock",
        "SequentialBlock.Linear, 02SequentialBlock.01Linear",
        "02SequentialBlock.LambdaBlock, 02SequentialBlock.02LambdaBlock",
    })
    void resolvesShortSteps(String path, String full) {
        assertThat(small().resolve(Path.of(path))).hasToString(full);
    }

    @Test
    void resolvesThePathOfASiteAndKeepsTheRest() {
        assertThat(small().resolve(Site.of("SequentialBlock.Linear:input1[3]")))
                .hasToString("02SequentialBlock.01Linear:input1[3]");
    }

    @Test
    void resolvesTheRoot() {
        assertThat(small().resolve(Site.of(":input"))).hasToString(":input");
    }

    @Test
    void listsTheBlocksThatAnAmbiguousStepMayMean() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> small().resolve(Path.of("Linear")))
                .withMessage(
                        "Step 'Linear' under the root is ambiguous; write the full path:"
                                + " '01Linear', '03Linear'.");
    }

    @Test
    void listsAmbiguousBlocksByTheirFullPath() {
        Parent parent = new Parent("a", "a");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> BlockTree.of(new Parent(parent, "p")).resolve(Path.of("p.a")))
                .withMessageContaining("under '01p'")
                .withMessageContaining("'01p.01a', '01p.02a'");
    }

    @Test
    void takesAFullNameBeforeAShortOne() {
        BlockTree tree = BlockTree.of(new Parent("a", "01a"));

        assertThat(tree.resolve(Path.of("01a"))).hasToString("01a");
        assertThat(tree.resolve(Path.of("0201a"))).hasToString("0201a");
    }

    @Test
    void takesOffOnlyThePrefixOfTheOwnPosition() {
        BlockTree tree = BlockTree.of(new Parent("99a", "b"));

        assertThat(tree.resolve(Path.of("99a"))).hasToString("0199a");
    }

    @Test
    void takesNothingOffANameWithoutPrefix() {
        BlockTree tree = BlockTree.of(Parent.named("02Linear"));

        assertThatIllegalArgumentException().isThrownBy(() -> tree.resolve(Path.of("Linear")));
    }

    @Test
    void countsPastNinetyNineChildren() {
        SequentialBlock many = new SequentialBlock();
        for (int i = 0; i < 119; i++) {
            many.add(LEAF);
        }
        many.add(linear());

        assertThat(BlockTree.of(many).resolve(Path.of("Linear"))).hasToString("120Linear");
    }

    @Test
    void findsNamesThatNeedQuotes() {
        BlockTree tree = BlockTree.of(new Parent("a.b", "c"));

        assertThat(tree.resolve(Site.of("\"a.b\"[3]"))).hasToString("\"01a.b\"[3]");
    }

    @Test
    void findsABlockThatIsUsedTwiceAtBothPlaces() {
        BlockTree tree = BlockTree.of(new SequentialBlock().add(LEAF).add(LEAF));

        assertThat(tree.nodes().subList(1, 3)).extracting(BlockTree.Node::block).containsOnly(LEAF);
    }

    @Test
    void saysWhichStepIsMissingAndWhatIsNear() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> small().resolve(Path.of("SequentialBlock.Liner")))
                .withMessageStartingWith(
                        "Path 'SequentialBlock.Liner': no block 'Liner' under '02SequentialBlock'."
                                + " Did you mean '02SequentialBlock.01Linear'");
    }

    @Test
    void findsAStepThatIsMissingFurtherDown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> small().resolve(Path.of("LambdaBlock")))
                .withMessageContaining("Did you mean '02SequentialBlock.02LambdaBlock'");
    }

    @Test
    void namesTheChildrenWhereNothingIsNear() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BlockTree.of(new Parent("a", "b")).resolve(Path.of("zzz")))
                .withMessage("Path 'zzz': no block 'zzz' under the root. Known: '01a', '02b'.");
    }

    @Test
    void saysThatALeafHasNoChildren() {
        BlockTree tree = BlockTree.of(many(9));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> tree.resolve(Path.of("k3.something")))
                .withMessageContaining("under '04k3', which has no children.");
    }

    private static Parent many(int count) {
        Parent parent = new Parent();
        for (int i = 0; i < count; i++) {
            parent.add("k" + i, LEAF);
        }
        return parent;
    }

    @Test
    void wantsTheFullPathForABlock() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> small().block(Path.of("SequentialBlock")))
                .withMessageStartingWith(
                        "No block has the full path 'SequentialBlock'. Did you mean")
                .withMessageContaining("'02SequentialBlock'");
    }

    @Test
    void refusesAValueInsideForward() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> small().resolve(Site.of("01Linear@scores")))
                .withMessageContaining("'01Linear@scores'")
                .withMessageContaining("only TorchScript models have");
    }

    @Test
    void refusesABlockThatContainsItself() {
        SequentialBlock inner = new SequentialBlock();
        inner.add(inner);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> BlockTree.of(new SequentialBlock().add(inner)))
                .withMessageStartingWith("Block '01SequentialBlock.01SequentialBlock'")
                .withMessageContaining("contains itself");
    }

    @Test
    void refusesTwoChildrenOfOneName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BlockTree.of(Parent.named("a", "a")))
                .withMessageContaining("Two blocks have the path 'a'");
    }

    @Test
    void resolvesInsideBert() {
        Block bert = BertBlock.builder().micro().setTokenDictionarySize(9).build();

        assertThat(BlockTree.of(bert).resolve(Path.of("transformer_3")))
                .hasToString("08transformer_3");
    }
}
