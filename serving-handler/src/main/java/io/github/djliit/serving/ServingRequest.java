/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import ai.djl.ndarray.types.Shape;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.translate.internal.InterventionBatch;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A request that was read: all that is needed to run it, outside of any engine.
 *
 * @param base the inputs of the base run, in the network's order, batch first
 * @param sources the inputs of each source run
 * @param plan what is done and kept
 * @param parts what goes into the reply
 * @param format the form of the reply
 * @param generation that text is to be generated, for language models
 * @param names what the inputs of a run are called in the request; none, or one for each
 */
record ServingRequest(
        List<Tensor> base,
        List<List<Tensor>> sources,
        RequestPlan plan,
        Set<ReplyPart> parts,
        ReplyFormat format,
        Optional<GenerationAsk> generation,
        List<String> names)
        implements InterventionBatch.Request<List<Tensor>> {

    /** Copies the lists. */
    ServingRequest {
        base = List.copyOf(base);
        names = List.copyOf(names);
        sources = sources.stream().map(List::copyOf).toList();
        parts = Set.copyOf(parts);
    }

    @Override
    public int rows() {
        return Math.toIntExact(base.get(0).shape().get(0));
    }

    @Override
    public InterventionPlan interventions() {
        return plan.plan();
    }

    /** Returns what requests that run as one batch have in common. */
    GroupKey key() {
        List<String> form = form(base);
        List<List<String>> others =
                sources.stream().map(ServingRequest::form).filter(f -> !f.equals(form)).toList();
        // Sources of other shapes than the base have their places, which must be the same.
        List<List<String>> all =
                others.isEmpty() ? List.of() : sources.stream().map(ServingRequest::form).toList();
        return new GroupKey(isPlain(), form, all, names);
    }

    /**
     * What requests that run as one batch have in common.
     *
     * @param isPlain whether nothing is asked that a plain prediction does not give
     * @param base types and shapes of the base's inputs, without the batch axis
     * @param sources those of the sources; empty if they are those of the base
     * @param names what the inputs are called
     */
    record GroupKey(
            boolean isPlain, List<String> base, List<List<String>> sources, List<String> names) {}

    private static List<String> form(List<Tensor> inputs) {
        return inputs.stream().map(ServingRequest::form).toList();
    }

    private static String form(Tensor tensor) {
        Shape shape = tensor.shape();
        return tensor.type() + " " + shape.slice(1);
    }
}
