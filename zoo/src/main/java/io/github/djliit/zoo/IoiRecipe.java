/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import static io.github.djliit.zoo.language.IndirectObject.DUPLICATE;
import static io.github.djliit.zoo.language.IndirectObject.IO;
import static io.github.djliit.zoo.language.IndirectObject.TARGET;

import ai.djl.ndarray.types.Shape;
import ai.djl.training.loss.Loss;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.training.Agreement;
import io.github.djliit.training.Encoding;
import io.github.djliit.training.RowMetric;
import io.github.djliit.zoo.language.IndirectObject;
import io.github.djliit.zoo.language.NextWord;
import io.github.djliit.zoo.language.NextWordTranslator;
import io.github.djliit.zoo.language.PromptEncoding;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Indirect object identification by a language model of four layers, a TorchScript file with
 * GPT-2's layout.
 *
 * <p>The variables live where Wang et al. found their like in GPT-2: {@code duplicate} at the
 * giver, {@code target} and {@code IO} at the last word, each a layer after the one before. One
 * seed draws one set of pairs; the network begins the same for all.
 */
final class IoiRecipe implements ScriptRecipe {

    private static final Alignment ALIGNMENT =
            Alignment.builder()
                    .align(DUPLICATE, "transformer.h.0[9, 0:32]")
                    .align(TARGET, "transformer.h.1[13, 0:32]")
                    .align(IO, "transformer.h.2[13, 0:32]")
                    .build();

    @Override
    public String name() {
        return "ioi";
    }

    @Override
    public String description() {
        return "Indirect object identification by a TorchScript language model, prompt in, next"
                + " word out";
    }

    @Override
    public Config defaults() {
        return ConfigFactory.parseString(
                """
                seed = 42
                epochs = 11
                batch_size = 128
                learning_rate = 0.003
                optimizer = adam
                momentum = 0.9
                schedule = linear
                num_warmup_steps = 50
                train_pairs = 20000
                test_pairs = 5000
                iit = true
                detach_source = false
                alignment = [duplicate, target, IO]
                strict = false
                unaligned = []
                """);
    }

    @Override
    public String script() {
        return "/io/github/djliit/zoo/language/ioi.pt";
    }

    @Override
    public CausalModel causalModel() {
        return IndirectObject.MODEL;
    }

    @Override
    public Alignment alignment() {
        return ALIGNMENT;
    }

    @Override
    public Shape[] inputShapes() {
        return new Shape[] {new Shape(1, IndirectObject.TOKENS)};
    }

    @Override
    public List<Setting> inputs(int count, long seed) {
        return IndirectObject.draw(count, seed, false);
    }

    @Override
    public List<Setting> testInputs(Config settings, int count, long seed) {
        return IndirectObject.draw(count, seed, true);
    }

    @Override
    public List<String> words(Setting input) {
        return IndirectObject.tokenizer().tokenize(IndirectObject.prompt(input));
    }

    @Override
    public Encoding encoding() {
        return new PromptEncoding();
    }

    @Override
    public Optional<Form<?>> form() {
        return Optional.of(
                new Form<>(String.class, new NextWordTranslator(IndirectObject.tokenizer())));
    }

    @Override
    public Loss loss() {
        return NextWord.loss();
    }

    @Override
    public Agreement agreement() {
        return NextWord.agreement();
    }

    @Override
    public Map<String, RowMetric> metrics() {
        return Map.of("kl_divergence", NextWord.klDivergence());
    }

    @Override
    public Meaning meaning() {
        return new Meaning(
                "int64 [batch, tokens]: ids of the words of a prompt, as when Mary and John went to"
                        + " the store, John gave a ring to",
                "float32 [batch, tokens, 49]: logits of the next word after each token");
    }
}
