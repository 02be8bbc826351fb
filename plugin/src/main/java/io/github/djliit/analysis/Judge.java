/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

import ai.djl.ndarray.NDList;
import io.github.djliit.tensor.Finite;
import io.github.djliit.training.Agreement;
import io.github.djliit.training.JudgedOutput;
import io.github.djliit.training.RowMetric;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What makes an answer right.
 *
 * @param agreement when an output agrees with its label
 * @param output which outputs are judged
 * @param metrics what else is measured, by name
 */
record Judge(Agreement agreement, JudgedOutput output, Map<String, RowMetric> metrics) {

    Judge {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }

    /** Judges the outputs with nothing ablated. */
    StudyBatch.Facts facts(NDList labels, NDList outputs) {
        NDList expected = output.ofLabels(labels);
        NDList found = JudgedOutput.labelled(expected, output.ofOutputs(outputs));
        boolean[] right = agreement.all(expected, found);
        boolean[] finite = Finite.rows(found, right.length);
        checkSame(found, finite);
        return new StudyBatch.Facts(expected, found, right, finite, measured(expected, found));
    }

    /** An output in place of a label says what changed only if it agrees with itself. */
    private void checkSame(NDList outputs, boolean[] finite) {
        boolean[] same = agreement.all(outputs, outputs);
        for (int row = 0; row < same.length; row++) {
            if (finite[row] && !same[row]) {
                throw new IllegalArgumentException(
                        "By this Agreement an output does not agree with itself, as in row "
                                + row
                                + " of a batch, so that every ablation would seem to change it: the"
                                + " Agreement of a study (optAgreement) is also given outputs in"
                                + " place of labels, and compares two outputs then");
            }
        }
    }

    /** Counts what an ablation changed. */
    void compare(StudyBatch.Facts before, NDList outputs, EffectCounts counts) {
        NDList found = JudgedOutput.labelled(before.labels(), output.ofOutputs(outputs));
        boolean[] same = agreement.all(before.outputs(), found);
        boolean[] right = agreement.all(before.labels(), found);
        boolean[] finite = Finite.rows(found, right.length);
        for (int row = 0; row < right.length; row++) {
            if (!finite[row]) {
                counts.addNotFinite();
            }
            counts.add(same[row], before.isRight(row), right[row]);
        }
        measured(before.labels(), found)
                .forEach((name, after) -> counts.addMetric(name, before.metric(name), after));
    }

    private Map<String, double[]> measured(NDList labels, NDList outputs) {
        Map<String, double[]> measured = new LinkedHashMap<>();
        metrics.forEach(
                (name, metric) ->
                        measured.put(name, metric.checked(labels.head(), outputs.head())));
        return measured;
    }
}
