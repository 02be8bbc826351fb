/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
/**
 * DJL translators with interventions: a predictor takes a base, sources and a plan in the types of
 * any translator, and gives base output, counterfactual and what was collected.
 *
 * <p>Start from {@link io.github.djliit.translate.InterventionTranslator}. May import {@code
 * network}, {@code intervention}, {@code site} and {@code tensor}.
 */
package io.github.djliit.translate;
