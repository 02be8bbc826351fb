/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;
import java.util.regex.Pattern;

/** The arrays that the forward of a model takes. */
final class ForwardInputs {

    /** DJL's engine makes lists, dicts, tuples and method names of arrays with such names. */
    private static final Pattern GROUPED = Pattern.compile(".*[.:\\[(].*");

    private final List<Parameter> parameters;
    private final boolean isKnown;

    ForwardInputs(ScriptFunction forward) {
        isKnown = forward.problem().isEmpty();
        List<Parameter> all = forward.parameters();
        parameters = all.subList(Math.min(1, all.size()), all.size());
    }

    /** Checks the number of inputs, where each is an argument of its own. */
    void check(NDList inputs) {
        if (!isKnown || inputs.stream().anyMatch(ForwardInputs::isGrouped)) {
            return;
        }
        long least = parameters.stream().filter(p -> p.defaultValue().isEmpty()).count();
        if (inputs.size() < least || inputs.size() > parameters.size()) {
            throw new IllegalArgumentException(
                    "Expected the network's inputs %s, found %s arrays"
                            .formatted(
                                    parameters.stream().map(Parameter::name).toList(),
                                    inputs.size()));
        }
    }

    /** Returns how many axes each input has; nothing where they are not arguments one by one. */
    List<Integer> ranks(NDList inputs) {
        return inputs.stream().anyMatch(ForwardInputs::isGrouped)
                ? List.of()
                : inputs.stream().map(array -> array.getShape().dimension()).toList();
    }

    private static boolean isGrouped(NDArray array) {
        return array.getName() != null && GROUPED.matcher(array.getName()).matches();
    }
}
