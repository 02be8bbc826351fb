/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.translate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.network.InterventionResult.CollectedActivations;
import io.github.djliit.site.Site;
import io.github.djliit.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What the run of a batch gave, row by row.
 *
 * @param <I> the input type of the wrapped translator
 */
final class Outcome<I> {

    private final Batch<I> batch;
    private final InterventionResult result;
    private final Set<Integer> sequenceOutputs;

    /** The outputs of each row: of the base, and of each source. */
    private final List<List<NDList>> parts = new ArrayList<>();

    private final List<NDList> counterfactual;

    /**
     * Takes results apart.
     *
     * @param batch the batch that ran
     * @param result what it gave
     * @param sequenceOutputs the outputs of two axes whose second is the sequence
     */
    Outcome(Batch<I> batch, InterventionResult result, Set<Integer> sequenceOutputs) {
        this.batch = batch;
        this.result = result;
        this.sequenceOutputs = sequenceOutputs;
        parts.add(rows(result.base(), 0));
        for (int s = 0; s < result.sources().size(); s++) {
            parts.add(rows(result.source(s), s + 1));
        }
        boolean isEdited = batch.requests().isEdited();
        counterfactual = isEdited ? rows(result.counterfactual(), 0) : parts.get(0);
    }

    private List<NDList> rows(NDList outputs, int part) {
        if (batch.batchifier().isEmpty()) {
            return List.of(outputs);
        }
        NDList[] rows = unbatchify(batch.batchifier().get(), outputs);
        for (int row = 0; row < rows.length; row++) {
            for (int i = 0; i < rows[row].size(); i++) {
                int axes = sequenceOutputs.contains(i) ? 1 : 2;
                rows[row].set(i, batch.cut(rows[row].get(i), part, row, axes));
            }
        }
        return List.of(rows);
    }

    private NDList[] unbatchify(Batchifier batchifier, NDList outputs) {
        for (NDArray output : outputs) {
            checkRows(output, "An output of the network");
        }
        NDList[] rows = batchifier.unbatchify(outputs);
        if (rows.length != batch.rows().size()) {
            throw new IllegalArgumentException(
                    "The translator's batchifier made %s outputs of the batch of %s inputs"
                            .formatted(rows.length, batch.rows().size()));
        }
        return rows;
    }

    private void checkRows(NDArray array, String what) {
        Shape shape = array.getShape();
        if (shape.dimension() == 0 || shape.get(0) != batch.rows().size()) {
            throw new IllegalArgumentException(
                    "%s has shape %s, whose first axis is not the batch of %s inputs: predict them one by one"
                            .formatted(what, shape, batch.rows().size()));
        }
    }

    /** Returns the outputs of the base run of a row. */
    NDList base(int row) {
        return parts.get(0).get(row);
    }

    /** Returns the outputs of a source run of a row. */
    NDList source(int row, int source) {
        return parts.get(source + 1).get(row);
    }

    /** Returns the outputs of the counterfactual run of a row; the base's where nothing is done. */
    NDList counterfactual(int row) {
        return isEdited(row) ? counterfactual.get(row) : base(row);
    }

    /** Whether the counterfactual of a row is another run than the base. */
    boolean isEdited(int row) {
        return row(row).isEdited();
    }

    int size() {
        return batch.rows().size();
    }

    Row<I> row(int row) {
        return batch.rows().get(row);
    }

    /** Returns counterfactual minus base, for each output array of a row. */
    List<Tensor> difference(int row) {
        List<Tensor> difference = new ArrayList<>();
        for (int i = 0; i < base(row).size(); i++) {
            difference.add(difference(counterfactual(row).get(i), base(row).get(i)));
        }
        return difference;
    }

    private static Tensor difference(NDArray counterfactual, NDArray base) {
        DataType type = base.getDataType();
        if (type.isBoolean() || type == DataType.UINT8) {
            try (NDArray wide = counterfactual.toType(DataType.INT32, false);
                    NDArray from = base.toType(DataType.INT32, false)) {
                return difference(wide, from);
            }
        }
        try (NDArray difference = counterfactual.sub(base)) {
            return Tensor.of(difference);
        }
    }

    /** Returns what the plan of a row collects. */
    Map<Site, RowActivations> collected(int row) {
        Map<Site, RowActivations> collected = new LinkedHashMap<>();
        for (Site site : row(row).interventions().collect()) {
            try {
                collected.put(site, activations(site, row));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("At site " + site + ": " + e.getMessage(), e);
            }
        }
        return collected;
    }

    private RowActivations activations(Site site, int row) {
        Site kept = BatchPlan.kept(site, batch.lengths().isPresent());
        CollectedActivations found = result.collected().get(kept);
        List<Tensor> base = tensors(site, kept, found.base(), 0, row);
        List<List<Tensor>> sources =
                IntStream.range(0, row(row).sources().size())
                        .mapToObj(s -> tensors(site, kept, found.sources().get(s), s + 1, row))
                        .toList();
        return new RowActivations(
                base,
                sources,
                isEdited(row) ? tensors(site, kept, found.counterfactual(), 0, row) : base);
    }

    private List<Tensor> tensors(Site site, Site kept, NDList runs, int part, int row) {
        List<Tensor> tensors = new ArrayList<>();
        for (NDArray activation : runs) {
            NDArray own = batch.cut(row(activation, row), part, row, 2);
            tensors.add(Tensor.of(site.equals(kept) ? own : BatchPlan.cut(own, site.region())));
        }
        return tensors;
    }

    private NDArray row(NDArray activation, int row) {
        Shape shape = activation.getShape();
        boolean isOne = batch.rows().size() == 1;
        boolean hasBatchAxis = shape.dimension() > 0 && shape.get(0) == 1;
        if (batch.batchifier().isEmpty() || (isOne && !hasBatchAxis)) {
            return activation;
        }
        checkRows(activation, "The activation");
        return activation.get(row);
    }
}
