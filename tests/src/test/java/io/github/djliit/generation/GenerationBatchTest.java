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
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.generation.PaddedBeginModel.Fault;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Edits;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.Positions;
import io.github.djliit.intervention.Rows;
import io.github.djliit.intervention.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A row of a batch gets what it gets alone, whatever the model makes of padding. */
class GenerationBatchTest {

    private static final List<long[]> UNEVEN =
            List.of(new long[] {1, 5, 2, 9}, new long[] {3, 7}, new long[] {8, 8, 4, 1});
    private static final List<long[]> SOURCES =
            List.of(new long[] {6, 1, 10, 4, 2}, new long[] {9, 3}, new long[] {2, 2, 11});

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    static Stream<Arguments> models() {
        return Arrays.stream(Fault.values())
                .flatMap(fault -> Stream.of(true, false).map(c -> Arguments.of(fault, c)))
                .flatMap(
                        a ->
                                Arrays.stream(Padding.values())
                                        .map(p -> Arguments.of(a.get()[0], a.get()[1], p)));
    }

    private static InterventionPlan plan() {
        return InterventionPlan.builder()
                .add("tiny.embed", Edit.add(2, -1, 0, 1, 3, -2))
                .interchange("tiny.mix[-1, 0:3]")
                .build();
    }

    private GeneratedTokens run(LanguageModel model, InterventionPlan plan, Padding padding) {
        return run(model, plan, Prompts.of(UNEVEN, padding), Prompts.of(SOURCES, padding));
    }

    private GeneratedTokens run(
            LanguageModel model, InterventionPlan plan, Prompts prompts, Prompts source) {
        GenerationRequest request =
                GenerationRequest.builder(prompts, GenerationConfig.greedy(6))
                        .addPlan(plan, When.all())
                        .addSource(source)
                        .optLogits(true)
                        .build();
        return new InterventionGenerator(model).generate(manager, request).counterfactual();
    }

    @ParameterizedTest
    @MethodSource("models")
    void aRowGetsWhatItGetsAlone(Fault fault, boolean isCached, Padding padding) {
        LanguageModel model = new PaddedBeginModel(manager, fault, isCached).describe();
        GeneratedTokens all = run(model, plan(), padding);
        for (int row = 0; row < UNEVEN.size(); row++) {
            GeneratedTokens one =
                    run(model, plan(), Prompts.of(UNEVEN.get(row)), Prompts.of(SOURCES.get(row)));
            GeneratedTokens part =
                    new GeneratedTokens(
                            all.tokens().subList(row, row + 1),
                            all.logits().subList(row, row + 1),
                            List.of());
            GenerationStepsTest.assertSame(part, one);
        }
    }

    /** Without a mask, and blind to what comes later: padding on the right changes nothing. */
    @Test
    void withoutAMaskARowGetsWhatItGetsAlone() {
        for (Padding padding : Padding.values()) {
            LanguageModel model = LanguageModel.of(new TurnedModel(manager));
            GenerationRequest.Builder all =
                    GenerationRequest.builder(
                            Prompts.of(UNEVEN, padding), GenerationConfig.greedy(3));
            GenerationRequest.Builder one =
                    GenerationRequest.builder(
                            Prompts.of(UNEVEN.get(1)), GenerationConfig.greedy(3));
            InterventionGenerator generator = new InterventionGenerator(model);
            assertThat(generator.generate(manager, all.build()).counterfactual().row(1))
                    .isEqualTo(generator.generate(manager, one.build()).counterfactual().row(0));
        }
    }

    private LanguageModel apart() {
        return new PaddedBeginModel(manager, Fault.NO_POSITIONS, true).describe();
    }

    /** Runs together: it takes a mask and positions, and heeds them. */
    private LanguageModel together() {
        return LanguageModel.of(new HeldModel(manager, new TinyLanguageModel(manager, true)))
                .withMask()
                .withPositions()
                .withCache(CacheLayout.of(1, 1, TinyLanguageModel.UNITS));
    }

    @Test
    void apartAPlanOfSomeRowsTouchesThese() {
        InterventionPlan plan =
                InterventionPlan.of(
                        Intervention.of("tiny.embed", Edit.scale(3)).withRows(Rows.at(1, 2)),
                        Intervention.of("tiny.mix", Edit.zero()).withRows(Rows.at(0)));
        for (Padding padding : Padding.values()) {
            GenerationStepsTest.assertSame(
                    run(apart(), plan, padding), run(together(), plan, padding));
        }
    }

    @Test
    void apartEachRowHasThePositionsThatAreItsOwn() {
        int[][] written = {{3}, {0}, {2}};
        int[][] read = {{4}, {1}, {0}};
        InterventionPlan plan =
                InterventionPlan.of(
                        Intervention.of("tiny.embed", Edit.interchange())
                                .withPositions(Positions.of(written, read)));
        for (Padding padding : Padding.values()) {
            List<GeneratedTokens> found = new ArrayList<>();
            for (LanguageModel model : List.of(apart(), together())) {
                GenerationRequest request =
                        GenerationRequest.builder(
                                        Prompts.of(UNEVEN, padding), GenerationConfig.greedy(4))
                                .addPlan(plan, When.prompt())
                                .addSource(Prompts.of(SOURCES, padding))
                                .optLogits(true)
                                .build();
                found.add(
                        new InterventionGenerator(model)
                                .generate(manager, request)
                                .counterfactual());
            }
            GenerationStepsTest.assertSame(found.get(0), found.get(1));
        }
    }

    @Test
    void apartARowHasTheNoiseThatIsItsOwn() {
        InterventionPlan plan =
                InterventionPlan.builder().add("tiny.embed[-1]", Edit.noise(2, 7)).build();
        GenerationStepsTest.assertSame(
                run(apart(), plan, Padding.LEFT), run(together(), plan, Padding.LEFT));
    }

    @Test
    void apartWhatIsCollectedIsPutTogether() {
        InterventionPlan plan =
                InterventionPlan.builder().collect("tiny.mix").collect("tiny.scores").build();
        for (Padding padding : Padding.values()) {
            GeneratedTokens found = run(apart(), plan, padding);
            GeneratedTokens expected = run(together(), plan, padding);
            assertThat(found.collected(0, "tiny.mix").shape()).isEqualTo(new Shape(3, 4, 6));
            assertThat(found.collected(0, "tiny.scores").shape()).isEqualTo(new Shape(3, 4, 4));
            float[] all = expected.collected(0, "tiny.mix").toFloats();
            float[] row = Arrays.copyOf(all, 24);
            assertThat(Arrays.copyOf(found.collected(0, "tiny.mix").toFloats(), 24))
                    .containsExactly(row, Offset.offset(1e-4f));
            assertThat(found.collected(3, "tiny.mix").toFloats())
                    .containsExactly(
                            expected.collected(3, "tiny.mix").toFloats(), Offset.offset(1e-4f));
        }
    }

    @Test
    void aValueForEachRowIsRefusedWhereRowsRunApart() {
        Value value = new Value(new float[18], new Shape(3, 1, 6));
        InterventionPlan plan =
                InterventionPlan.builder().add("tiny.embed", new Edits.SetTo(value)).build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(apart(), plan, Padding.LEFT))
                .withMessageContaining("an intervention for each row");
    }

    @Test
    void theProofIsMadeOnce() {
        PaddedBeginModel block = new PaddedBeginModel(manager, Fault.ROWS_MIXED, false);
        LanguageModel model = block.describe();
        int start = block.passes();
        run(model, InterventionPlan.empty(), Padding.LEFT);
        int first = block.passes() - start;
        run(model, InterventionPlan.empty(), Padding.LEFT);
        assertThat(block.passes() - start).isLessThan(2 * first);
    }
}
