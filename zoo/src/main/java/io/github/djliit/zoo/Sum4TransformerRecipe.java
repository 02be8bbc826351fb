/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import com.typesafe.config.Config;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import io.github.djliit.training.Encoding;
import io.github.djliit.zoo.transformer.Sizes;
import io.github.djliit.zoo.transformer.TransformerClassifier;
import io.github.djliit.zoo.transformer.TransformerClassifier.Head;
import java.util.List;
import java.util.stream.Stream;

/**
 * The sums of four numbers and of three by a transformer that reads {@code [CLS] w x y z}, one
 * token for each number.
 *
 * <p>T1 is read from the first token of the last layer, T2 from that of the last but one. The
 * defaults train in minutes; with {@code dataset = Arithmetic} it has the size of
 * KarelDO/IIT-Pytorch: numbers to 32, width 768, 150 epochs.
 */
final class Sum4TransformerRecipe extends TwoSumsRecipe {

    private static final int LAYERS = 6;
    private static final int HEADS = 1;
    private static final List<Variable<Integer>> NUMBERS = List.of(W, X, Y, Z);
    private static final int TOKENS = 1 + NUMBERS.size();
    private static final long CLS = 0;

    private static final Alignment ALIGNMENT =
            Alignment.builder()
                    .align(W, "embedding[1]")
                    .align(X, "embedding[2]")
                    .align(Y, "embedding[3]")
                    .align(Z, "embedding[4]")
                    .align(S1, "layers.2[0]")
                    .align(C1, "layers.2[1]")
                    .align(C2, "layers.2[2]")
                    .align(S2, "layers.4[0]")
                    .align(C3, "layers.4[1]")
                    .align(O, "layers.5[0]")
                    .build();

    Sum4TransformerRecipe() {
        super(
                """
                seed = 42
                epochs = 22
                batch_size = 128
                learning_rate = 0.002
                optimizer = adam
                momentum = 0.9
                schedule = linear
                num_warmup_steps = 100
                iit = true
                detach_source = false
                eval_freq = 10
                device = cpu
                alignment = [w, x, y, S1, C1, S2]
                strict = false
                unaligned = []
                T1_delay = 0
                T1_warmup = 7
                reg = none
                reg_alpha = 0.0
                dataset = fresh
                dataset_highest_number = 10
                dataset_train_size = 18000
                dataset_test_size = 5000
                domain_split = none
                model_hidden_width = 64
                model_intermediate_width = 128
                dropout = 0.1
                """,
                """
                epochs = 150
                batch_size = 64
                learning_rate = 0.00005
                T1_warmup = 40
                dataset_highest_number = 33
                dataset_train_size = 10000
                dataset_test_size = 1000
                model_hidden_width = 768
                model_intermediate_width = 3072
                """);
    }

    @Override
    public String name() {
        return "sum4-transformer";
    }

    @Override
    public String description() {
        return "The two tasks of sum4 by a transformer of six layers, with the variables at tokens";
    }

    @Override
    public void check(Config settings) {
        super.check(settings);
        SettingChecks checks = new SettingChecks(settings);
        checks.whole("model_intermediate_width", 1, MAX_WIDTH);
        checks.range("dropout", 0, 1);
    }

    @Override
    public Alignment alignment() {
        return ALIGNMENT;
    }

    @Override
    public Block network(Config settings) {
        int highest = settings.getInt("dataset_highest_number");
        Sizes sizes =
                new Sizes(
                        1 + highest,
                        TOKENS,
                        settings.getInt("model_hidden_width"),
                        settings.getInt("model_intermediate_width"),
                        LAYERS,
                        HEADS,
                        (float) settings.getDouble("dropout"));
        // As many classes as KarelDO/IIT-Pytorch has: more than there are sums.
        return new TransformerClassifier(
                sizes,
                new Head(LAYERS - 1, NUMBERS.size() * highest + 1),
                new Head(LAYERS - 2, (NUMBERS.size() - 1) * highest + 1));
    }

    @Override
    public Shape[] inputShapes() {
        return new Shape[] {new Shape(1, TOKENS)};
    }

    @Override
    public List<String> words(Setting input) {
        return Stream.concat(Stream.of("[CLS]"), NUMBERS.stream().map(n -> input.get(n).toString()))
                .toList();
    }

    @Override
    public Encoding encoding() {
        return new Text();
    }

    @Override
    public Meaning meaning() {
        return new Meaning(
                "int64 [batch, 5]: 0 for the start, then 1 + n for each of the numbers w, x, y, z",
                "float32 [batch, classes] twice: logits of the sums of all four and of the first"
                        + " three, from 0");
    }

    /** Settings as ids of tokens. */
    private static final class Text implements Encoding {

        private final Encoding labels = Encoding.of(MODEL);

        @Override
        public NDList inputs(NDManager manager, List<Setting> settings) {
            long[] ids = new long[settings.size() * TOKENS];
            int at = 0;
            for (Setting setting : settings) {
                ids[at++] = CLS;
                for (Variable<Integer> number : NUMBERS) {
                    ids[at++] = 1L + setting.get(number);
                }
            }
            return new NDList(manager.create(ids, new Shape(settings.size(), TOKENS)));
        }

        @Override
        public NDList labels(NDManager manager, List<Setting> settings) {
            return labels.labels(manager, settings);
        }
    }
}
