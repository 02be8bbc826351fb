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

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When rows end, what is told of them, and how they are padded. */
class GenerationEndTest {

    private static final Prompts PROMPTS = Prompts.of(new long[] {1, 5, 2, 9}, new long[] {3, 7});

    private final NDManager manager = NDManager.newBaseManager();
    private final TinyLanguageModel block = new TinyLanguageModel(manager, true);
    private final InterventionGenerator generator = new InterventionGenerator(block.describe());

    @AfterEach
    void close() {
        manager.close();
    }

    private GeneratedTokens run(GenerationConfig.Builder config) {
        GenerationRequest request = GenerationRequest.builder(PROMPTS, config.build()).build();
        return generator.generate(manager, request).counterfactual();
    }

    private static GenerationConfig.Builder ten() {
        return GenerationConfig.builder().optMaxNewTokens(10);
    }

    @Test
    void aRowEndsWithItsEndToken() {
        GeneratedTokens all = run(ten());
        long end = all.row(0)[2];
        GeneratedTokens ended = run(ten().optEndTokens(end));
        for (int row = 0; row < 2; row++) {
            assertThat(ended.row(row)).isEqualTo(until(all.row(row), end));
        }
    }

    private static long[] until(long[] tokens, long end) {
        int length = 0;
        while (length < tokens.length && (length == 0 || tokens[length - 1] != end)) {
            length++;
        }
        return Arrays.copyOf(tokens, length);
    }

    @Test
    void itStopsWhenAllRowsHaveEnded() {
        GeneratedTokens all = run(ten());
        int before = block.passes();
        run(ten().optEndTokens(all.row(0)[0], all.row(1)[0]));
        assertThat(block.passes() - before).isEqualTo(1);
    }

    @Test
    void theListenerHearsEachTokenOnce() {
        long end = run(ten()).row(0)[2];
        List<List<Long>> heard = List.of(new ArrayList<>(), new ArrayList<>());
        GenerationRequest request =
                GenerationRequest.builder(PROMPTS, ten().optEndTokens(end).build())
                        .optListener(
                                (row, step, token) -> {
                                    assertThat(heard.get(row)).hasSize(step);
                                    heard.get(row).add(token);
                                })
                        .build();
        GeneratedTokens found = generator.generate(manager, request).counterfactual();
        for (int row = 0; row < 2; row++) {
            assertThat(heard.get(row)).containsExactly(box(found.row(row)));
        }
    }

    private static Long[] box(long[] tokens) {
        return Arrays.stream(tokens).boxed().toArray(Long[]::new);
    }

    @Test
    void promptsThatArePaddedKeepTheirSide() {
        long[][] ids = {{1, 5, 2}, {0, 3, 7}};
        long[][] masks = {{1, 1, 1}, {0, 1, 1}};
        Prompts left = Prompts.ofPadded(array(ids), array(masks));
        assertThat(left.padding()).isEqualTo(Padding.LEFT);
        assertThat(left.row(1)).containsExactly(3, 7);
        Prompts right =
                Prompts.ofPadded(
                        array(new long[][] {{1, 5, 2}, {3, 7, 0}}),
                        array(new long[][] {{1, 1, 1}, {1, 1, 0}}));
        assertThat(right.padding()).isEqualTo(Padding.RIGHT);
        assertThat(right.row(1)).containsExactly(3, 7);
    }

    private NDArray array(long[][] rows) {
        long[] flat = Arrays.stream(rows).flatMapToLong(Arrays::stream).toArray();
        return manager.create(flat, new Shape(rows.length, rows[0].length));
    }
}
