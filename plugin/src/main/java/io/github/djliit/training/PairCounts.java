/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import io.github.djliit.statistics.Bootstrap;
import io.github.djliit.statistics.Estimate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.DoubleStream;

/** Running totals of the pairs of one variable. */
final class PairCounts {

    private final boolean rightOnly;
    private final Map<String, DoubleStream.Builder> metrics = new LinkedHashMap<>();
    private long pairs;
    private long agree;
    private long impactful;
    private long agreeImpactful;
    private long wrongBase;
    private long wrongSource;
    private long wrongCounterfactual;
    private long wrong;
    private long notFinite;

    PairCounts(boolean rightOnly, Collection<String> metrics) {
        this.rightOnly = rightOnly;
        metrics.forEach(name -> this.metrics.put(name, DoubleStream.builder()));
    }

    /** Counts a pair; returns whether it is not left out. */
    boolean add(PairFacts pair) {
        wrongBase += pair.task() ? 0 : 1;
        wrongSource += pair.sourceWrong() ? 1 : 0;
        wrongCounterfactual += pair.naturalWrong() ? 1 : 0;
        wrong += pair.wrong() ? 1 : 0;
        notFinite += pair.finite() ? 0 : 1;
        if (rightOnly && pair.wrong()) {
            return false;
        }
        pairs++;
        agree += pair.agrees() ? 1 : 0;
        impactful += pair.impactful() ? 1 : 0;
        agreeImpactful += pair.agrees() && pair.impactful() ? 1 : 0;
        return true;
    }

    void add(String metric, double value) {
        metrics.get(metric).add(value);
    }

    boolean isEmpty() {
        return pairs == 0 && wrong == 0;
    }

    InterchangeEvaluation.Figures figures(Bootstrap bootstrap) {
        Map<String, Estimate> means = new LinkedHashMap<>();
        metrics.forEach(
                (name, values) -> means.put(name, bootstrap.mean(values.build().toArray())));
        return new InterchangeEvaluation.Figures(
                bootstrap.share(agree, pairs),
                bootstrap.share(impactful, pairs),
                bootstrap.share(agreeImpactful, impactful),
                bootstrap.share(agree - agreeImpactful, pairs - impactful),
                new InterchangeEvaluation.Wrong(
                        wrongBase, wrongSource, wrongCounterfactual, wrong, rightOnly ? wrong : 0),
                means,
                notFinite);
    }
}
