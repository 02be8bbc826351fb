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

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.support.Nets;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Edits of a caller's own that give back what cannot be used. */
class OwnEditFaultsTest {

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                fault(x -> null, "returned null"),
                fault(OwnEditFaultsTest::closed, "closed the array that it was given"),
                fault(x -> closed(x.add(1)), "returned an array that is closed"),
                fault(
                        x -> {
                            NDArray made = x.add(1);
                            closed(x);
                            return made;
                        },
                        "closed the array that it was given"),
                fault(
                        x -> {
                            try (NDManager scope = x.getManager().newSubManager()) {
                                NDArray made = x.add(1);
                                made.attach(scope);
                                return made;
                            }
                        },
                        "or whose manager is"));
    }

    private static Arguments fault(UnaryOperator<NDArray> edit, String words) {
        return Arguments.arguments(edit, words);
    }

    private static NDArray closed(NDArray array) {
        array.close();
        return array;
    }

    @ParameterizedTest
    @MethodSource("faults")
    void theEditAndTheSiteAreNamed(UnaryOperator<NDArray> edit, String words) {
        InterventionBlock block = new InterventionBlock(Nets.mlp(manager, 4, 6, 2));
        InterventionPlan plan =
                InterventionPlan.builder().add("01Linear", Edit.of("mine", edit)).build();
        NDList base = new NDList(manager.ones(new Shape(2, 4)));
        assertThatExceptionOfType(SiteException.class)
                .isThrownBy(() -> block.intervene(plan, base))
                .withMessageContainingAll("At site 01Linear", "the edit mine", words);
    }
}
