/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

import com.google.gson.JsonObject;
import io.github.djliit.json.JsonNumbers;
import io.github.djliit.training.InterchangeEvaluation.Figures;

/** Writes figures into JSON objects, always by the same names. */
final class FigureJson {

    private FigureJson() {}

    static void add(Figures figures, JsonObject json) {
        json.add("iia", JsonNumbers.of(figures.iia()));
        if (!Double.isNaN(figures.iiaImpactful())) {
            json.addProperty("iia_impactful", figures.iiaImpactful());
        }
        json.add("impactful", JsonNumbers.of(figures.impactful()));
        json.addProperty("pairs", figures.pairs());
        if (figures.notFinite() > 0) {
            json.addProperty("not_finite", figures.notFinite());
        }
    }
}
