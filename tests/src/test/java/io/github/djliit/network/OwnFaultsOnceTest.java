/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.support.Nets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What code of the caller's own throws comes out of a call as it is, after one try. */
class OwnFaultsOnceTest {

    private final NDManager manager = NDManager.newBaseManager();
    private final AtomicInteger calls = new AtomicInteger();

    @AfterEach
    void close() {
        manager.close();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                        new IllegalStateException("mine"),
                        new IllegalArgumentException("mine"),
                        new UnsupportedOperationException("mine"),
                        new ArithmeticException("mine"))
                .flatMap(
                        fault ->
                                Stream.of(Fusing.values())
                                        .map(fusing -> Arguments.arguments(fault, fusing)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void anEditIsTriedOnce(RuntimeException fault, Fusing fusing) {
        InterventionBlock block = block(fusing);
        Throwable thrown = catchThrowable(() -> run(block, failing(() -> fault)));
        assertThat(thrown).isSameAs(fault);
        assertThat(calls).hasValue(1);
    }

    @Test
    void anEditThatFailsAtItsFirstCallOnlyGivesNoResult() {
        InterventionBlock block = block(Fusing.AUTO);
        IllegalStateException fault = new IllegalStateException("mine");
        Throwable thrown =
                catchThrowable(() -> run(block, failing(() -> calls.get() == 1 ? fault : null)));
        assertThat(thrown).isSameAs(fault);
    }

    @Test
    void aCallSaysWhichWayItWent() {
        assertThat(run(block(Fusing.ALWAYS), Edit.interchange())).isEqualTo(Route.FUSED);
        assertThat(run(block(Fusing.NEVER), Edit.interchange())).isIn(Route.APART, Route.RESUMED);
    }

    private InterventionBlock block(Fusing fusing) {
        InterventionBlock block = new InterventionBlock(Nets.mlp(manager, 4, 6, 2));
        block.setFusing(fusing);
        return block;
    }

    private Edit failing(Supplier<RuntimeException> fault) {
        return Edit.of(
                "mine",
                (NDArray base, NDArray source) -> {
                    calls.incrementAndGet();
                    RuntimeException thrown = fault.get();
                    if (thrown != null) {
                        throw thrown;
                    }
                    return source;
                });
    }

    private Route run(InterventionBlock block, Edit edit) {
        InterventionPlan plan = InterventionPlan.builder().add("01Linear", edit).build();
        NDList base = new NDList(manager.ones(new Shape(2, 4)));
        NDList source = new NDList(manager.zeros(new Shape(2, 4)));
        return block.intervene(plan, base, source).route();
    }
}
