/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.generation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.Positions;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a plan does at which step, with and without a cache of keys and values. */
class GenerationStepsTest {

    private static final List<long[]> UNEVEN =
            List.of(new long[] {1, 5, 2, 9}, new long[] {3, 7}, new long[] {8, 8, 4});
    private static final Prompts SOURCE =
            Prompts.of(new long[] {6, 1, 10, 4, 2}, new long[] {9, 3}, new long[] {2, 2, 11});

    private final NDManager manager = NDManager.newBaseManager();
    private final InterventionGenerator cached =
            new InterventionGenerator(TinyLanguageModel.cached(manager));
    private final InterventionGenerator plain =
            new InterventionGenerator(TinyLanguageModel.plain(manager));

    @AfterEach
    void close() {
        manager.close();
    }

    static InterventionPlan steer() {
        return InterventionPlan.builder().add("embed", Edit.add(2, -1, 0, 1, 3, -2)).build();
    }

    static Stream<Arguments> plans() {
        Positions last = Positions.of(new int[][] {{-1}}, new int[][] {{1}});
        Intervention interchange = Intervention.of("embed", Edit.interchange());
        InterventionPlan first = InterventionPlan.builder().add("embed[0]", Edit.zero()).build();
        InterventionPlan noise =
                InterventionPlan.builder().add("embed[-1]", Edit.noise(2, 7)).build();
        InterventionPlan moved = InterventionPlan.of(interchange.withPositions(last));
        InterventionPlan end = InterventionPlan.builder().interchange("mix[-1, 0:4]").build();
        InterventionPlan two =
                InterventionPlan.builder()
                        .add("embed", Edit.scale(1.5f))
                        .add("mix[-1]", Edit.set(1, 0, -1, 2, 0, 1))
                        .build();
        return Stream.of(steer(), first, noise, moved, end, two)
                .flatMap(
                        plan ->
                                Stream.of(
                                                When.prompt(),
                                                When.generated(),
                                                When.all(),
                                                When.steps(1, 3))
                                        .map(when -> Arguments.of(plan, when)));
    }

    private static GenerationRequest.Builder request(Padding padding) {
        return GenerationRequest.builder(Prompts.of(UNEVEN, padding), GenerationConfig.greedy(7))
                .optLogits(true);
    }

    private GeneratedTokens run(InterventionGenerator by, GenerationRequest.Builder request) {
        return by.generate(manager, request.build()).counterfactual();
    }

    static void assertSame(GeneratedTokens found, GeneratedTokens expected) {
        assertThat(found.tokens()).containsExactlyElementsOf(expected.tokens());
        for (int row = 0; row < found.logits().size(); row++) {
            float[][] steps = found.logits().get(row);
            for (int step = 0; step < steps.length; step++) {
                assertThat(steps[step])
                        .as("row " + row + ", step " + step)
                        .contains(expected.logits().get(row)[step], Offset.offset(1e-4f));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void itIsTheSameWithoutACache(InterventionPlan plan, When when) {
        for (Padding padding : Padding.values()) {
            GeneratedTokens with =
                    run(cached, request(padding).addPlan(plan, when).addSource(SOURCE));
            GeneratedTokens without =
                    run(plain, request(padding).addPlan(plan, when).addSource(SOURCE));
            assertSame(without, with);
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void aPlanChangesWhatComesOut(InterventionPlan plan, When when) {
        GeneratedTokens with =
                run(cached, request(Padding.LEFT).addPlan(plan, when).addSource(SOURCE));
        GeneratedTokens base = run(cached, request(Padding.LEFT));
        int first = when.includes(0) ? 0 : 1;
        assertThat(with.logits().get(0)[first]).isNotEqualTo(base.logits().get(0)[first]);
        if (first == 1) {
            assertThat(with.logits().get(0)[0])
                    .contains(base.logits().get(0)[0], Offset.offset(1e-4f));
        }
    }

    @Test
    void aRowGetsWhatItGetsAlone() {
        for (Padding padding : Padding.values()) {
            GeneratedTokens all = run(cached, request(padding).addPlan(steer(), When.all()));
            for (int row = 0; row < UNEVEN.size(); row++) {
                GenerationRequest.Builder alone =
                        GenerationRequest.builder(
                                Prompts.of(UNEVEN.get(row)), GenerationConfig.greedy(7));
                GeneratedTokens one = run(cached, alone.addPlan(steer(), When.all()));
                assertThat(all.row(row)).isEqualTo(one.row(0));
            }
        }
    }

    @Test
    void aRowHasAPlanOfItsOwn() {
        List<InterventionPlan> plans = List.of(steer(), InterventionPlan.empty(), steer());
        GeneratedTokens mixed = run(cached, request(Padding.LEFT).addPlans(plans, When.all()));
        GeneratedTokens steered = run(cached, request(Padding.LEFT).addPlan(steer(), When.all()));
        GeneratedTokens base = run(cached, request(Padding.LEFT));
        assertThat(mixed.row(0)).isEqualTo(steered.row(0));
        assertThat(mixed.row(1)).isEqualTo(base.row(1));
        assertThat(mixed.row(2)).isEqualTo(steered.row(2));
    }

    @Test
    void plansAddUp() {
        GenerationRequest.Builder parts = request(Padding.LEFT);
        parts.addPlan(steer(), When.prompt()).addPlan(steer(), When.generated());
        GeneratedTokens all = run(cached, request(Padding.LEFT).addPlan(steer(), When.all()));
        assertSame(run(cached, parts), all);
        assertSame(run(plain, parts), all);
    }

    @Test
    void thePlainGenerationIsThereOnRequest() {
        GenerationRequest request =
                request(Padding.LEFT).addPlan(steer(), When.all()).optBase(true).build();
        Generation both = cached.generate(manager, request);
        assertSame(both.base().orElseThrow(), run(cached, request(Padding.LEFT)));
        assertThat(both.counterfactual().row(0)).isNotEqualTo(both.base().orElseThrow().row(0));
    }

    @Test
    void activationsAreCollectedStepByStep() {
        InterventionPlan plan = InterventionPlan.builder().collect("mix").collect("embed").build();
        GeneratedTokens with = run(cached, request(Padding.LEFT).addPlan(plan, When.steps(0, 3)));
        GeneratedTokens without = run(plain, request(Padding.LEFT).addPlan(plan, When.steps(0, 3)));
        assertThat(with.collected(0, "mix").shape().getShape()).containsExactly(3, 4, 6);
        assertThat(with.collected(3, "mix").shape().getShape()).containsExactly(3, 1, 6);
        assertThat(with.collected().get(1)).isEmpty();
        assertThat(without.collected(3, "mix").toFloats())
                .contains(with.collected(3, "mix").toFloats(), Offset.offset(1e-4f));
    }
}
