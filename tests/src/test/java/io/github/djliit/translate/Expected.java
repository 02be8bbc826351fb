/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.translate;

import ai.djl.ndarray.NDList;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.site.Site;
import io.github.djliit.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Results of a batch of one, in the form that a translator gives them in. */
final class Expected {

    private Expected() {}

    static Map<Site, RowActivations> collected(InterventionResult result) {
        Map<Site, RowActivations> collected = new LinkedHashMap<>();
        result.collected()
                .forEach(
                        (site, found) ->
                                collected.put(
                                        site,
                                        new RowActivations(
                                                rows(found.base()),
                                                found.sources().stream()
                                                        .map(Expected::rows)
                                                        .toList(),
                                                rows(found.counterfactual()))));
        return collected;
    }

    private static List<Tensor> rows(NDList runs) {
        return runs.stream().map(array -> Tensor.of(array.squeeze(0))).toList();
    }
}
