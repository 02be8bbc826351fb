/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.translate.TranslateException;
import ai.djl.util.Progress;
import io.github.djliit.alignment.Alignment;
import java.io.IOException;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.function.UnaryOperator;

/**
 * Counterfactual batches whose labels come from another network, with sites of its own, in place of
 * the causal model: causal distillation (Wu et al., NAACL 2022, Causal Distillation for Language
 * Models).
 *
 * <p>The teacher runs base, sources and counterfactual of each batch, outside of training, and what
 * it gives are the labels, after a mapping of the caller's (default: as they are): a softmax for a
 * loss between distributions, the largest class for one that takes classes. The variables of the
 * teacher's alignment are found by the names that the pairs give them. Thread-safe if the pairs
 * are.
 */
public final class TeacherDataset implements Dataset {

    private final Dataset pairs;
    private final IitBlock teacher;
    private UnaryOperator<NDList> labels = outputs -> outputs;

    /**
     * Creates a dataset.
     *
     * @param pairs counterfactual batches, whose inputs the teacher takes; their labels do not
     *     matter, save the last, which tells the variables
     * @param teacher the network to learn from
     * @param alignment the teacher's sites
     * @throws IllegalArgumentException if the teacher lacks a site; one that is not initialised is
     *     an {@link IllegalStateException} when batches are asked for
     */
    public TeacherDataset(Dataset pairs, Block teacher, Alignment alignment) {
        this.pairs = pairs;
        this.teacher = new IitBlock(teacher, alignment);
    }

    /**
     * Sets how outputs become labels.
     *
     * @param mapping from the teacher's outputs, of one run, to as many labels, each with a row for
     *     each row of the outputs; another is an {@link IllegalArgumentException} when batches are
     *     read
     * @return this dataset
     */
    public TeacherDataset optLabels(UnaryOperator<NDList> mapping) {
        labels = Objects.requireNonNull(mapping, "mapping");
        return this;
    }

    @Override
    public Iterable<Batch> getData(NDManager manager) throws IOException, TranslateException {
        return taught(manager, pairs.getData(manager));
    }

    @Override
    public Iterable<Batch> getData(NDManager manager, ExecutorService executorService)
            throws IOException, TranslateException {
        return taught(manager, pairs.getData(manager, executorService));
    }

    @Override
    public void prepare(Progress progress) throws IOException, TranslateException {
        pairs.prepare(progress);
    }

    private Iterable<Batch> taught(NDManager manager, Iterable<Batch> batches) {
        teacher.checkInitialized();
        ParameterStore store = new ParameterStore(manager, false);
        return new MappedBatches(batches, batch -> taught(store, batch));
    }

    /** The labels are constants, and belong to the batch. */
    private Batch taught(ParameterStore store, Batch batch) {
        NDList data = batch.getData();
        NDList taught = new NDList();
        try (NDManager scope = batch.getManager().newSubManager()) {
            NDList inputs = views(data, scope);
            NDList outputs = teacher.forward(store, inputs, false);
            int runs = 1 + CounterfactualLayout.ofData(data).sources() + 1;
            int size = outputs.size() / runs;
            for (int run = 0; run < runs; run++) {
                NDList mapped = mapped(outputs.subNDList(run * size, (run + 1) * size));
                mapped.forEach(label -> taught.add(label.stopGradient()));
            }
            taught.attach(batch.getManager());
        }
        NDArray which = data.get(data.size() - 1);
        taught.add(which);
        VariableNames names = VariableNames.read(which);
        return new NamedBatch(
                batch.getManager(),
                new ExampleArrays.Arrays(data, taught),
                names == null ? null : names.withFurther(OptionalInt.of(0)),
                new NamedBatch.Place(
                        batch.getSize(), batch.getProgress(), batch.getProgressTotal()));
    }

    private NDList mapped(NDList outputs) {
        long rows = outputs.head().getShape().get(0);
        NDList mapped = labels.apply(outputs);
        if (mapped == null || mapped.isEmpty()) {
            throw new IllegalArgumentException(
                    "The mapping of optLabels gave %s for the teacher's outputs %s: expected labels"
                            .formatted(
                                    mapped == null ? "null" : "an empty list",
                                    CounterfactualLayout.describe(outputs)));
        }
        for (NDArray label : mapped) {
            if (label.getShape().dimension() == 0 || label.getShape().get(0) != rows) {
                throw new IllegalArgumentException(
                        ("The mapping of optLabels gave a label of shape %s for %s rows of the"
                                        + " teacher's outputs %s: expected a row for each, (%s, ...)")
                                .formatted(
                                        label.getShape(),
                                        rows,
                                        CounterfactualLayout.describe(outputs),
                                        rows));
            }
        }
        return mapped;
    }

    /** What the teacher computes lives where its inputs do. */
    private static NDList views(NDList arrays, NDManager scope) {
        NDList views = new NDList(arrays.size());
        arrays.forEach(
                array -> {
                    NDArray view = array.reshape(array.getShape());
                    view.attach(scope);
                    view.setName(array.getName());
                    views.add(view);
                });
        return views;
    }
}
