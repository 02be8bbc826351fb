/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import io.github.djliit.alignment.Subspace;
import io.github.djliit.intervention.BoundaryMask;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Features;
import io.github.djliit.intervention.Featurizer;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.LowRank;
import io.github.djliit.intervention.Rotation;
import io.github.djliit.intervention.Trainable;
import io.github.djliit.intervention.Value;
import io.github.djliit.intervention.Weights;
import io.github.djliit.site.Site;
import io.github.djliit.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a search learns: a map of each site and, where the number of dimensions is learned too, a
 * boundary for each.
 *
 * <p>All variables share the map of a site, each with columns of its own, so that their subspaces
 * are orthogonal whatever is learned.
 */
final class SearchSpace {

    private final List<Site> sites;
    private final List<Featurizer> maps = new ArrayList<>();

    /** A boundary for each site; empty where the numbers of dimensions are given. */
    private final List<BoundaryMask> boundaries = new ArrayList<>();

    private final Map<String, Integer> dimensions;
    private final List<Integer> widths;

    /**
     * Makes the maps from which a search starts.
     *
     * @param sites the sites
     * @param widths how many units each of them has
     * @param search the settings
     * @param start the number of the start, each of which draws other maps
     */
    SearchSpace(List<Site> sites, List<Integer> widths, SubspaceSearch.Builder search, int start) {
        this.sites = sites;
        this.widths = widths;
        dimensions = search.dimensions;
        int total = dimensions.values().stream().mapToInt(Integer::intValue).sum();
        for (int i = 0; i < sites.size(); i++) {
            int width = widths.get(i);
            long seed = (search.seed * 31 + start) * 31 + i;
            maps.add(
                    search.lowRank
                            ? LowRank.random(width, total, seed)
                            : Rotation.random(width, seed));
            if (search.boundless) {
                boundaries.add(BoundaryMask.of(.5f, 1));
            }
        }
    }

    /** Makes the weights parameters that have a gradient. */
    void initialize(NDManager manager) {
        for (Weights weights : weights()) {
            weights.initialize(manager, DataType.FLOAT32);
        }
        parameters().forEach(parameter -> parameter.getArray().setRequiresGradient(true));
    }

    private List<Weights> weights() {
        List<Weights> weights = new ArrayList<>();
        maps.forEach(map -> weights.add(((Trainable<?>) map).weights()));
        boundaries.forEach(boundary -> weights.add(boundary.weights()));
        return weights;
    }

    /** Returns what is trained, in a fixed order. */
    List<Parameter> parameters() {
        return weights().stream()
                .flatMap(each -> each.getDirectParameters().values().stream())
                .toList();
    }

    /** Returns the parameters of the boundaries. */
    List<NDArray> boundaries() {
        return boundaries.stream()
                .flatMap(each -> each.weights().getDirectParameters().values().stream())
                .map(Parameter::getArray)
                .toList();
    }

    /** Returns copies of the present weights. */
    Map<String, Tensor> save(String prefix) {
        Map<String, Tensor> saved = new LinkedHashMap<>();
        for (Parameter parameter : parameters()) {
            saved.put(prefix + saved.size(), Tensor.of(parameter.getArray()));
        }
        return saved;
    }

    /** Brings back what {@link #save} returned. */
    void restore(String prefix, Map<String, Tensor> saved) {
        int number = 0;
        for (Parameter parameter : parameters()) {
            Tensor tensor = saved.get(prefix + number++);
            if (tensor == null || !tensor.shape().equals(parameter.getArray().getShape())) {
                throw new IllegalArgumentException(
                        "expected the array '"
                                + prefix
                                + (number - 1)
                                + "' of shape "
                                + parameter.getArray().getShape()
                                + ", found "
                                + (tensor == null ? "none" : tensor.shape()));
            }
            NDArray array = parameter.getArray();
            array.setRequiresGradient(false);
            array.set(tensor.toFloats());
            array.setRequiresGradient(true);
        }
    }

    /**
     * Returns the plan that is trained: for each variable, in order, an intervention at each site.
     *
     * @param temperature how soft boundaries are, in features
     */
    InterventionPlan trained(float temperature) {
        List<Intervention> plan = new ArrayList<>();
        for (String variable : dimensions.keySet()) {
            for (int i = 0; i < sites.size(); i++) {
                Intervention part = Intervention.of(sites.get(i), edit(i, temperature));
                plan.add(
                        part.withFeaturizer(maps.get(i))
                                .withFeatures(
                                        boundaries.isEmpty()
                                                ? features(variable)
                                                : Features.all()));
            }
        }
        return new InterventionPlan(plan, List.of());
    }

    private Edit edit(int site, float temperature) {
        return boundaries.isEmpty()
                ? Edit.interchange()
                : boundaries.get(site).withTemperature(temperature);
    }

    /** Returns the columns of a variable, after those of the variables before it. */
    private Features features(String variable) {
        int from = 0;
        for (Map.Entry<String, Integer> entry : dimensions.entrySet()) {
            if (entry.getKey().equals(variable)) {
                return range(from, from + entry.getValue());
            }
            from += entry.getValue();
        }
        throw new IllegalArgumentException("The variable '" + variable + "' is not searched");
    }

    private static Features range(int from, int to) {
        return new Features.Of(Candidates.range(from, to));
    }

    /** Returns what is learned of a variable so far, with the very maps that are trained. */
    Map<Site, Subspace> present(String variable) {
        return subspaces(variable, maps);
    }

    /** Returns what is learned of every variable, in maps that nothing trains any more. */
    Map<String, Map<Site, Subspace>> found() {
        List<Featurizer> fixed = maps.stream().map(SearchSpace::fixed).toList();
        Map<String, Map<Site, Subspace>> found = new LinkedHashMap<>();
        dimensions.keySet().forEach(variable -> found.put(variable, subspaces(variable, fixed)));
        return found;
    }

    private static Featurizer fixed(Featurizer map) {
        return map instanceof LowRank low
                ? LowRank.of(low.matrix())
                : Rotation.of(((Rotation) map).matrix());
    }

    private Map<Site, Subspace> subspaces(String variable, List<Featurizer> of) {
        Map<Site, Subspace> subspaces = new LinkedHashMap<>();
        for (int i = 0; i < sites.size(); i++) {
            Features features =
                    boundaries.isEmpty() ? features(variable) : range(0, dimensions(variable, i));
            subspaces.put(sites.get(i), new Subspace(of.get(i), features));
        }
        return subspaces;
    }

    /** Returns the width of the widest site. */
    int widest() {
        return widths.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }

    /** Returns how many dimensions of a site a variable has. */
    int dimensions(String variable, int site) {
        if (boundaries.isEmpty()) {
            return dimensions.get(variable);
        }
        Value mask = boundaries.get(site).withTemperature(1e-3f).mask(widths.get(site));
        int count = 0;
        for (float weight : mask.toArray()) {
            count += weight > .25f ? 1 : 0;
        }
        return Math.max(1, count);
    }

    /** Returns the share of all units that a variable has, where the boundary is learned. */
    double share(String variable) {
        double taken = 0;
        for (int i = 0; i < sites.size(); i++) {
            taken += dimensions(variable, i);
        }
        return taken / widths.stream().mapToInt(Integer::intValue).sum();
    }
}
