/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.readme;

import ai.djl.Model;
import ai.djl.translate.TranslateException;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.translate.InterventionInput;
import io.github.djliit.translate.InterventionTranslator;
import io.github.djliit.zoo.language.IndirectObject;
import io.github.djliit.zoo.language.NextWordTranslator;

/** The example of text in and out of the language model of the recipe ioi. */
public final class TextExample {

    private TextExample() {}

    /** Returns the likeliest next word of the base, with values from the source. */
    public static String nextWord(Model model, InterventionPlan plan, String base, String source)
            throws TranslateException {
        var text = new NextWordTranslator(IndirectObject.tokenizer());
        try (var predictor = model.newPredictor(new InterventionTranslator<>(text))) {
            return predictor
                    .predict(InterventionInput.of(plan, base, source))
                    .counterfactual()
                    .best()
                    .getClassName();
        }
    }
}
