/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.translate;

import io.github.djliit.tensor.Tensor;
import java.util.List;

/**
 * The activations of one input at one site.
 *
 * <p>Each list has one tensor for each run of the site's block in the forward, nearly always one.
 * They have no batch axis, and a padded sequence is cut to the input's own length. Immutable.
 *
 * @param base in the base run
 * @param sources in each source run
 * @param counterfactual in the base run under the plan, after the edits of this site
 */
public record RowActivations(
        List<Tensor> base, List<List<Tensor>> sources, List<Tensor> counterfactual) {

    /** Copies the lists. */
    public RowActivations {
        base = List.copyOf(base);
        sources = sources.stream().map(List::copyOf).toList();
        counterfactual = List.copyOf(counterfactual);
    }

    /**
     * Returns the activation of a block that ran once.
     *
     * @return the activation in the counterfactual run
     * @throws IllegalStateException if the block ran more than once
     */
    public Tensor single() {
        if (counterfactual.size() != 1) {
            throw new IllegalStateException(
                    "Expected one activation, found "
                            + counterfactual.size()
                            + ": the block ran several times; use counterfactual()");
        }
        return counterfactual.get(0);
    }
}
