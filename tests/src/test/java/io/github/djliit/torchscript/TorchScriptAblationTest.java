/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.ArrayDataset;
import io.github.djliit.analysis.Ablation;
import io.github.djliit.analysis.AblationStudy;
import io.github.djliit.analysis.Effect;
import io.github.djliit.training.RowMetric;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The transformer adder.pt, untrained, on all of its 64 inputs. */
class TorchScriptAblationTest {

    private static final RowMetric FIRST_LOGIT =
            (label, prediction) -> {
                float[] logits = prediction.toFloatArray();
                double[] rows = new double[(int) prediction.getShape().get(0)];
                for (int row = 0; row < rows.length; row++) {
                    rows[row] = logits[row * logits.length / rows.length];
                }
                return rows;
            };

    private TorchScriptBlock block;
    private NDManager manager;

    @BeforeEach
    void open() {
        block = GoldenModels.open("adder", false);
        manager = NDManager.newBaseManager("PyTorch");
    }

    @AfterEach
    void close() {
        manager.close();
        block.close();
    }

    private Effect effect(Ablation ablation, String site) throws Exception {
        NDList tokens = Adder.tokens(manager);
        ArrayDataset data =
                new ArrayDataset.Builder()
                        .setData(tokens.get(0), tokens.get(1))
                        .optLabels(manager.zeros(new Shape(64), DataType.INT64))
                        .setSampling(32, false)
                        .build();
        try (AblationStudy study =
                AblationStudy.builder()
                        .setNetwork(block)
                        .setData(data)
                        .optAblation(ablation)
                        .optMetric("logit", FIRST_LOGIT)
                        .optMetric("square", (l, p) -> squares(FIRST_LOGIT.rows(l, p)))
                        .build(manager)) {
            return study.effect(site);
        }
    }

    private static double[] squares(double... values) {
        double[] squares = values.clone();
        for (int i = 0; i < squares.length; i++) {
            squares[i] = squares[i] * squares[i];
        }
        return squares;
    }

    /** Whole rows change places, so that each sum over all rows stays as it is. */
    @Test
    void resamplingAWholeLayerPermutesTheOutputs() throws Exception {
        Effect effect = effect(Ablation.RESAMPLE, "layers.0");
        assertThat(effect.changed().value()).isPositive();
        assertThat(effect.metrics().get("logit").value()).isCloseTo(0, within(1e-5));
        assertThat(effect.metrics().get("square").value()).isCloseTo(0, within(1e-5));
    }

    @Test
    void resamplingAPartIsNoPermutation() throws Exception {
        Effect effect = effect(Ablation.RESAMPLE, "layers.0[1, 0:16]");
        assertThat(Math.abs(effect.metrics().get("square").value())).isGreaterThan(1e-5);
    }

    /** With one activation for all rows, all have one answer: the one label, or never. */
    @Test
    void theMeanOfALayerGivesOneAnswer() throws Exception {
        assertThat(effect(Ablation.MEAN, "layers.1").accuracy().value()).isIn(0., 1.);
    }

    @Test
    void aTensorInTheCodeIsASite() throws Exception {
        Effect effect = effect(Ablation.ZERO, "layers.1.attn@weights");
        assertThat(effect.metrics().get("logit").value()).isNotZero();
    }
}
