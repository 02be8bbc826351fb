/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.alignment;

import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Variable;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.json.JsonFormatException;
import io.github.djliit.site.BlockTree;
import io.github.djliit.site.Nearest;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Which sites of a network realise which variable of a causal model.
 *
 * <p>Plain data: variables and sites by name, in order; a variable's number is its place in that
 * order. The sites of one variable are all swapped together. Whether the names exist is checked
 * when the alignment meets a causal model or a network, by {@link #check(CausalModel)} and {@link
 * #check(BlockTree)}. Immutable and thread-safe. The JSON form is
 *
 * <pre>{@code
 * {"version": 1, "variables": [{"variable": "left", "sites": ["02Linear[0:4]"]}]}
 * }</pre>
 *
 * <p>A variable that lives in a subspace, as a search finds it, has {@code subspaces} too, one for
 * each site, with the keys {@code featurizer} and {@code features} of a plan; a featurizer that
 * several of them share stands in {@code featurizers} at the top, and is named.
 *
 * @param sites the sites of each variable, by the variable's name
 * @param subspaces for a variable that is not all of its sites, what it is of each of them, in the
 *     order of the sites
 */
public record Alignment(Map<String, List<Site>> sites, Map<String, List<Subspace>> subspaces) {

    /**
     * Copies the maps, keeping their order, and checks that each variable has a name and distinct
     * sites, and that subspaces are given for each of its sites and are disjoint where variables
     * share a featurizer.
     *
     * @throws IllegalArgumentException if they are not
     */
    public Alignment {
        Map<String, List<Site>> copy = new LinkedHashMap<>();
        sites.forEach((variable, places) -> copy.put(variable, checked(variable, places)));
        sites = Collections.unmodifiableMap(copy);
        subspaces = Subspaces.checked(sites, subspaces);
    }

    /**
     * Creates an alignment of variables to all of their sites.
     *
     * @param sites the sites of each variable, by the variable's name
     */
    public Alignment(Map<String, List<Site>> sites) {
        this(sites, Map.of());
    }

    /**
     * Returns a builder.
     *
     * @return an empty builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Creates an alignment of one variable to one site.
     *
     * @param variable the variable
     * @param site the text form of its site
     * @return the alignment
     */
    public static Alignment of(Variable<?> variable, String site) {
        return builder().align(variable, site).build();
    }

    /**
     * Creates an alignment of two variables to one site each.
     *
     * @param first the variable with number 0
     * @param siteOfFirst the text form of its site
     * @param second the variable with number 1
     * @param siteOfSecond the text form of its site
     * @return the alignment
     */
    public static Alignment of(
            Variable<?> first, String siteOfFirst, Variable<?> second, String siteOfSecond) {
        return builder().align(first, siteOfFirst).align(second, siteOfSecond).build();
    }

    /**
     * Numbers variables whose sites are not known yet, for the dataset of a sweep or a search: each
     * is aligned to the output of the network.
     *
     * @param variables the names of the variables
     * @return the alignment
     */
    public static Alignment ofVariables(List<String> variables) {
        Builder anywhere = builder();
        variables.forEach(variable -> anywhere.align(variable, ":output"));
        return anywhere.build();
    }

    /**
     * Reads the JSON form.
     *
     * @param json the text
     * @return the alignment
     * @throws JsonFormatException if the text is not an alignment; its message starts with the JSON
     *     pointer of the fault
     */
    public static Alignment fromJson(String json) {
        return AlignmentJson.read(json);
    }

    /**
     * Writes the JSON form.
     *
     * @return the text
     */
    public String toJson() {
        return AlignmentJson.write(this);
    }

    /**
     * Returns the names of the aligned variables; their order numbers them.
     *
     * @return the names
     */
    public List<String> variables() {
        return List.copyOf(sites.keySet());
    }

    /**
     * Returns the alignment of some of the variables.
     *
     * @param variables their names; they keep the order of this alignment
     * @return the smaller alignment
     * @throws IllegalArgumentException if one is not aligned here
     */
    public Alignment restrictedTo(Collection<String> variables) {
        variables.forEach(this::requireAligned);
        Map<String, List<Site>> kept = new LinkedHashMap<>(sites);
        kept.keySet().retainAll(variables);
        Map<String, List<Subspace>> parts = new LinkedHashMap<>(subspaces);
        parts.keySet().retainAll(variables);
        return new Alignment(kept, parts);
    }

    /**
     * Returns the interchange of a variable from source 0, an intervention for each of its sites.
     *
     * @param variable the name of the variable
     * @return the interventions, in the order of the sites
     * @throws IllegalArgumentException if the variable is not aligned here
     */
    public List<Intervention> interchange(String variable) {
        requireAligned(variable);
        return Subspaces.interchange(sites.get(variable), subspaces.get(variable));
    }

    /**
     * Returns the plan that interchanges variables, each from a source of its own.
     *
     * @param sources the index of the source for each variable that is swapped
     * @return the plan, in the order of {@code sources}
     * @throws IllegalArgumentException if a variable is not aligned here, or two share units, where
     *     only one value can be
     */
    public InterventionPlan plan(Map<String, Integer> sources) {
        checkApart(sources.keySet());
        List<Intervention> interventions = new ArrayList<>();
        sources.forEach(
                (variable, source) -> {
                    for (Intervention intervention : interchange(variable)) {
                        interventions.add(intervention.withSource(source));
                    }
                });
        return new InterventionPlan(interventions, List.of());
    }

    /**
     * Checks that variables can be interchanged together: where one has the value of a unit, the
     * other must not. Variables in subspaces are taken to be apart, which is checked where they
     * share a featurizer.
     *
     * @param variables their names
     * @return this alignment
     * @throws IllegalArgumentException if a variable is not aligned here, or two are known to share
     *     units, see {@link Site#sharesUnits}; sites without their full paths may hide it
     */
    public Alignment checkApart(Collection<String> variables) {
        variables.forEach(this::requireAligned);
        SharedUnits.check(this, List.copyOf(variables));
        return this;
    }

    /**
     * Tells whether two variables are known to share units, so that they cannot be interchanged
     * together, see {@link #checkApart}.
     *
     * @param first a variable
     * @param second another
     * @return whether they do
     * @throws IllegalArgumentException if one is not aligned here
     */
    public boolean sharesUnits(String first, String second) {
        requireAligned(first);
        requireAligned(second);
        return SharedUnits.areThere(this, first, second);
    }

    /**
     * Checks that every aligned variable is one of the causal model's.
     *
     * @param model the causal model
     * @return this alignment
     * @throws IllegalArgumentException if it is empty, or the model lacks a variable
     */
    public Alignment check(CausalModel model) {
        requireNotEmpty();
        List<String> names = model.variables().stream().map(Variable::name).toList();
        for (String variable : sites.keySet()) {
            if (!names.contains(variable)) {
                throw new IllegalArgumentException(
                        "The alignment names the variable '"
                                + variable
                                + "', which the causal model "
                                + model.name()
                                + " does not have."
                                + Nearest.hint(variable, names));
            }
        }
        return this;
    }

    /**
     * Checks that every site is in the network.
     *
     * @param network the tree of the network
     * @return the same alignment with full paths
     * @throws IllegalArgumentException if it is empty, or the network lacks a site
     */
    public Alignment check(BlockTree network) {
        return check((UnaryOperator<Site>) network::resolve);
    }

    /**
     * Checks that every site is in the network.
     *
     * @param network gives a site its path in full, or throws an {@link IllegalArgumentException}
     * @return the same alignment with full paths
     * @throws IllegalArgumentException if it is empty, or the network lacks a site
     */
    public Alignment check(UnaryOperator<Site> network) {
        requireNotEmpty();
        Map<String, List<Site>> resolved = new LinkedHashMap<>();
        sites.forEach(
                (variable, places) ->
                        resolved.put(
                                variable,
                                places.stream().map(s -> resolve(network, variable, s)).toList()));
        return new Alignment(resolved, subspaces);
    }

    /**
     * Checks that every variable is all of its sites, as where sites are taken whole.
     *
     * @param what what takes them whole, for the message
     * @return this alignment
     * @throws IllegalArgumentException if a variable lives in a subspace
     */
    public Alignment checkWhole(String what) {
        if (!subspaces.isEmpty()) {
            throw new IllegalArgumentException(
                    what
                            + " takes sites whole, but the alignment has "
                            + subspaces.keySet()
                            + " in subspaces of theirs: give an alignment of whole sites, or of"
                            + " units of theirs");
        }
        return this;
    }

    private static Site resolve(UnaryOperator<Site> network, String variable, Site site) {
        try {
            return network.apply(site);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The alignment of variable '"
                            + variable
                            + "' to "
                            + site
                            + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private static List<Site> checked(String variable, List<Site> places) {
        if (variable == null || variable.isBlank()) {
            throw new IllegalArgumentException(
                    "An aligned variable has a name, found '" + variable + "' at " + places);
        }
        if (places.isEmpty()) {
            throw new IllegalArgumentException(
                    "The variable '"
                            + variable
                            + "' is aligned to no site; name one, or leave the"
                            + " variable out");
        }
        if (new LinkedHashSet<>(places).size() < places.size()) {
            throw new IllegalArgumentException(
                    "The variable '" + variable + "' is aligned to one site twice: " + places);
        }
        return List.copyOf(places);
    }

    private void requireNotEmpty() {
        if (sites.isEmpty()) {
            throw new IllegalArgumentException("The alignment is empty: align a variable first");
        }
    }

    private void requireAligned(String variable) {
        if (!sites.containsKey(variable)) {
            throw new IllegalArgumentException(
                    "The variable '"
                            + variable
                            + "' is not aligned."
                            + Nearest.hint(variable, sites.keySet()));
        }
    }

    /** Collects the pairs of an alignment; not thread-safe. */
    public static final class Builder {

        private final Map<String, List<Site>> sites = new LinkedHashMap<>();
        private final Map<String, List<Subspace>> subspaces = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Aligns a variable to sites, all swapped together.
         *
         * @param variable the variable
         * @param places the text forms of the sites
         * @return this builder
         */
        public Builder align(Variable<?> variable, String... places) {
            return align(variable.name(), places);
        }

        /**
         * Aligns a variable to sites, all swapped together.
         *
         * @param variable the name of the variable
         * @param places the text forms of the sites
         * @return this builder
         */
        public Builder align(String variable, String... places) {
            return add(variable, Arrays.stream(places).map(Site::of).toList());
        }

        /**
         * Aligns a variable to a subspace of each of its sites, all swapped together.
         *
         * @param variable the name of the variable
         * @param places the subspace of each site, in order
         * @return this builder
         */
        public Builder align(String variable, Map<Site, Subspace> places) {
            subspaces.put(variable, List.copyOf(places.values()));
            return add(variable, List.copyOf(places.keySet()));
        }

        private Builder add(String variable, List<Site> places) {
            if (sites.putIfAbsent(variable, places) != null) {
                throw new IllegalArgumentException(
                        "The variable '"
                                + variable
                                + "' is aligned already; give all its sites in"
                                + " one call");
            }
            return this;
        }

        /**
         * Builds the alignment.
         *
         * @return the alignment
         */
        public Alignment build() {
            return new Alignment(sites, subspaces);
        }
    }
}
