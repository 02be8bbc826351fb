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
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.TestBlocks.ChildAndDescendant;
import io.github.djliit.network.TestBlocks.Custom;
import io.github.djliit.network.TestBlocks.FinalForward;
import io.github.djliit.network.TestBlocks.FinalScale;
import io.github.djliit.network.TestBlocks.Idle;
import io.github.djliit.network.TestBlocks.InArray;
import io.github.djliit.network.TestBlocks.InBlockList;
import io.github.djliit.network.TestBlocks.InFields;
import io.github.djliit.network.TestBlocks.InList;
import io.github.djliit.network.TestBlocks.InListsInMap;
import io.github.djliit.network.TestBlocks.InMap;
import io.github.djliit.network.TestBlocks.InSpecialList;
import io.github.djliit.network.TestBlocks.InTypedArray;
import io.github.djliit.network.TestBlocks.InTypedField;
import io.github.djliit.network.TestBlocks.InTypedList;
import io.github.djliit.network.TestBlocks.Minus;
import io.github.djliit.network.TestBlocks.RunsTwice;
import io.github.djliit.network.TestBlocks.Scale;
import io.github.djliit.network.TestBlocks.SharedBelow;
import io.github.djliit.network.TestBlocks.Stand;
import io.github.djliit.network.TestBlocks.TwoNames;
import io.github.djliit.network.TestBlocks.TwoOutputs;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class InstrumentationTest {

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    /** The single output for the single number 1, with 1 added at a site. */
    private float addingOne(Block block, String site) {
        InterventionPlan plan = InterventionPlan.builder().add(site, Edit.add(1)).build();
        return new InterventionBlock(block)
                .intervene(plan, column(manager, 1))
                .counterfactual()
                .head()
                .getFloat();
    }

    private void check(Block block, String site) {
        InterventionPlan plan = InterventionPlan.builder().collect(site).build();
        new InterventionBlock(block).check(plan);
    }

    @ParameterizedTest
    @CsvSource({"01Scale, 6", "02Scale, 5", "01Scale:input, 8", "02Scale:input, 6"})
    void tellsApartTwoPlacesOfOneBlock(String site, float expected) {
        Scale scale = new Scale(2);
        assertThat(addingOne(chain(manager, scale, scale), site)).isEqualTo(expected);
    }

    @Test
    void takesTheSourceOfTheSameRunForABlockThatRunsTwice() {
        InterventionBlock block = new InterventionBlock(initialized(manager, new RunsTwice()));
        InterventionPlan plan = InterventionPlan.builder().interchange("01child").build();
        NDList counterfactual =
                block.intervene(plan, column(manager, 1), column(manager, 10)).counterfactual();
        assertThat(counterfactual.head().getFloat()).isEqualTo(-40);
    }

    static Stream<Block> holders() {
        return Stream.of(
                new InFields(),
                new InList(),
                new InArray(),
                new InMap(),
                new InListsInMap(),
                new InBlockList());
    }

    @ParameterizedTest
    @MethodSource("holders")
    void hooksAChildHoweverItIsHeld(Block holder) {
        Block block = initialized(manager, holder);
        assertThat(addingOne(block, "01two")).isEqualTo(9);
        assertThat(addingOne(block, "02three")).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({
        "01TwoOutputs:output0, -8",
        "01TwoOutputs:output1, -10",
        "02Minus:input, -8",
        "02Minus:input1, -10",
        ":input, -18",
        ":output, -8",
        "01TwoOutputs:input, -18"
    })
    void reachesEachArrayOfABlock(String site, float expected) {
        Block block = chain(manager, new TwoOutputs(), new Minus());
        assertThat(addingOne(block, site)).isEqualTo(expected);
    }

    /** A private class of the test. */
    private static class Hidden extends Scale {

        Hidden() {
            super(2);
        }
    }

    /** A class of an object of the test. */
    class Inner extends Scale {

        Inner() {
            super(2);
        }

        @Override
        NDList run(ParameterStore store, NDList inputs, boolean training) {
            return manager.isOpen() ? super.run(store, inputs, training) : inputs;
        }
    }

    Stream<Block> classes() {
        class Local extends Scale {
            Local() {
                super(2);
            }
        }
        Custom anonymous =
                new Custom() {
                    @Override
                    NDList run(ParameterStore store, NDList inputs, boolean training) {
                        return new NDList(inputs.head().mul(2));
                    }
                };
        return Stream.of(
                new Hidden(),
                new Inner(),
                new Local(),
                anonymous,
                new FinalScale(2),
                new FinalForward(),
                new BareBlock(),
                new BareBlock.Symbol());
    }

    @Test
    void hooksEveryKindOfClass() {
        assertThat(classes())
                .allSatisfy(
                        block -> {
                            Block parent = chain(manager, block, new Scale(3));
                            String name = parent.getChildren().keys().get(0);
                            assertThat(addingOne(parent, name)).isEqualTo(9);
                        });
    }

    @Test
    void aFinalBlockInATypedFieldIsAnErrorThatTellsWhatToDo() {
        Block block = chain(manager, new InTypedField());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check(block, "01InTypedField.scale"))
                .withMessageContainingAll(
                        "'01InTypedField.01scale'",
                        FinalScale.class.getName() + " is final",
                        "field scale of InTypedField",
                        "Hook the block around it, '01InTypedField'");
    }

    static Stream<Block> typedCollections() {
        return Stream.of(new InTypedArray(), new InTypedList());
    }

    @ParameterizedTest
    @MethodSource("typedCollections")
    void aFinalBlockInATypedCollectionIsAnErrorThatTellsWhatToDo(Block holder) {
        Block block = initialized(manager, holder);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check(block, "scale"))
                .withMessageContainingAll(
                        "'01scale'",
                        FinalScale.class.getName() + " is final",
                        "Hook the root, ':output'");
    }

    @ParameterizedTest
    @CsvSource({"01Stand, 7", "01Stand.01Scale, 9", "01Stand.02Scale:input, 9"})
    void hooksInsideADelegatingBlockOfTheCallersOwn(String site, float expected) {
        Block inner = chain(manager, new Scale(2), new Scale(3));
        assertThat(addingOne(chain(manager, new Stand(new Stand(inner))), site))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"child, 5", "other.Scale, 6"})
    void aFieldMeansTheChildBeforeADescendant(String site, float expected) {
        assertThat(addingOne(initialized(manager, new ChildAndDescendant()), site))
                .isEqualTo(expected);
    }

    @Test
    void aPlanDoesNotDependOnThePlansBeforeIt() {
        InterventionBlock block = new InterventionBlock(initialized(manager, new SharedBelow()));
        InterventionPlan first = InterventionPlan.builder().collect("first.Scale").build();
        InterventionPlan second = InterventionPlan.builder().collect("second.Scale").build();
        block.intervene(first, column(manager, 1));
        NDList collected =
                block.intervene(second, column(manager, 1)).collected("second.Scale").base();
        assertThat(collected.head().getFloat()).isEqualTo(4);
    }

    @Test
    void aListThatHooksCannotReplaceIsAnErrorThatTellsWhatToDo() {
        Block block = initialized(manager, new InSpecialList());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check(block, "scale"))
                .withMessageContainingAll(
                        "field scales of InSpecialList takes only CopyOnWriteArrayList",
                        "Declare it as List");
    }

    @Test
    void oneBlockUnderTwoNamesInAFieldIsAnErrorThatTellsWhatToDo() {
        Block block = chain(manager, new TwoNames());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check(block, "01TwoNames.one"))
                .withMessageContainingAll("Scale", "TwoNames", "Hook ", "'01TwoNames'");
    }

    @Test
    void aBlockThatIsNeverRunIsAnErrorThatNamesTheSite() {
        Block block = chain(manager, new Idle());
        assertThatIllegalStateException()
                .isThrownBy(() -> addingOne(block, "01Idle.idle"))
                .withMessageContainingAll("never reached", "01Idle.idle", "HookPoint");
    }

    static Stream<WalkedNetwork> notRun() {
        return BlockTable.notRun();
    }

    @ParameterizedTest
    @MethodSource("notRun")
    void hooksBlocksThatTheEngineDoesNotRun(WalkedNetwork network) {
        Block block = new SequentialBlock().add(network.block(manager));
        assertThatNoException().isThrownBy(() -> check(block, block.getChildren().keys().get(0)));
    }
}
