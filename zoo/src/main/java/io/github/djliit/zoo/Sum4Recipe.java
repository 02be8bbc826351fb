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
import java.util.List;
import java.util.Map;

/** The sums of four numbers and of three, by a network whose layers have a quarter for each. */
final class Sum4Recipe extends TwoSumsRecipe {

    private static final Map<String, String> PLACES =
            Map.ofEntries(
                    Map.entry("identity_w", "embedding[h{0}/4]"),
                    Map.entry("identity_x", "embedding[h{1}/4]"),
                    Map.entry("identity_y", "embedding[h{2}/4]"),
                    Map.entry("identity_z", "embedding[h{3}/4]"),
                    Map.entry("identity_a", "first[h{0}/4]"),
                    Map.entry("identity_b", "first[h{1}/4]"),
                    Map.entry("identity_c", "first[h{2}/4]"),
                    Map.entry("identity_d", "first[h{3}/4]"),
                    Map.entry("identity_e", "second[h{0}/4]"),
                    Map.entry("identity_f", "second[h{1}/4]"),
                    Map.entry("identity_g", "second[h{2}/4]"),
                    Map.entry("identity_h", "second[h{3}/4]"),
                    Map.entry("identity_o", "tasks:output0"));

    private static final Alignment ALIGNMENT =
            Alignment.builder()
                    .align(W, PLACES.get("identity_w"))
                    .align(X, PLACES.get("identity_x"))
                    .align(Y, PLACES.get("identity_y"))
                    .align(Z, PLACES.get("identity_z"))
                    .align(S1, PLACES.get("identity_a"))
                    .align(C1, PLACES.get("identity_b"))
                    .align(C2, PLACES.get("identity_c"))
                    .align(S2, PLACES.get("identity_e"))
                    .align(C3, PLACES.get("identity_g"))
                    .align(O, PLACES.get("identity_o"))
                    .build();

    Sum4Recipe() {
        super(
                """
                seed = 42
                epochs = 60
                batch_size = 256
                learning_rate = 0.003
                optimizer = adam
                momentum = 0.9
                schedule = one_cycle
                iit = true
                detach_source = false
                eval_freq = 10
                device = cpu
                alignment = [w, x, y, S1, C1, S2]
                strict = false
                unaligned = []
                alignments = []
                alignments1 = []
                alignments2 = []
                T1_delay = 0
                T1_warmup = 0
                reg = none
                reg_alpha = 0.0
                dataset = fresh
                dataset_highest_number = 30
                dataset_train_size = 25600
                dataset_test_size = 5000
                domain_split = none
                model_hidden_width = 100
                model_hidden_layers = 1
                model_head = true
                activation = relu
                """,
                """
                epochs = 600
                batch_size = 64
                learning_rate = 0.001
                optimizer = sgd
                schedule = constant
                eval_freq = 25
                dataset_train_size = 10000
                dataset_test_size = 1000
                model_hidden_width = 200
                model_hidden_layers = 2
                model_head = false
                """);
    }

    @Override
    public String name() {
        return "sum4";
    }

    @Override
    public String description() {
        return "Two tasks, ((w + x) + y) + z and (w + x) + y, with ten variables";
    }

    @Override
    public Alignment alignment() {
        return ALIGNMENT;
    }

    /** The key {@code alignments} is of another network, whose settings these may inherit. */
    @Override
    public Alignment alignment(Config settings) {
        return placed(read(settings, "alignments1", PLACES), read(settings, "alignments2", PLACES));
    }

    @Override
    public Alignment trained(Config settings) {
        return trained(settings, read(settings, "alignments2", PLACES));
    }

    /** The seed has an alignment of its own to judge T1 by. */
    @Override
    public List<Task> tasks(Config settings, Alignment judged) {
        Alignment evaluated = read(settings, "alignments1", PLACES);
        return super.tasks(settings, evaluated.sites().isEmpty() ? judged : evaluated);
    }

    @Override
    public Block network(Config settings) {
        return new SumNetwork(settings, 4).twoTasks();
    }

    @Override
    public Meaning meaning() {
        return new Meaning(
                "float32 [batch, 4]: the whole numbers w, x, y, z, from 0",
                "float32 [batch, sums] twice: logits of the sums of all four and of the first"
                        + " three, from 0");
    }
}
