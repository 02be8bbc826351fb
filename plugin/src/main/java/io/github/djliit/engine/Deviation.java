/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.engine;

import java.util.Locale;

/**
 * A known case in which the engine's result is wrong.
 *
 * @param operator the operator
 * @param setting the case, such as {@code "hidden size 6, batch 3"}
 * @param error the largest absolute error, as a share of the largest absolute value of the right
 *     result; NaN if a result is not finite
 */
public record Deviation(Operator operator, String setting, double error) {

    /** Returns the case and its error: {@code "LSTM, hidden size 6, batch 3: error 0.41"}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s, %s: error %.2g", operator, setting, error);
    }
}
