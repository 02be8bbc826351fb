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
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Dataset;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.analysis.Ablation;
import io.github.djliit.analysis.AblationStudy;
import io.github.djliit.analysis.CircuitScore;
import io.github.djliit.analysis.Comparison;
import io.github.djliit.analysis.Contrast;
import io.github.djliit.analysis.DistinguishingPair;
import io.github.djliit.analysis.Effect;
import io.github.djliit.analysis.Hypotheses;
import io.github.djliit.analysis.Hypothesis;
import io.github.djliit.analysis.InputPair;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.training.Agreement;
import io.github.djliit.training.Encoding;
import java.util.List;

/** The examples of docs/analysis.md, on the network of {@link IitTraining}. */
final class AnalysisExamples {

    private static final Alignment ALIGNMENT = IitTraining.ALIGNMENT;

    /** Left and right the other way round: the same answers to all inputs. */
    private static final CausalModel SWAPPED =
            CausalModel.builder("swapped")
                    .input(Logic.A, Logic.B, Logic.C, Logic.D)
                    .mechanism(Logic.LEFT, Logic.C, Logic.D, Boolean::logicalAnd)
                    .mechanism(Logic.RIGHT, Logic.A, Logic.B, Boolean::logicalAnd)
                    .mechanism(Logic.SAME, Logic.LEFT, Logic.RIGHT, Boolean::equals)
                    .output(Logic.SAME)
                    .build();

    private AnalysisExamples() {}

    static Effect effect(Model model) throws Exception {
        try (NDManager manager = model.getNDManager().newSubManager();
                AblationStudy study =
                        AblationStudy.builder()
                                .setNetwork(model.getBlock())
                                .setData(data(manager))
                                .optAblation(Ablation.RESAMPLE)
                                .build(manager)) {
            Effect left = study.effect("02LambdaBlock[0:4]");
            double changed = left.changed().value(); // the share of answers that change
            double drop = left.drop().value(); // of the accuracy
            return changed >= drop ? left : null;
        }
    }

    static CircuitScore circuit(Model model) throws Exception {
        try (NDManager manager = model.getNDManager().newSubManager();
                AblationStudy study =
                        AblationStudy.builder()
                                .setNetwork(model.getBlock())
                                .setData(data(manager))
                                .build(manager)) {
            List<String> candidates =
                    List.of("02LambdaBlock[0:4]", "02LambdaBlock[4:8]", "02LambdaBlock[8:16]");
            CircuitScore score = study.circuit(ALIGNMENT, candidates);
            double alone = score.sufficiency(); // all but the aligned sites are ablated
            double without = score.necessity(); // the aligned sites are ablated
            List<Effect> others = study.outside(ALIGNMENT, candidates); // one by one
            return others.size() == 1 && alone + without > 0 ? score : null;
        }
    }

    static Comparison compare(Model model) {
        Hypotheses hypotheses =
                new Hypotheses(
                        model.getBlock(),
                        Hypothesis.of(Logic.MODEL, ALIGNMENT),
                        Hypothesis.of(SWAPPED, ALIGNMENT),
                        Agreement.ofClasses());
        List<InputPair> pairs = InputPair.draw(Logic.inputs(16), 200, 42);
        Contrast contrast = hypotheses.contrasts().get(0); // left, at its sites, in both
        List<DistinguishingPair> telling =
                hypotheses.telling(contrast, pairs); // no run of the network
        Comparison comparison = hypotheses.compare(model.getNDManager(), pairs).get(0);
        return comparison.telling() == telling.size() ? comparison : null;
    }

    private static Dataset data(NDManager manager) {
        List<Setting> solved = Logic.inputs(160).stream().map(Logic.MODEL::run).toList();
        Encoding encoding = Encoding.of(Logic.MODEL);
        return new ArrayDataset.Builder()
                .setData(encoding.inputs(manager, solved).head())
                .optLabels(encoding.labels(manager, solved).head())
                .setSampling(80, false)
                .build();
    }
}
