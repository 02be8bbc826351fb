/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.github.djliit.generation.GenerationConfig;
import io.github.djliit.generation.GenerationRequest;
import io.github.djliit.generation.InterventionGenerator;
import io.github.djliit.generation.LanguageModel;
import io.github.djliit.generation.Prompts;
import io.github.djliit.generation.When;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.readme.TextExample;
import io.github.djliit.zoo.language.IndirectObject;
import io.github.djliit.zoo.language.NextWordTranslator;
import io.github.djliit.zoo.language.WordTokenizer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Text in and out of the language model of the recipe ioi. Its weights are random, so what it says
 * means nothing; but with all of the last layer at the last token from the source, it says what it
 * says after the source.
 */
class IoiTextTest {

    private static final String BASE = "When Mary and John went to the store, John gave a ring to";
    private static final String SOURCE =
            "When Hugo and Vera went to the museum, Hugo gave a coin to";
    private static final InterventionPlan LAST =
            InterventionPlan.builder().interchange("transformer.h.3[-1]").build();

    private final WordTokenizer tokenizer = IndirectObject.tokenizer();
    private final Model model = Model.newInstance("ioi", Device.cpu());

    @BeforeEach
    void open() {
        Recipe recipe = Recipes.get("ioi");
        NetworkFile.of(recipe).start(model, recipe.defaults());
    }

    @AfterEach
    void close() {
        model.close();
    }

    /** What the network itself says, word by word. */
    private String nextWord(String text) {
        try (NDManager manager = model.getNDManager().newSubManager()) {
            NDArray ids = manager.create(tokenizer.encode(text)).expandDims(0);
            ParameterStore store = new ParameterStore(manager, false);
            NDArray logits =
                    model.getBlock().forward(store, new NDList(ids), false).singletonOrThrow();
            return tokenizer.word(logits.get(0, -1).argMax().getLong());
        }
    }

    private String generated(boolean isPlain) {
        GenerationRequest.Builder request =
                GenerationRequest.builder(
                        Prompts.of(tokenizer.encode(BASE)), GenerationConfig.greedy(1));
        if (!isPlain) {
            request.addSource(Prompts.of(tokenizer.encode(SOURCE))).addPlan(LAST, When.prompt());
        }
        LanguageModel language = LanguageModel.of(model.getBlock());
        return tokenizer.decode(
                new InterventionGenerator(language)
                        .generate(model.getNDManager(), request.build())
                        .counterfactual()
                        .row(0));
    }

    @Test
    void theNextWordsOfTheTwoDiffer() {
        assertThat(nextWord(BASE)).isNotEqualTo(nextWord(SOURCE));
    }

    @Test
    void theGreedyNextWordIsTheNetworks() {
        assertThat(generated(true)).isEqualTo(nextWord(BASE));
    }

    @Test
    void underAnInterchangeTheGreedyNextWordIsThatOfTheSource() {
        assertThat(generated(false)).isEqualTo(nextWord(SOURCE));
    }

    @Test
    void textGoesInAndWordsComeOut() throws Exception {
        try (var predictor = model.newPredictor(new NextWordTranslator(tokenizer))) {
            Classifications next = predictor.predict(BASE);
            assertThat(next.getClassNames()).hasSize(49).contains("Mary", "<end>");
            assertThat(next.best().getClassName()).isEqualTo(nextWord(BASE));
        }
    }

    @Test
    void textGoesInUnderAPlan() throws Exception {
        assertThat(TextExample.nextWord(model, LAST, BASE, SOURCE)).isEqualTo(nextWord(SOURCE));
    }
}
