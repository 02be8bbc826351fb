/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.notebook;

import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import java.util.LinkedHashMap;
import java.util.Map;

/** The second notebook: the causal model of a sum of three numbers. */
final class SumOfThree {

    static final Variable<Integer> X = Variable.integer("x");
    static final Variable<Integer> Y = Variable.integer("y");
    static final Variable<Integer> Z = Variable.integer("z");
    static final Variable<Integer> S = Variable.integer("S");
    static final Variable<Integer> O = Variable.integer("O");

    static final CausalModel MODEL =
            CausalModel.builder("sum")
                    .input(X, Y, Z)
                    .mechanism(S, X, Y, Integer::sum)
                    .mechanism(O, S, Z, Integer::sum)
                    .output(O)
                    .build();

    static final Setting BASE = Setting.of(X, 3, Y, 6, Z, 9);
    static final Setting SOURCE = Setting.of(X, 4, Y, 4, Z, 4);

    private SumOfThree() {}

    /** The sum on base with one variable as on source, for each variable in turn. */
    static Map<String, Integer> counterfactuals(Setting base, Setting source) {
        Map<String, Integer> sums = new LinkedHashMap<>();
        for (Variable<?> variable : MODEL.variables()) {
            sums.put(variable.name(), MODEL.interchange(base, variable, source).get(O));
        }
        return sums;
    }

    public static void main(String[] args) {
        System.out.println("base " + MODEL.run(BASE));
        System.out.println("source " + MODEL.run(SOURCE));
        System.out.println("counterfactual sums " + counterfactuals(BASE, SOURCE));
        System.out.println("S is impactful: " + MODEL.isImpactful(BASE, Map.of(S, SOURCE)));
        System.out.println("S held at 100: " + MODEL.intervene(BASE, Setting.of(S, 100)));
    }
}
