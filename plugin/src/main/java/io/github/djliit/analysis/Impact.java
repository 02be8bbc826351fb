/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

/** Refuses pairs on which nothing can be learnt of a variable. */
final class Impact {

    private Impact() {}

    static void check(String variable, long pairs, long impactful) {
        if (impactful == 0) {
            throw new IllegalArgumentException(
                    "None of the "
                            + pairs
                            + " pairs that interchange '"
                            + variable
                            + "' is impactful: no output of the causal model changes, so that every"
                            + " site would look alike. Give pairs whose values of it differ and"
                            + " matter, or leave the variable out (optVariables of the dataset, which"
                            + " has those that are interchanged)");
        }
    }
}
