/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;

/**
 * A pair of inputs that a model's card tells of, to try the model with.
 *
 * @param base the input that is run
 * @param source the input that the variable is taken from
 * @param variable the variable that is taken
 */
record DocumentedPair(Setting base, Setting source, String variable) {

    /** Tells the pair, with the causal model's answers: the last output is what classes are of. */
    String toText(CausalModel model) {
        Setting run = model.run(base);
        Setting changed = model.interchange(base, model.variable(variable), source);
        return "Of the base `%s` the answer is `%s`. With `%s` from the source `%s` it is `%s`."
                .formatted(base, answer(run, model), variable, source, answer(changed, model));
    }

    private static Object answer(Setting run, CausalModel model) {
        return run.value(model.outputs().get(model.outputs().size() - 1));
    }
}
