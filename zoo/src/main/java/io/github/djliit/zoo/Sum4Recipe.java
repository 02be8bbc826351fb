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
import io.github.djliit.site.Site;
import io.github.djliit.zoo.RecipeLoss.Of;
import io.github.djliit.zoo.RecipeLoss.Term;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The sum of four numbers (T1) and of the first three (T2), trained by interchanges on T2 only.
 *
 * <p>{@code S1 = w + x, C1 = y, C2 = z, S2 = S1 + C1, C3 = C2, O = S2 + C3}. The variables of T2,
 * w, x, y, S1, C1 and S2, are trained; whether z, C2, C3 and O find their places by themselves is
 * what T1 is measured for.
 */
final class Sum4Recipe extends SumRecipe {

    private static final int T1 = 0;
    private static final int T2 = 1;

    private static final Variable<Integer> W = Variable.integer("w");
    private static final Variable<Integer> X = Variable.integer("x");
    private static final Variable<Integer> Y = Variable.integer("y");
    private static final Variable<Integer> Z = Variable.integer("z");
    private static final Variable<Integer> S1 = Variable.integer("S1");
    private static final Variable<Integer> C1 = Variable.integer("C1");
    private static final Variable<Integer> C2 = Variable.integer("C2");
    private static final Variable<Integer> S2 = Variable.integer("S2");
    private static final Variable<Integer> C3 = Variable.integer("C3");
    private static final Variable<Integer> O = Variable.integer("O");

    private static final CausalModel MODEL =
            CausalModel.builder("sum4")
                    .input(W, X, Y, Z)
                    .mechanism(S1, W, X, Integer::sum)
                    .mechanism(C1, Y, Function.identity())
                    .mechanism(C2, Z, Function.identity())
                    .mechanism(S2, S1, C1, Integer::sum)
                    .mechanism(C3, C2, Function.identity())
                    .mechanism(O, S2, C3, Integer::sum)
                    .output(O, S2)
                    .build();

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
                List.of(W, X, Y, Z),
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
        return "Two tasks, ((w + x) + y) + z and (w + x) + y, with ten variables, those of the"
                + " second task trained";
    }

    @Override
    public void check(Config settings) {
        super.check(settings);
        SettingChecks checks = new SettingChecks(settings);
        checks.oneOf("reg", Set.of("none", "l1"));
        checks.range("reg_alpha", 0, Float.MAX_VALUE);
        checks.whole("T1_delay", 0, Integer.MAX_VALUE);
        checks.whole("T1_warmup", 0, Integer.MAX_VALUE);
        alignment(settings);
    }

    @Override
    Map<String, String> places() {
        return PLACES;
    }

    @Override
    public CausalModel causalModel() {
        return MODEL;
    }

    @Override
    public Alignment alignment() {
        return ALIGNMENT;
    }

    /** The key {@code alignments} is of another network, whose settings these may inherit. */
    @Override
    public Alignment alignment(Config settings) {
        Map<String, List<Site>> sites = new LinkedHashMap<>(ALIGNMENT.sites());
        sites.putAll(read(settings, "alignments1").sites());
        sites.putAll(read(settings, "alignments2").sites());
        return new Alignment(sites);
    }

    @Override
    public Alignment trained(Config settings) {
        Alignment named = read(settings, "alignments2");
        return named.sites().isEmpty() ? super.trained(settings) : named;
    }

    @Override
    public List<Task> tasks(Config settings, Alignment judged) {
        Alignment evaluated = read(settings, "alignments1");
        Alignment first = evaluated.sites().isEmpty() ? judged : evaluated;
        return List.of(
                new Task("T1", T1, first.variables()),
                new Task("T2", T2, trained(settings).variables()));
    }

    @Override
    public Block network(Config settings) {
        return new SumNetwork(settings, 4).twoTasks();
    }

    @Override
    public RecipeLoss trainingLoss(Config settings) {
        double iit = settings.getBoolean("iit") ? 1 : 0;
        int delay = settings.getInt("T1_delay");
        int warmUp = settings.getInt("T1_warmup");
        RecipeLoss loss =
                new RecipeLoss(loss())
                        .add(
                                new Term(
                                        "T1",
                                        Of.BASE_AND_SOURCE,
                                        T1,
                                        epoch -> weight(epoch, delay, warmUp)))
                        .add(new Term("T2", Of.BASE_AND_SOURCE, T2, epoch -> 1))
                        .add(new Term("iit", Of.COUNTERFACTUAL, T2, epoch -> iit));
        return settings.getString("reg").equals("l1")
                ? loss.addL1(settings.getDouble("reg_alpha"))
                : loss;
    }

    /** Waits, then grows by epoch, then is 1. */
    static double weight(int epoch, int delay, int warmUp) {
        if (epoch < delay) {
            return 0;
        }
        return warmUp == 0 ? 1 : Math.min(1, (double) (epoch - delay) / warmUp);
    }

    @Override
    public Meaning meaning() {
        return new Meaning(
                "float32 [batch, 4]: the whole numbers w, x, y, z, from 0",
                "float32 [batch, sums] twice: logits of the sums of all four and of the first"
                        + " three, from 0");
    }
}
