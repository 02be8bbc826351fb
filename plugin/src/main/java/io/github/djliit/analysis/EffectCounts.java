/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

import io.github.djliit.site.Site;
import io.github.djliit.statistics.Bootstrap;
import io.github.djliit.statistics.Estimate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** Running totals of one ablation. */
final class EffectCounts {

    private final List<Site> sites;
    private final DoubleStream.Builder drops = DoubleStream.builder();
    private final Map<String, DoubleStream.Builder> metrics = new LinkedHashMap<>();
    private long rows;
    private long changed;
    private long right;
    private long notFinite;

    EffectCounts(List<Site> sites, Collection<String> metrics) {
        this.sites = sites;
        metrics.forEach(name -> this.metrics.put(name, DoubleStream.builder()));
    }

    /** Counts a row whose outputs are not finite under the ablation. */
    void addNotFinite() {
        notFinite++;
    }

    void add(boolean isSame, boolean wasRight, boolean isRight) {
        rows++;
        changed += isSame ? 0 : 1;
        right += isRight ? 1 : 0;
        drops.add((wasRight ? 1 : 0) - (isRight ? 1 : 0));
    }

    void addMetric(String name, double[] before, double[] after) {
        for (int row = 0; row < before.length; row++) {
            metrics.get(name).add(after[row] - before[row]);
        }
    }

    Effect effect(Bootstrap bootstrap) {
        Map<String, Estimate> changes = new LinkedHashMap<>();
        metrics.forEach(
                (name, values) -> changes.put(name, bootstrap.mean(values.build().toArray())));
        return new Effect(
                sites,
                bootstrap.share(changed, rows),
                bootstrap.share(right, rows),
                bootstrap.mean(drops.build().toArray()),
                changes,
                notFinite);
    }
}
