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
import io.github.djliit.statistics.Estimate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an ablation does.
 *
 * @param sites the sites that are ablated together
 * @param changed the share of rows whose answer is another than without the ablation
 * @param accuracy the share of rows whose answer is right under the ablation
 * @param drop how much of the accuracy is lost: right rows that turn wrong less wrong ones that
 *     turn right, by row
 * @param metrics the mean change of each metric by name, under the ablation less without
 * @param notFinite how many rows have an output with NaN or infinity under the ablation: the other
 *     figures say little where there are any
 */
public record Effect(
        List<Site> sites,
        Estimate changed,
        Estimate accuracy,
        Estimate drop,
        Map<String, Estimate> metrics,
        long notFinite) {

    /** Copies list and map, keeping their order. */
    public Effect {
        sites = List.copyOf(sites);
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }
}
