/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.network.ActivationCache;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.site.Site;
import io.github.djliit.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which sources of a batch need not run, and what is kept of those that do.
 *
 * @param requests the requests of the batch
 * @param cache what was kept
 * @param scope owns all arrays
 */
record GroupSources(List<ServingRequest> requests, SourceCache cache, NDManager scope) {

    /** Whether nothing but the counterfactual is wanted, of sources as they are. */
    boolean maySpare() {
        return requests.stream()
                .allMatch(
                        request ->
                                request.interventions().collect().isEmpty()
                                        && request.parts().stream()
                                                .noneMatch(ReplyPart::needsSources)
                                        && request.interventions().interventions().stream()
                                                .allMatch(i -> i.into().isEmpty()));
    }

    /** Returns the sites without regions where a request reads a source. */
    private static Set<Site> reads(ServingRequest request, int source) {
        Set<Site> sites = new LinkedHashSet<>();
        if (source < request.sources().size()) {
            for (Intervention each : request.interventions().interventions()) {
                if (each.edit().needsSource() && each.source() == source) {
                    sites.add(each.readSite().whole());
                }
            }
        }
        return sites;
    }

    /** Returns what a source gave before for all requests, or nothing if it has to run. */
    Optional<ActivationCache> find(int source) {
        Map<Site, List<Tensor>> found = new LinkedHashMap<>();
        requests.stream()
                .flatMap(request -> reads(request, source).stream())
                .forEach(site -> found.put(site, new ArrayList<>()));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Map<Site, NDArray> arrays = new LinkedHashMap<>();
        for (Site site : found.keySet()) {
            Optional<NDArray> array = find(source, site);
            if (array.isEmpty()) {
                return Optional.empty();
            }
            arrays.put(site, array.get());
        }
        cache.hit();
        return Optional.of(ActivationCache.of(scope, arrays));
    }

    /** Requests that do not read the site have zeros there, which nothing reads. */
    private Optional<NDArray> find(int source, Site site) {
        List<Optional<Tensor>> rows = new ArrayList<>();
        Shape shape = null;
        for (ServingRequest request : requests) {
            boolean reads = reads(request, source).contains(site);
            Optional<Tensor> own =
                    reads ? cache.find(key(request, source, site)) : Optional.empty();
            if (reads && own.isEmpty()) {
                return Optional.empty();
            }
            rows.add(own);
            shape = own.map(Tensor::shape).orElse(shape);
        }
        NDList parts = new NDList();
        for (int r = 0; r < rows.size(); r++) {
            Shape zeros = new Shape(requests.get(r).rows()).addAll(shape.slice(1));
            parts.add(
                    rows.get(r)
                            .map(tensor -> tensor.toArray(scope))
                            .orElseGet(() -> scope.zeros(zeros)));
        }
        boolean isOneForm =
                parts.stream()
                                .map(part -> List.of(part.getDataType(), part.getShape().slice(1)))
                                .distinct()
                                .count()
                        == 1;
        return isOneForm ? Optional.of(NDArrays.concat(parts, 0)) : Optional.empty();
    }

    private static SourceCache.Key key(ServingRequest request, int source, Site site) {
        return new SourceCache.Key(request.sources().get(source), site);
    }

    /** Returns the sites at which sources are to be collected, since they came before. */
    List<Site> toKeep() {
        Set<Site> sites = new LinkedHashSet<>();
        for (ServingRequest request : requests) {
            for (int s = 0; s < request.sources().size(); s++) {
                int source = s;
                if (cache.isRepeated(request.sources().get(s))) {
                    reads(request, s).stream()
                            .filter(site -> !cache.isUnfit(site))
                            .filter(site -> cache.find(key(request, source, site)).isEmpty())
                            .forEach(sites::add);
                }
            }
        }
        return List.copyOf(sites);
    }

    /** Keeps what was collected of the sources that ran. */
    void keep(InterventionResult result, List<Site> sites) {
        int from = 0;
        int all = requests.stream().mapToInt(ServingRequest::rows).sum();
        for (ServingRequest request : requests) {
            int to = from + request.rows();
            for (int s = 0; s < request.sources().size(); s++) {
                for (Site site : reads(request, s)) {
                    if (sites.contains(site)) {
                        NDList runs = result.collected().get(site).sources().get(s);
                        keep(key(request, s, site), runs, from, to, all);
                    }
                }
            }
            from = to;
        }
    }

    private void keep(SourceCache.Key key, NDList runs, int from, int to, int all) {
        if (runs.isEmpty()) {
            return; // The source did not run.
        }
        boolean hasRows = runs.size() == 1 && runs.head().getShape().dimension() > 0;
        if (!hasRows || runs.head().getShape().get(0) != all) {
            cache.setUnfit(key.site());
            return;
        }
        try (NDArray own = runs.head().get(NDIndex.sliceAxis(0, from, to))) {
            cache.put(key, Tensor.of(own));
        }
    }
}
