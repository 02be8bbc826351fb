/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.readme;

import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import java.util.ArrayList;
import java.util.List;

/** The task of the README: is {@code (a and b) == (c and d)}? */
public final class Logic {

    public static final Variable<Boolean> A = Variable.bool("a");
    public static final Variable<Boolean> B = Variable.bool("b");
    public static final Variable<Boolean> C = Variable.bool("c");
    public static final Variable<Boolean> D = Variable.bool("d");
    public static final Variable<Boolean> LEFT = Variable.bool("left");
    public static final Variable<Boolean> RIGHT = Variable.bool("right");
    public static final Variable<Boolean> SAME = Variable.bool("same");

    public static final CausalModel MODEL =
            CausalModel.builder("logic")
                    .input(A, B, C, D)
                    .mechanism(LEFT, A, B, Boolean::logicalAnd)
                    .mechanism(RIGHT, C, D, Boolean::logicalAnd)
                    .mechanism(SAME, LEFT, RIGHT, Boolean::equals)
                    .output(SAME)
                    .build();

    private Logic() {}

    /** Each of the sixteen inputs, over and over. */
    public static List<Setting> inputs(int count) {
        List<Setting> inputs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            inputs.add(Setting.of(A, (i & 1) > 0, B, (i & 2) > 0, C, (i & 4) > 0, D, (i & 8) > 0));
        }
        return inputs;
    }
}
