/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.translate.internal;

import io.github.djliit.intervention.InterventionPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests with plans of their own that run as one call, one behind the other on the first axis.
 *
 * @param <T> the inputs of one run of a request
 * @param requests the requests, one or more
 */
public record InterventionBatch<T>(List<? extends Request<T>> requests) {

    /**
     * One request of a batch.
     *
     * @param <T> the inputs of one run
     */
    public interface Request<T> {

        /** Returns the inputs of the base run. */
        T base();

        /** Returns the inputs of each source run. */
        List<T> sources();

        /** Returns what is done and kept, in rows of this request alone. */
        InterventionPlan interventions();

        /** Returns how many rows each run has. */
        int rows();

        /** Returns whether nothing is asked that a plain prediction does not give. */
        default boolean isPlain() {
            return interventions().isEmpty() && sources().isEmpty();
        }

        /** Returns whether the counterfactual is another run than the base. */
        default boolean isEdited() {
            return !interventions().interventions().isEmpty();
        }
    }

    /** Copies the list. */
    public InterventionBatch {
        requests = List.copyOf(requests);
    }

    /** Returns how many rows the batch has. */
    public int rows() {
        return requests.stream().mapToInt(Request::rows).sum();
    }

    /** Returns whether nothing is asked that a plain prediction does not give. */
    public boolean isPlain() {
        return requests.stream().allMatch(Request::isPlain);
    }

    /** Returns whether the counterfactual of a request is another run than its base. */
    public boolean isEdited() {
        return requests.stream().anyMatch(Request::isEdited);
    }

    /** Returns the inputs of the base run of all requests. */
    public List<T> bases() {
        return requests.stream().<T>map(Request::base).toList();
    }

    /**
     * Returns the inputs of each run, those of all requests together: the base run, then each
     * source run. A request without a source has its base in the place of it, which nothing reads.
     */
    public List<List<T>> runs() {
        List<List<T>> runs = new ArrayList<>();
        runs.add(bases());
        int count = requests.stream().mapToInt(r -> r.sources().size()).max().orElse(0);
        for (int s = 0; s < count; s++) {
            int source = s;
            runs.add(requests.stream().<T>map(request -> sourceOrBase(request, source)).toList());
        }
        return runs;
    }

    private static <T> T sourceOrBase(Request<T> request, int source) {
        return source < request.sources().size() ? request.sources().get(source) : request.base();
    }

    /** Returns the plan of the batch, which gives each request what its own plan gives it alone. */
    public InterventionPlan plan() {
        return InterventionPlan.ofBatches(
                requests.stream().map(Request::interventions).toList(),
                requests.stream().mapToInt(Request::rows).toArray());
    }
}
