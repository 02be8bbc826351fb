/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

import io.github.djliit.alignment.Alignment;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.training.Encoding;

/**
 * What a network may be doing: a causal model, and where its variables are.
 *
 * @param model the causal model
 * @param alignment the sites of some of its variables
 * @param encoding how settings of the causal model become inputs and labels of the network
 */
public record Hypothesis(CausalModel model, Alignment alignment, Encoding encoding) {

    /** Checks that the variables are the causal model's. */
    public Hypothesis {
        alignment.check(model);
    }

    /**
     * Creates a hypothesis with the encoding that needs no telling, see {@link Encoding#of}.
     *
     * @param model the causal model
     * @param alignment the sites of some of its variables
     * @return the hypothesis
     */
    public static Hypothesis of(CausalModel model, Alignment alignment) {
        return new Hypothesis(model, alignment, Encoding.of(model));
    }
}
