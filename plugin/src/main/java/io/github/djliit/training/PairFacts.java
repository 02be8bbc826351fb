/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

/**
 * What is known of a pair.
 *
 * @param task whether the base output is right
 * @param agrees whether network and causal model agree on the counterfactual
 * @param impactful whether the interchange changes the causal model's output
 * @param sourceWrong whether the output of a source that a variable is taken from is wrong
 * @param naturalWrong whether the output of the counterfactual's natural input is wrong; false if
 *     there is no such input
 * @param finite whether no output of base, sources and counterfactual is NaN or infinite
 */
record PairFacts(
        boolean task,
        boolean agrees,
        boolean impactful,
        boolean sourceWrong,
        boolean naturalWrong,
        boolean finite) {

    boolean wrong() {
        return !task || sourceWrong || naturalWrong;
    }
}
