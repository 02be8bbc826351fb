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
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import io.github.djliit.causal.Setting;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.network.SiteInfo;
import io.github.djliit.statistics.Estimate;
import io.github.djliit.statistics.Interval;
import io.github.djliit.training.Agreement;
import io.github.djliit.training.CounterfactualDataset;
import io.github.djliit.training.InterchangeEvaluation;
import io.github.djliit.training.RowMetric;
import io.github.djliit.translate.InterventionInput;
import io.github.djliit.translate.InterventionOutput;
import io.github.djliit.translate.InterventionTranslator;
import java.util.List;
import java.util.Map;

/** The short examples of the README; the test of the README runs them and compares the text. */
final class Examples {

    private Examples() {}

    static float[] interchange(Model model) {
        try (NDManager manager = model.getNDManager().newSubManager()) {
            NDArray base = manager.create(new float[][] {{1, 1, 1, 1}});
            NDArray source = manager.create(new float[][] {{0, 1, 0, 0}});

            InterventionBlock network = new InterventionBlock(model.getBlock());
            InterventionPlan plan =
                    InterventionPlan.builder()
                            .interchange("02LambdaBlock[0:4]")
                            .collect("02LambdaBlock")
                            .build();
            InterventionResult result =
                    network.intervene(plan, new NDList(base), new NDList(source));

            NDArray counterfactual = result.counterfactual().singletonOrThrow();
            NDArray hidden = result.collected("02LambdaBlock").single();
            return counterfactual.concat(hidden, 1).toFloatArray();
        }
    }

    static <I, O> O predict(Model model, Translator<I, O> translator, I base, I source)
            throws TranslateException {
        InterventionPlan plan = InterventionPlan.builder().interchange("02LambdaBlock").build();
        try (var predictor = model.newPredictor(new InterventionTranslator<>(translator))) {
            InterventionOutput<O> output =
                    predictor.predict(InterventionInput.of(plan, base, source));
            return output.counterfactual();
        }
    }

    static InterventionPlan edits() {
        InterventionPlan plan =
                InterventionPlan.builder()
                        .add("01Linear[0:2]", Edit.add(.5f, -1f))
                        .add("03Linear:input[{4,9}]", Edit.zero())
                        .add("03Linear", Edit.set(0f))
                        .build();
        return InterventionPlan.fromJson(plan.toJson());
    }

    static List<SiteInfo> sites(Model model) {
        try (NDManager manager = model.getNDManager().newSubManager()) {
            NDList example = new NDList(manager.ones(new Shape(1, 4)));
            InterventionBlock network = new InterventionBlock(model.getBlock());
            List<SiteInfo> sites = network.sites(new ParameterStore(manager, false), example);
            return sites;
        }
    }

    static boolean causal() {
        Setting base = Setting.of(Logic.A, true, Logic.B, true, Logic.C, true, Logic.D, true);
        Setting source = Setting.of(Logic.A, false, Logic.B, true, Logic.C, true, Logic.D, true);
        Setting swapped = Logic.MODEL.interchange(base, Logic.LEFT, source);
        boolean same = swapped.get(Logic.SAME); // false: left is now that of the source
        boolean impactful = Logic.MODEL.isImpactful(base, Map.of(Logic.LEFT, source)); // true
        return !same && impactful;
    }

    static double measure(Model model) {
        CounterfactualDataset pairs = pairs();
        InterchangeEvaluation evaluation =
                new InterchangeEvaluation(
                        model.getBlock(), IitTraining.ALIGNMENT, Agreement.ofClasses());
        var figures = evaluation.run(model.getNDManager(), pairs).variables();
        double iia = figures.get("left").iia();
        return iia;
    }

    static InterchangeEvaluation.Figures figures(Model model) {
        CounterfactualDataset pairs = pairs();
        InterchangeEvaluation evaluation =
                new InterchangeEvaluation(
                                model.getBlock(), IitTraining.ALIGNMENT, Agreement.ofClasses())
                        .optRightOnly(true)
                        .optMetric("kl", RowMetric.klDivergence());
        var left = evaluation.run(model.getNDManager(), pairs).variables().get("left");
        Interval interval = left.agreement().interval(); // of 95%
        Estimate impactful = left.agreementImpactful(); // value, count and interval
        long leftOut = left.wrong().leftOut();
        return interval.contains(left.iia()) && impactful.count() + leftOut > 0 ? left : null;
    }

    private static CounterfactualDataset pairs() {
        return CounterfactualDataset.builder()
                .setCausalModel(Logic.MODEL)
                .setAlignment(IitTraining.ALIGNMENT)
                .setInputs(Logic.inputs(1000))
                .setSampling(100, false)
                .optSeed(7)
                .build();
    }
}
