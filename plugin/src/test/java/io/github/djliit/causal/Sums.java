/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.causal;

/** The sums that several tests use: of three numbers, and of four with two outputs. */
final class Sums {

    static final Variable<Integer> W = Variable.integer("w");
    static final Variable<Integer> X = Variable.integer("x");
    static final Variable<Integer> Y = Variable.integer("y");
    static final Variable<Integer> Z = Variable.integer("z");
    static final Variable<Integer> S = Variable.integer("S");
    static final Variable<Integer> O = Variable.integer("O");

    /** S = x + y, O = S + z. */
    static final CausalModel SUM3 =
            CausalModel.builder("sum3")
                    .input(X, Y, Z)
                    .mechanism(S, X, Y, Integer::sum)
                    .mechanism(O, S, Z, Integer::sum)
                    .output(O)
                    .build();

    /** S1 = w + x, C1 = y, C2 = z, S2 = S1 + C1, C3 = C2, O = S2 + C3. */
    static final CausalModel SUM4 = sum4();

    private Sums() {}

    private static CausalModel sum4() {
        Variable<Integer> s1 = Variable.integer("S1");
        Variable<Integer> c1 = Variable.integer("C1");
        Variable<Integer> c2 = Variable.integer("C2");
        Variable<Integer> s2 = Variable.integer("S2");
        Variable<Integer> c3 = Variable.integer("C3");
        return CausalModel.builder("sum4")
                .output(O, s2)
                .mechanism(O, s2, c3, Integer::sum)
                .mechanism(c3, c2, v -> v)
                .mechanism(s2, s1, c1, Integer::sum)
                .mechanism(c2, Z, v -> v)
                .mechanism(c1, Y, v -> v)
                .mechanism(s1, W, X, Integer::sum)
                .input(W, X, Y, Z)
                .build();
    }
}
