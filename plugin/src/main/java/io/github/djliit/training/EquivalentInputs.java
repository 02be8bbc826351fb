/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Equivalent inputs give without an interchange what the interchange gives: the base, with the
 * inputs that the swapped variables depend on taken from their sources.
 *
 * <p>Where the causal model has the same outputs on both, a network that fails on that input, with
 * nothing swapped inside it, was wrong about the counterfactual to begin with. Where one of those
 * inputs acts on the output past the variable as well, there is no such input.
 */
final class EquivalentInputs {

    private final CausalModel model;
    private final List<Variable<?>> aligned;
    private final Encoding encoding;
    private final Map<Variable<?>, Set<Variable<?>>> inputs = new HashMap<>();

    EquivalentInputs(CausalModel model, List<Variable<?>> aligned, Encoding encoding) {
        this.encoding = encoding;
        this.model = model;
        this.aligned = aligned;
        aligned.forEach(variable -> inputs.put(variable, inputsOf(variable)));
    }

    /** Returns how the runs become arrays. */
    Encoding encoding() {
        return encoding;
    }

    /** Returns the run of the causal model on that input, if there is one. */
    Optional<Setting> of(CounterfactualExample example) {
        Setting mixed = example.base().restrictedTo(model.inputs());
        for (int s = 0; s < example.which().size(); s++) {
            int variable = example.which().get(s);
            if (variable != VariableSelection.NONE) {
                Setting source = example.sources().get(s);
                mixed = mixed.withAll(source.restrictedTo(inputs.get(aligned.get(variable))));
            }
        }
        Setting natural = model.run(mixed);
        return Optional.of(natural).filter(run -> isLike(run, example));
    }

    private boolean isLike(Setting natural, CounterfactualExample example) {
        Set<Variable<?>> compared = new LinkedHashSet<>(model.outputs());
        example.which().stream()
                .filter(v -> v != VariableSelection.NONE)
                .map(aligned::get)
                .forEach(compared::add);
        return compared.stream()
                .allMatch(
                        variable ->
                                Objects.deepEquals(
                                        natural.value(variable),
                                        example.counterfactual().value(variable)));
    }

    private Set<Variable<?>> inputsOf(Variable<?> variable) {
        List<Variable<?>> parents = model.parents(variable);
        if (parents.isEmpty()) {
            return Set.of(variable);
        }
        Set<Variable<?>> all = new LinkedHashSet<>();
        parents.forEach(parent -> all.addAll(inputsOf(parent)));
        return all;
    }
}
