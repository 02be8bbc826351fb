/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.translate;

import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import ai.djl.translate.Batchifier;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Predicts one batch: everything that is to be intervened on in one call, and what is plain in one
 * forward.
 *
 * @param <I> the input type of the wrapped translator
 */
final class BatchRunner<I> {

    private final Translator<I, ?> wrapped;
    private final TranslatorContext context;
    private final InterventionBlock block;
    private final Settings settings;

    /**
     * How batches are made and taken apart.
     *
     * @param padding how sequences are padded
     * @param sequenceOutputs the outputs of two axes whose second is the sequence
     * @param proof knows which networks tell padding
     */
    record Settings(SequencePadding padding, Set<Integer> sequenceOutputs, PaddingProof proof) {}

    /**
     * Creates a runner.
     *
     * @param wrapped the wrapped translator
     * @param context the context of the batch
     * @param block the network
     * @param settings how batches are made and taken apart
     */
    BatchRunner(
            Translator<I, ?> wrapped,
            TranslatorContext context,
            InterventionBlock block,
            Settings settings) {
        this.wrapped = wrapped;
        this.context = context;
        this.block = block;
        this.settings = settings;
    }

    /** Runs all inputs; the outcomes are in no order. */
    List<Outcome<I>> run(List<InterventionInput<I>> inputs) throws TranslateException {
        List<Row<I>> plain = new ArrayList<>();
        List<Row<I>> others = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Row<I> row = prepare(i, inputs);
            (inputs.get(i).isPlain() ? plain : others).add(row);
        }
        List<Outcome<I>> outcomes = new ArrayList<>();
        for (List<Row<I>> group : List.of(plain, others)) {
            if (wrapped.getBatchifier() == null) {
                for (Row<I> row : group) {
                    outcomes.add(runAlone(row, inputs.size()));
                }
            } else if (group.size() == 1) {
                outcomes.add(runAlone(group.get(0), inputs.size()));
            } else if (!group.isEmpty()) {
                outcomes.addAll(runTogether(group, inputs.size()));
            }
        }
        return outcomes;
    }

    private Row<I> prepare(int index, List<InterventionInput<I>> inputs) throws TranslateException {
        try {
            InterventionInput<I> input =
                    Objects.requireNonNull(inputs.get(index), "The input is null");
            String of = inputs.size() == 1 ? "" : " of input " + index + " of the batch";
            PreparedRun base = prepare(input.base(), "base" + of);
            List<PreparedRun> sources = new ArrayList<>();
            for (int s = 0; s < input.sources().size(); s++) {
                sources.add(prepare(input.sources().get(s), "source " + s + of));
            }
            return new Row<>(index, input, base, sources);
        } catch (Exception e) {
            throw new BatchInputException(index, inputs.size(), e);
        }
    }

    private PreparedRun prepare(I input, String name) throws Exception {
        RowContext own = new RowContext(context);
        return PreparedRun.of(name, wrapped.processInput(own, input), own);
    }

    private List<Outcome<I>> runTogether(List<Row<I>> rows, int size) throws TranslateException {
        try {
            Batch<I> batch = mayPad(rows) ? batch(rows) : null;
            if (batch == null) {
                return apart(rows, size);
            } else if (batch.isPlain() || block.mayStack(store(), batch.base(), 1, 1)) {
                return List.of(run(batch));
            }
            return apart(rows, size);
        } catch (RuntimeException e) {
            // Rows of a batch share sites; which of them is at fault, a run of each alone tells.
            for (Row<I> row : rows) {
                runAlone(row, size);
            }
            throw new TranslateException(e.getMessage(), e);
        }
    }

    private List<Outcome<I>> apart(List<Row<I>> rows, int size) throws TranslateException {
        List<Outcome<I>> outcomes = new ArrayList<>();
        for (Row<I> row : rows) {
            outcomes.add(runAlone(row, size));
        }
        return outcomes;
    }

    /** Whether rows have equal lengths, or may be given them. */
    private boolean mayPad(List<Row<I>> rows) {
        return !Batch.needsPadding(rows, wrapped.getBatchifier())
                || settings.proof().holds(Batch.runs(rows), context, settings);
    }

    private Outcome<I> runAlone(Row<I> row, int size) throws TranslateException {
        try {
            boolean isApart = wrapped.getBatchifier() != null && !mayPad(List.of(row));
            return run(isApart ? Batch.apart(row, wrapped.getBatchifier()) : batch(List.of(row)));
        } catch (RuntimeException e) {
            throw new BatchInputException(row.index(), size, e);
        }
    }

    private Batch<I> batch(List<Row<I>> rows) {
        Batchifier batchifier = wrapped.getBatchifier();
        return batchifier == null
                ? Batch.whole(rows.get(0))
                : Batch.of(rows, batchifier, settings.padding());
    }

    /**
     * A predictor for another device copies parameters to the store's manager, where the
     * predictor's own would gather a copy for each call.
     */
    private ParameterStore store() {
        return new ParameterStore(context.getNDManager(), false);
    }

    private Outcome<I> run(Batch<I> batch) {
        ParameterStore store = store();
        InterventionResult result =
                batch.isPlain() ? plain(store, batch) : block.intervene(store, batch.call());
        return new Outcome<>(batch, result, settings.sequenceOutputs());
    }

    /** Just what a predictor does, so that plain inputs give what they give without this. */
    private InterventionResult plain(ParameterStore store, Batch<I> batch) {
        NDList outputs = context.getBlock().forward(store, batch.base(), false);
        return InterventionResult.plain(outputs);
    }
}
