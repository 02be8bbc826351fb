/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * An encoding with labels of further variables.
 *
 * @param encoding gives the inputs, and the labels of the outputs
 * @param variables the further variables
 */
record LabeledEncoding(Encoding encoding, List<Variable<?>> variables) implements Encoding {

    LabeledEncoding {
        encoding = encoding.checked();
        variables.forEach(NumberEncoding::check);
    }

    /** Returns the variables that an encoding gives labels of beside those of the outputs. */
    static List<Variable<?>> further(Encoding encoding) {
        if (encoding instanceof CheckedEncoding checked) {
            return further(checked.encoding());
        }
        if (encoding instanceof LabeledEncoding labeled) {
            return Stream.concat(further(labeled.encoding).stream(), labeled.variables.stream())
                    .toList();
        }
        return List.of();
    }

    @Override
    public NDList inputs(NDManager manager, List<Setting> settings) {
        return encoding.inputs(manager, settings);
    }

    @Override
    public NDList labels(NDManager manager, List<Setting> settings) {
        NDList labels = encoding.labels(manager, settings);
        variables.forEach(v -> labels.add(NumberEncoding.label(manager, v, settings)));
        return labels;
    }

    /** Counts the labels that an encoding does not tell of as those of outputs. */
    @Override
    public OptionalInt furtherLabels() {
        return OptionalInt.of(encoding.furtherLabels().orElse(0) + variables.size());
    }
}
