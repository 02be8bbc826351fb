/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.ParameterList;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Linear probes that are trained along with a network: each reads a site and gives one more output,
 * in base, sources and counterfactual alike, behind the network's own.
 *
 * <p>With labels of the variables that the probes are to tell, from {@link Encoding#withLabels},
 * this is the multi-task objective of Geiger et al. (ICML 2022), section 3, beside interchanges or
 * in their place; {@link IitLoss#optTaskOutputs} and {@link IitLoss#optCounterfactualOutputs} weigh
 * it. The parameters belong to the trainer, not to the model, whose files do not have them. For one
 * trainer.
 */
public final class Probes {

    private final List<Probe> probes;

    /** A linear layer at a site. */
    private record Probe(Site site, long width, Linear layer) {}

    private Probes(List<Probe> probes) {
        this.probes = List.copyOf(probes);
    }

    /**
     * Returns a builder.
     *
     * @return a builder without probes
     */
    public static Builder builder() {
        return new Builder();
    }

    /** No probes. */
    static Probes none() {
        return new Probes(List.of());
    }

    int size() {
        return probes.size();
    }

    Set<Site> sites() {
        return probes.stream().map(Probe::site).collect(Collectors.toSet());
    }

    /**
     * Gives the probes their first values, unless they have some; a trainer does so, too.
     *
     * @param manager the owner of the parameters
     * @param type the type of the parameters
     */
    public void initialize(NDManager manager, DataType type) {
        for (Probe probe : probes) {
            probe.layer.initialize(manager, type, new Shape(1, probe.width));
        }
    }

    /**
     * Returns the parameters, which no model's file has.
     *
     * @return the parameters by name, in the order of the probes
     */
    public ParameterList getParameters() {
        ParameterList parameters = new ParameterList();
        for (int i = 0; i < probes.size(); i++) {
            for (Pair<String, Parameter> each : probes.get(i).layer.getParameters()) {
                parameters.add("probe" + i + "_" + each.getKey(), each.getValue());
            }
        }
        return parameters;
    }

    /**
     * Reads the sites of one run.
     *
     * @param at what the run has at a site, one array for each run of its block
     * @return the output of each probe, {@code [batch, classes]}
     */
    NDList forward(ParameterStore store, boolean training, Function<Site, NDList> at) {
        NDList outputs = new NDList(probes.size());
        for (Probe probe : probes) {
            NDArray activation = at.apply(probe.site).head();
            NDArray flat = activation.reshape(activation.getShape().get(0), -1);
            if (flat.getShape().get(1) != probe.width) {
                throw new IllegalArgumentException(
                        "The probe at %s expects %s numbers of a row, found %s in %s"
                                .formatted(
                                        probe.site,
                                        probe.width,
                                        flat.getShape().get(1),
                                        activation.getShape()));
            }
            outputs.addAll(probe.layer.forward(store, new NDList(flat), training));
        }
        return outputs;
    }

    /** Collects the probes; not thread-safe. */
    public static final class Builder {

        private final List<Probe> probes = new ArrayList<>();

        private Builder() {}

        /**
         * Adds a probe, which is the next output.
         *
         * @param site the text form of its site
         * @param width how many numbers of a row the site's region has
         * @param classes how many classes it tells, or numbers
         * @return this builder
         */
        public Builder add(String site, long width, int classes) {
            Linear layer = Linear.builder().setUnits(classes).build();
            probes.add(new Probe(Site.of(site), width, layer));
            return this;
        }

        /**
         * Builds the probes.
         *
         * @return the probes, without values yet
         */
        public Probes build() {
            return new Probes(probes);
        }
    }
}
