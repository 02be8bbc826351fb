/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.generation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djliit.site.Site;
import io.github.djliit.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The generation of rows that run as one batch, step by step. Of a step only the keys and values
 * stay. Not thread-safe.
 */
final class Decoding {

    private final NDManager session;

    private final LanguageModel model;
    private final GenerationRequest request;
    private final TokenBatch batch;
    private final List<Row> rows;
    private final List<Map<Site, Tensor>> collected = new ArrayList<>();
    private final GenerationStep pass;
    private NDManager owner;
    private NDList past;

    /** What a row has so far. */
    private static final class Row {

        private final TokenSampler sampler;
        private final List<Long> tokens = new ArrayList<>();
        private final List<float[]> logits = new ArrayList<>();
        private boolean isEnded;

        Row(TokenSampler sampler) {
            this.sampler = sampler;
        }
    }

    /**
     * Starts.
     *
     * @param session the owner of what later steps need
     * @param model the model
     * @param request what is to be generated
     * @param numbers the number of each row among those that were asked for, by which it draws
     */
    Decoding(NDManager session, LanguageModel model, GenerationRequest request, int... numbers) {
        this.session = session;
        this.model = model;
        this.request = request;
        batch = new TokenBatch(model, request.prompts(), request.config().padToken());
        rows =
                IntStream.of(numbers)
                        .mapToObj(row -> new Row(new TokenSampler(request.config(), row)))
                        .toList();
        pass = new GenerationStep(model, request, batch);
        owner = session.newSubManager();
        past = pass.empty(owner);
    }

    /** Runs the next step. */
    void step() {
        NDManager next = session.newSubManager();
        try (NDManager scope = session.newSubManager()) {
            GenerationStep.Found found = pass.run(session, scope, past);
            NDArray logits = model.logits(found.outputs(), batch.rows(), batch.width());
            collect(found.collected());
            append(batch.lastLogits(logits));
            past = model.cache().map(c -> c.next(found.outputs())).orElseGet(NDList::new);
            past.attach(next);
        }
        owner.close();
        owner = next;
    }

    /** Whether no row takes another token. */
    boolean isDone() {
        return batch.step() == request.config().maxNewTokens()
                || rows.stream().allMatch(row -> row.isEnded);
    }

    /** Whether a further step gives something, though no row takes another token. */
    boolean goesOn() {
        return request.plans().stream()
                .anyMatch(
                        timed ->
                                !timed.plan().collect().isEmpty()
                                        && timed.when().includes(batch.step()));
    }

    private void collect(Map<Site, Tensor> found) {
        if (!found.isEmpty()) {
            while (collected.size() < batch.step()) {
                collected.add(Map.of());
            }
            collected.add(found);
        }
    }

    /** Takes the logits of the next token of each row. */
    private void append(List<float[]> logits) {
        int step = batch.step();
        long[] tokens = new long[rows.size()];
        for (int r = 0; r < tokens.length; r++) {
            tokens[r] = rows.get(r).isEnded ? request.config().padToken() : next(r, logits.get(r));
        }
        for (int r = 0; r < tokens.length; r++) {
            if (rows.get(r).tokens.size() == step + 1) {
                request.listener().onToken(r, step, tokens[r]);
            }
        }
        batch.append(tokens);
    }

    private long next(int r, float[] logits) {
        Row row = rows.get(r);
        long token = row.sampler.next(logits);
        row.tokens.add(token);
        if (request.withLogits()) {
            row.logits.add(logits);
        }
        row.isEnded = request.config().isEnd(token);
        return token;
    }

    GeneratedTokens result() {
        List<long[]> tokens =
                rows.stream().map(row -> row.tokens.stream().mapToLong(t -> t).toArray()).toList();
        List<float[][]> logits =
                request.withLogits()
                        ? rows.stream().map(row -> row.logits.toArray(float[][]::new)).toList()
                        : List.of();
        return new GeneratedTokens(tokens, logits, collected);
    }
}
