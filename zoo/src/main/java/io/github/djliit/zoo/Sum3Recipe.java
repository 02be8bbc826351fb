/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.nn.Block;
import com.typesafe.config.Config;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Variable;
import java.util.List;
import java.util.Map;

/**
 * The sum of three numbers: {@code S = x + y}, {@code O = S + z}.
 *
 * <p>S lives in the first third of the second block. The alignments of x, y, z and O, to the
 * embeddings and the logits, hold by themselves as far as the network can add; S is the one that
 * measures something, and the only one that is trained unless the settings say otherwise.
 */
final class Sum3Recipe extends SumRecipe {

    private static final Variable<Integer> X = Variable.integer("x");
    private static final Variable<Integer> Y = Variable.integer("y");
    private static final Variable<Integer> Z = Variable.integer("z");
    private static final Variable<Integer> S = Variable.integer("S");
    private static final Variable<Integer> O = Variable.integer("O");

    private static final CausalModel MODEL =
            CausalModel.builder("sum3")
                    .input(X, Y, Z)
                    .mechanism(S, X, Y, Integer::sum)
                    .mechanism(O, S, Z, Integer::sum)
                    .output(O)
                    .build();

    private static final Map<String, String> PLACES =
            Map.ofEntries(
                    Map.entry("identity_x", "embedding[h{0}/3]"),
                    Map.entry("identity_y", "embedding[h{1}/3]"),
                    Map.entry("identity_z", "embedding[h{2}/3]"),
                    Map.entry("identity_a", "first[h{0}/3]"),
                    Map.entry("identity_b", "first[h{1}/3]"),
                    Map.entry("identity_c", "first[h{2}/3]"),
                    Map.entry("identity_d", "second[h{0}/3]"),
                    Map.entry("identity_e", "second[h{1}/3]"),
                    Map.entry("identity_f", "second[h{2}/3]"),
                    Map.entry("identity_o", "third"));

    private static final Alignment ALIGNMENT =
            Alignment.builder()
                    .align(X, PLACES.get("identity_x"))
                    .align(Y, PLACES.get("identity_y"))
                    .align(Z, PLACES.get("identity_z"))
                    .align(S, PLACES.get("identity_d"))
                    .align(O, PLACES.get("identity_o"))
                    .build();

    Sum3Recipe() {
        super(
                List.of(X, Y, Z),
                """
                seed = 42
                epochs = 40
                batch_size = 256
                learning_rate = 0.003
                optimizer = adam
                momentum = 0.9
                schedule = one_cycle
                iit = true
                detach_source = false
                eval_freq = 10
                device = cpu
                alignment = [S]
                strict = false
                unaligned = ["second[h{1}/3]"]
                alignments = []
                dataset = fresh
                dataset_highest_number = 30
                dataset_train_size = 25600
                dataset_test_size = 10000
                domain_split = none
                model_hidden_width = 100
                model_hidden_layers = 1
                model_head = true
                activation = relu
                """,
                """
                epochs = 400
                batch_size = 64
                learning_rate = 0.001
                optimizer = sgd
                schedule = constant
                eval_freq = 25
                alignment = [x, y, z, S, O]
                dataset_train_size = 10000
                dataset_test_size = 1000
                model_hidden_width = 200
                model_head = false
                activation = tanh
                """);
    }

    @Override
    public String name() {
        return "sum3";
    }

    @Override
    public String description() {
        return "The sum of three numbers, (x + y) + z, with the variables x, y, z, S and O";
    }

    @Override
    public CausalModel causalModel() {
        return MODEL;
    }

    @Override
    public Alignment alignment() {
        return ALIGNMENT;
    }

    @Override
    public Alignment alignment(Config settings) {
        return placed(read(settings, "alignments", PLACES));
    }

    @Override
    public Alignment trained(Config settings) {
        return trained(settings, read(settings, "alignments", PLACES));
    }

    @Override
    public Block network(Config settings) {
        return new SumNetwork(settings, 3).single();
    }

    @Override
    public RecipeLoss trainingLoss(Config settings) {
        double iit = settings.getBoolean("iit") ? 1 : 0;
        return new RecipeLoss(loss())
                .add("task", RecipeLoss.Of.BASE_AND_SOURCE, 1)
                .add("iit", RecipeLoss.Of.COUNTERFACTUAL, iit);
    }

    @Override
    public Meaning meaning() {
        return new Meaning(
                "float32 [batch, 3]: the whole numbers x, y, z, from 0",
                "float32 [batch, sums]: logits of the sums, from 0");
    }
}
