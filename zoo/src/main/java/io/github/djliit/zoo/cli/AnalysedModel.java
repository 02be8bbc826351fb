/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.causal.Variable;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.SiteInfo;
import io.github.djliit.site.Nearest;
import io.github.djliit.site.Site;
import io.github.djliit.zoo.FreshPairs;
import io.github.djliit.zoo.ModelDirectory;
import io.github.djliit.zoo.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A model that sweep and align look into: loaded, with its recipe's causal model and pairs. */
record AnalysedModel(ModelDirectory directory, Recipe recipe, Model model)
        implements AutoCloseable {

    static AnalysedModel load(String name) throws Exception {
        return load(name, new AlignmentOption());
    }

    /** Loads a model with an alignment that may be another than its own. */
    static AnalysedModel load(String name, AlignmentOption alignment) throws Exception {
        ModelDirectory directory = alignment.of(OpenModel.open(name));
        AnalysedModel loaded =
                new AnalysedModel(directory, directory.recipe(), directory.load(Device.cpu()));
        try {
            alignment.check(directory, loaded.model());
            return loaded;
        } catch (Exception e) {
            loaded.close();
            throw e;
        }
    }

    FreshPairs pairs(Long seed) {
        long used = seed == null ? directory.card().seed() : seed;
        return new FreshPairs(recipe, directory.settings(), used);
    }

    /** Returns the variables that were named, or all that are aligned. */
    List<String> variables(List<String> named) {
        List<String> known = recipe.causalModel().variables().stream().map(Variable::name).toList();
        for (String name : named) {
            if (!known.contains(name)) {
                throw new UsageException(
                        "The causal model of "
                                + recipe.name()
                                + " has no variable '"
                                + name
                                + "'."
                                + Nearest.hint(name, known));
            }
        }
        if (named.stream().distinct().count() < named.size()) {
            throw new UsageException("--variable names a variable twice: " + named);
        }
        return named.isEmpty() ? directory.alignment().variables() : named;
    }

    /** Lists all sites with their shapes. */
    List<SiteInfo> sites() {
        InterventionBlock network = new InterventionBlock(model.getBlock());
        return ModelInputs.sites(recipe, network, model.getNDManager());
    }

    /** Reads the sites that were named, in full; one that is there twice would count once. */
    List<Site> distinct(List<String> named) {
        InterventionBlock network = new InterventionBlock(model.getBlock());
        List<Site> sites = new ArrayList<>();
        for (String text : named) {
            Site site = network.resolve(Site.of(text));
            if (sites.contains(site)) {
                throw new UsageException("--site names " + site + " twice");
            }
            sites.add(site);
        }
        return sites;
    }

    /** Finds a site in the list of all; its region, if it has one, stays. */
    static SiteInfo info(Site site, List<SiteInfo> all) {
        SiteInfo found =
                all.stream()
                        .filter(info -> isSame(info.site(), site))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new UsageException(
                                                "The shape of "
                                                        + site
                                                        + " is not known; see: iit sites"));
        return new SiteInfo(site, found.type(), found.shape(), found.obstacle());
    }

    private static boolean isSame(Site listed, Site site) {
        return listed.path().equals(site.path())
                && listed.portOrDefault().equals(site.portOrDefault())
                && listed.value().equals(site.value());
    }

    /** Returns how many heads attention has, where a site {@code [batch, heads, ...]} tells. */
    static Optional<Integer> heads(List<SiteInfo> all) {
        return all.stream()
                .flatMap(info -> info.shape().stream())
                .filter(AnalysedModel::isAttention)
                .map(shape -> (int) shape.get(1))
                .findFirst();
    }

    /** Whether this is the shape of the weights of attention. */
    static boolean isAttention(Shape shape) {
        return shape.dimension() == 4 && shape.get(0) == -1 && shape.get(2) == shape.get(3);
    }

    @Override
    public void close() {
        model.close();
    }
}
