/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.translate;

import io.github.djliit.site.Site;
import io.github.djliit.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a predictor answers: the outputs of base, sources and counterfactual, in the type of the
 * wrapped translator, and the numbers behind them.
 *
 * <p>Immutable, as far as the outputs are; differences and activations are held outside the engine
 * and outlive the predictor. Where the plan has no intervention, the counterfactual is the base
 * output, the same object.
 *
 * @param <O> the output type of the wrapped translator
 * @param base what the wrapped translator makes of the base run
 * @param sources what it makes of each source run
 * @param counterfactual what it makes of the base run under the plan
 * @param difference each output array of the network in the counterfactual run minus that in the
 *     base run, without the batch axis; truths and unsigned numbers are subtracted as int32
 * @param collected the activations of this input by site, in the order of its plan
 */
public record InterventionOutput<O>(
        O base,
        List<O> sources,
        O counterfactual,
        List<Tensor> difference,
        Map<Site, RowActivations> collected) {

    /** Copies lists and map. */
    public InterventionOutput {
        // A translator may give null for an output, which List.copyOf would not take.
        sources = Collections.unmodifiableList(new ArrayList<>(sources));
        difference = List.copyOf(difference);
        collected = Collections.unmodifiableMap(new LinkedHashMap<>(collected));
    }

    /**
     * Returns what was collected at a site.
     *
     * @param site the site as the plan writes it
     * @return its activations
     * @throws IllegalArgumentException if the plan does not collect it
     */
    public RowActivations collected(String site) {
        RowActivations found = collected.get(Site.of(site));
        if (found == null) {
            throw new IllegalArgumentException(
                    "The plan does not collect " + site + "; it collects " + collected.keySet());
        }
        return found;
    }

    /**
     * Returns the class of outputs with its type argument, which a class literal cannot name, for
     * {@code Criteria.Builder.setTypes}.
     *
     * @param <O> the output type of the wrapped translator
     * @param base the class of that type
     * @return the class {@code InterventionOutput}
     */
    @SuppressWarnings("unchecked") // There is one class at run time for all type arguments.
    public static <O> Class<InterventionOutput<O>> type(Class<O> base) {
        Objects.requireNonNull(base, "base");
        return (Class<InterventionOutput<O>>) (Class<?>) InterventionOutput.class;
    }
}
