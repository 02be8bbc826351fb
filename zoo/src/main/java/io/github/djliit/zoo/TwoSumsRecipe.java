/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import com.typesafe.config.Config;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Variable;
import io.github.djliit.zoo.RecipeLoss.Of;
import io.github.djliit.zoo.RecipeLoss.Term;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What the recipes that add four numbers have in common: the sum of all (T1, output 0) and of the
 * first three (T2, output 1), trained by interchanges on T2 only.
 *
 * <p>{@code S1 = w + x, C1 = y, C2 = z, S2 = S1 + C1, C3 = C2, O = S2 + C3}. The variables of T2,
 * w, x, y, S1, C1 and S2, are trained; whether z, C2, C3 and O find their places by themselves is
 * what T1 is measured for.
 */
abstract class TwoSumsRecipe extends SumRecipe {

    static final int T1 = 0;
    static final int T2 = 1;

    static final Variable<Integer> W = Variable.integer("w");
    static final Variable<Integer> X = Variable.integer("x");
    static final Variable<Integer> Y = Variable.integer("y");
    static final Variable<Integer> Z = Variable.integer("z");
    static final Variable<Integer> S1 = Variable.integer("S1");
    static final Variable<Integer> C1 = Variable.integer("C1");
    static final Variable<Integer> C2 = Variable.integer("C2");
    static final Variable<Integer> S2 = Variable.integer("S2");
    static final Variable<Integer> C3 = Variable.integer("C3");
    static final Variable<Integer> O = Variable.integer("O");

    static final CausalModel MODEL =
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

    /**
     * Creates a recipe.
     *
     * @param fresh the defaults, in HOCON
     * @param seed the settings that the seed has other values for, in HOCON
     */
    TwoSumsRecipe(String fresh, String seed) {
        super(List.of(W, X, Y, Z), fresh, seed);
    }

    @Override
    public void check(Config settings) {
        super.check(settings);
        SettingChecks checks = new SettingChecks(settings);
        checks.oneOf("reg", Set.of("none", "l1"));
        checks.range("reg_alpha", 0, Float.MAX_VALUE);
        checks.whole("T1_delay", 0, Integer.MAX_VALUE);
        checks.whole("T1_warmup", 0, Integer.MAX_VALUE);
    }

    @Override
    public CausalModel causalModel() {
        return MODEL;
    }

    @Override
    public List<Task> tasks(Config settings, Alignment judged) {
        return List.of(
                new Task("T1", T1, judged.variables()),
                new Task("T2", T2, trained(settings).variables()));
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
                        .add("T2", Of.BASE_AND_SOURCE, T2, 1)
                        .add("iit", Of.COUNTERFACTUAL, T2, iit);
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
}
