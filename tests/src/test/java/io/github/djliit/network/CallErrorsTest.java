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
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.Rows;
import io.github.djliit.network.TestBlocks.Scale;
import io.github.djliit.support.Languages;
import io.github.djliit.support.Nets;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallErrorsTest {

    private static final Shape SHAPE = new Shape(2, 3);

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private NDList ones() {
        return new NDList(manager.ones(SHAPE));
    }

    private InterventionBlock identity() {
        return new InterventionBlock(initialized(manager, new HookPoint(), 2, 3));
    }

    private static InterventionPlan interchange(String site) {
        return InterventionPlan.builder().interchange(site).build();
    }

    private static InterventionPlan plan(String site, Edit edit) {
        return InterventionPlan.builder().add(site, edit).build();
    }

    /** Inputs that go with a base of ones {@code [2, 3]}, and what is said of them. */
    static Stream<Arguments> sources() {
        return Stream.of(
                source((m, base) -> new NDList(), "1 input arrays, source 0 has 0"),
                source((m, base) -> new NDList(m.ones(SHAPE), m.ones(SHAPE)), "source 0 has 2"),
                source(
                        (m, base) -> new NDList(m.ones(new Shape(4, 3))),
                        "2 rows",
                        "source 0 has 4"),
                source((m, base) -> new NDList(m.ones(new Shape())), "source 0 has no batch axis"),
                source((m, base) -> new NDList(m.ones(SHAPE, DataType.INT64)), "float32", "int64"),
                source(
                        (m, base) -> new NDList(m.full(SHAPE, Float.NaN)),
                        "Input 0 of the source 0 holds NaN"),
                source(
                        (m, base) -> new NDList(m.ones(new Shape(2, 4))),
                        "At site :output",
                        "(2, 3)",
                        "(2, 4)",
                        "region"));
    }

    private static Arguments source(
            BiFunction<NDManager, NDList, NDList> source, String... messages) {
        return arguments(source, List.of(messages));
    }

    @ParameterizedTest
    @MethodSource("sources")
    void refusesSourcesThatDoNotFit(
            BiFunction<NDManager, NDList, NDList> source, List<String> messages) {
        NDList base = ones();
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                identity()
                                        .intervene(
                                                interchange(":output"),
                                                base,
                                                source.apply(manager, base)))
                .withMessageContainingAll(messages.toArray(String[]::new));
    }

    @Test
    void aTypeIsNamedTheSameInEveryLanguage() throws Exception {
        NDList numbers = new NDList(manager.ones(SHAPE, DataType.INT64));
        Exception error =
                Languages.in(
                        "tr-TR",
                        () ->
                                catchIllegalArgumentException(
                                        () ->
                                                identity()
                                                        .intervene(
                                                                interchange(":output"),
                                                                ones(),
                                                                numbers)));
        assertThat(error).hasMessageContainingAll("float32", "int64");
    }

    @Test
    void refusesABaseWithNan() {
        NDList base = new NDList(manager.create(new float[] {1, Float.NaN}, new Shape(2, 1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> identity().intervene(interchange(":output"), base, ones()))
                .withMessageContaining("Input 0 of the base holds NaN");
    }

    @Test
    void takesInfinitiesWhoseSumIsNan() {
        float[] data = {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
        NDList base = new NDList(manager.create(data, new Shape(2, 1)));
        NDList output = identity().intervene(InterventionPlan.empty(), base).base();
        assertThat(output.head().toFloatArray()).isEqualTo(data);
    }

    @Test
    void refusesABaseWithoutArrays() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InterventionCall.of(InterventionPlan.empty(), new NDList()))
                .withMessageContaining("no arrays");
    }

    @Test
    void refusesAMissingSource() {
        InterventionPlan plan = InterventionPlan.builder().interchange(":output", 1).build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InterventionCall.of(plan, ones(), ones()))
                .withMessageContainingAll("source 1", "1 source is given");
    }

    static Stream<Arguments> rows() {
        return Stream.of(
                arguments(List.of(), true, ""),
                arguments(List.of(Rows.all()), true, ""),
                arguments(List.of(Rows.of(true, false, true)), false, "out of 3"),
                arguments(List.of(Rows.all(), Rows.all()), false, "rows are given for 2"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void refusesRowsThatDoNotFit(List<Rows> rows, boolean fits, String message) {
        InterventionCall.Builder call =
                InterventionCall.builder(plan(":output", Edit.zero()), ones()).optRows(rows);
        if (fits) {
            assertThat(call.build()).isNotNull();
        } else {
            assertThatIllegalArgumentException()
                    .isThrownBy(call::build)
                    .withMessageContaining(message);
        }
    }

    static Stream<Arguments> misfits() {
        return Stream.of(
                arguments(":output1", Edit.zero(), List.of("names array 1", "there is 1")),
                arguments(":input2", Edit.zero(), List.of("names array 2")),
                arguments("[5]", Edit.zero(), List.of("At site [5]", "length 3")),
                arguments("[:, 0]", Edit.zero(), List.of("At site [:, 0]", "2 axes")),
                arguments("[h{0}/2]", Edit.zero(), List.of("multiple of 2")),
                arguments(":output", Edit.add(1, 2), List.of("At site", "(2)", "(2, 3)")),
                arguments("[0:2]", Edit.set(1, 2, 3), List.of("At site", "(3)", "(2, 2)")),
                arguments(
                        ":output",
                        Edit.of("mean", (base, source) -> base.mean()),
                        List.of("the edit mean must keep shape (2, 3)")),
                arguments(
                        ":output",
                        Edit.of("cast", (base, source) -> base.toType(DataType.INT32, false)),
                        List.of("the edit cast must keep", "float32", "int32")));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void refusesEditsThatDoNotFit(String site, Edit edit, List<String> messages) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> identity().intervene(plan(site, edit), ones(), ones()))
                .withMessageContainingAll(messages.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"01Skale", "04Scale", "01Scale.x"})
    void refusesAPathThatIsNotThere(String site) {
        InterventionBlock block = new InterventionBlock(chain(manager, new Scale(2)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> block.intervene(plan(site, Edit.zero()), column(manager, 1)))
                .withMessageContainingAll(site, "01Scale");
    }

    @Test
    void anErrorOfTheCallersEditComesThrough() {
        Edit edit =
                Edit.of(
                        "broken",
                        (base, source) -> {
                            throw new UnsupportedOperationException("broken");
                        });
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> identity().intervene(plan(":output", edit), ones(), ones()))
                .withMessage("broken");
    }

    @Test
    void aSourceThatWasNotThereIsNamed() {
        InterventionPlan plan = InterventionPlan.builder().interchange("01Linear").build();
        NDList input = new NDList(manager.ones(new Shape(1, 4)));
        InterventionResult result =
                new InterventionBlock(Nets.mlp(manager, 4, 6, 2)).intervene(plan, input, input);
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> result.source(5))
                .withMessageContaining("no source 5: the call had 1");
    }

    @Test
    void aCallDoesNotChangeWithItsBuilder() {
        InterventionCall.Builder builder = InterventionCall.builder(interchange(":output"), ones());
        InterventionCall call = builder.addSources(List.of(ones())).build();
        builder.addSources(List.of(ones()));
        assertThat(call.sources()).hasSize(1);
    }

    @Test
    void aSiteOfASingleNumberIsTakenWhole() {
        InterventionBlock block =
                new InterventionBlock(chain(manager, TestBlocks.lambda(NDArray::sum)));
        NDArray sum =
                block.intervene(
                                interchange("01LambdaBlock"),
                                ones(),
                                new NDList(ones().head().mul(2)))
                        .counterfactual()
                        .head();
        assertThat(sum.getFloat()).isEqualTo(12);
    }

    @Test
    void fractionsForWholeNumbersAreRefused() {
        InterventionPlan plan = InterventionPlan.builder().add(":input[0]", Edit.set(.5f)).build();
        NDArray ids = manager.zeros(new Shape(2, 3), DataType.INT64);
        InterventionBlock block = new InterventionBlock(new HookPoint());
        block.initialize(manager, DataType.FLOAT32, new Shape(2, 3));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> block.intervene(plan, new NDList(ids)))
                .withMessageContaining("must be of whole numbers, found 0.5");
    }
}
