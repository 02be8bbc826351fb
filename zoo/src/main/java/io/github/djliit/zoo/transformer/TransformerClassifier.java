/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;

/**
 * A transformer encoder with learned positions, and heads that classify by the first token of a
 * layer, several of them for several tasks.
 *
 * <p>Inputs: ids, int64 {@code [batch, tokens]}, and perhaps a mask, int64 {@code [batch, tokens]},
 * 1 for what is not padding. Outputs: for each head, logits {@code [batch, classes]}.
 *
 * <p>Sites: {@code embedding}, words and positions, and {@code layers.0}, {@code layers.1}, ...,
 * each {@code [batch, tokens, width]}, so that {@code layers.2[0]} is the first token after the
 * third layer; in a layer {@code attention.weights}, {@code [batch, heads, tokens, tokens]}, {@code
 * attention.query} and more; {@code head0}, {@code head1}, .... Unlike DJL's encoder block it has
 * layer norm, so that rows of a batch do not know of each other. Thread-safe for inference.
 */
public final class TransformerClassifier extends Chain {

    private final Sizes sizes;
    private final Block embedding;
    private final Block layers;
    private final List<Head> heads;
    private final List<Block> norms = new ArrayList<>();
    private final List<Block> classifiers = new ArrayList<>();

    /**
     * A classifier on the first token.
     *
     * @param layer the layer that it reads, from 0
     * @param classes the number of classes
     */
    public record Head(int layer, int classes) {}

    /**
     * Makes a network, not initialised.
     *
     * @param sizes its sizes
     * @param heads one head for each output
     * @throws IllegalArgumentException if there is no head, or one reads a layer that there is not
     */
    public TransformerClassifier(Sizes sizes, Head... heads) {
        this.sizes = sizes;
        this.heads = List.of(heads);
        if (this.heads.isEmpty()) {
            throw new IllegalArgumentException("A classifier has at least one head, found none");
        }
        embedding = addChildBlock("embedding", new TokenEmbedding(sizes));
        layers = addChildBlock("layers", new Layers(sizes));
        for (Head head : heads) {
            add(head);
        }
        // As wide as PyTorch's linear layers start; DJL's own start is two to three times that,
        // which six layers deep is too much.
        float std = (float) (1 / Math.sqrt(3.0 * sizes.width()));
        setInitializer(new NormalInitializer(std), Parameter.Type.WEIGHT);
    }

    private void add(Head head) {
        if (head.layer < 0 || head.layer >= sizes.layers()) {
            throw new IllegalArgumentException(
                    "A head reads one of the layers 0 to %s, found %s"
                            .formatted(sizes.layers() - 1, head.layer));
        }
        norms.add(norm("norm" + norms.size()));
        classifiers.add(linear("head" + classifiers.size(), head.classes));
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore parameterStore,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        Pass pass = new Pass(parameterStore, training);
        NDList tokens = new NDList(pass.through(embedding, inputs.head()));
        if (inputs.size() > 1) {
            tokens.add(Attention.hiding(inputs.get(1)));
        }
        NDList hidden = layers.forward(parameterStore, tokens, training);
        NDList outputs = new NDList();
        for (int i = 0; i < heads.size(); i++) {
            NDArray first = hidden.get(heads.get(i).layer).get(":, 0:1");
            NDArray logits = pass.through(classifiers.get(i), pass.through(norms.get(i), first));
            outputs.add(logits.squeeze(1));
        }
        return outputs;
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
        embedding.initialize(manager, type, shapes[0]);
        Shape tokens = shapes[0].add(sizes.width());
        layers.initialize(manager, type, tokens);
        Shape first = new Shape(tokens.get(0), 1, sizes.width());
        norms.forEach(norm -> norm.initialize(manager, type, first));
        classifiers.forEach(classifier -> classifier.initialize(manager, type, first));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return heads.stream()
                .map(head -> new Shape(inputShapes[0].get(0), head.classes))
                .toArray(Shape[]::new);
    }
}
