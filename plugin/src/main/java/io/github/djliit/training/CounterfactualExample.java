/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import io.github.djliit.causal.Setting;
import java.util.List;

/**
 * One row of a batch: a base, its sources, and what the causal model says of their interchange.
 *
 * @param base the base, run through the causal model
 * @param sources the sources, run through the causal model
 * @param which for each source the number of the variable that is taken from it, -1 for none
 * @param counterfactual the base with those variables taken from the sources
 */
record CounterfactualExample(
        Setting base, List<Setting> sources, List<Integer> which, Setting counterfactual) {}
