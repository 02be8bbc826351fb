/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.generation;

import io.github.djliit.site.Site;
import io.github.djliit.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * What one generation gave. It lives outside any engine; the arrays are not to be changed.
 *
 * @param tokens the new tokens of each row, with its end token if it came to one
 * @param logits of each row the logits of each new token, {@code [tokens][vocabulary]}; empty where
 *     they were not asked for
 * @param collected at each step the activations of the sites that plans collect then, batch first:
 *     at step 0 of the padded prompts, later of the new token alone; rows that have ended go on
 */
public record GeneratedTokens(
        List<long[]> tokens, List<float[][]> logits, List<Map<Site, Tensor>> collected) {

    /** Copies the lists. */
    public GeneratedTokens {
        tokens = List.copyOf(tokens);
        logits = List.copyOf(logits);
        collected = List.copyOf(collected);
    }

    /**
     * Returns the new tokens of a row.
     *
     * @param index the row
     * @return its tokens
     */
    public long[] row(int index) {
        return tokens.get(index);
    }

    /**
     * Returns what was collected.
     *
     * @param step the step
     * @param site the site as the plan writes it
     * @return the activation
     * @throws IllegalArgumentException if it was not collected then
     */
    public Tensor collected(int step, String site) {
        Map<Site, Tensor> then = step < collected.size() ? collected.get(step) : Map.of();
        Tensor found = then.get(Site.of(site));
        if (found == null) {
            throw new IllegalArgumentException(
                    "At step " + step + " was collected " + then.keySet() + ", not " + site);
        }
        return found;
    }
}
