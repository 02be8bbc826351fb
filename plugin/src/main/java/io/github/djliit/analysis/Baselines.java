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
import ai.djl.ndarray.types.Shape;
import io.github.djliit.alignment.Subspace;
import io.github.djliit.intervention.Features;
import io.github.djliit.intervention.Featurizer;
import io.github.djliit.intervention.LowRank;
import io.github.djliit.intervention.Pca;
import io.github.djliit.intervention.Value;
import io.github.djliit.site.Site;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What stands beside a search: subspaces of the same number of dimensions that need none, measured
 * on the same held-out pairs.
 */
public final class Baselines {

    /** The whole site. */
    public static final String SITE = "site";

    /** The block of adjoining units that is best on the validation pairs. */
    public static final String UNITS = "units";

    /** The first principal components of the activations, as they are. */
    public static final String PCA = "pca";

    /** Random directions. */
    public static final String RANDOM = "random";

    /** The directions by which a linear probe reads the variable; at most as many as it has. */
    public static final String PROBE = "probe";

    /** More activations make components no better, and the fit slow. */
    private static final int MAX_ROWS = 4096;

    /** Blocks are tried at so many starts at most. */
    private static final int MAX_BLOCKS = 64;

    private final List<Site> sites;
    private final List<Integer> widths;
    private final PairSet validation;
    private final PairSet heldOut;
    private final long seed;

    Baselines(
            List<Site> sites,
            List<Integer> widths,
            PairSet validation,
            PairSet heldOut,
            long seed) {
        this.sites = sites;
        this.widths = widths;
        this.validation = validation;
        this.heldOut = heldOut;
        this.seed = seed;
    }

    /**
     * Measures all of them.
     *
     * @param variable the variable
     * @param dimensions its number of dimensions at each site
     * @param activations what the sites had in sources that the search learned from
     * @param probe the subspace of a probe at each site, if there is one
     */
    Map<String, Figures> measure(
            String variable,
            List<Integer> dimensions,
            PairBatch activations,
            Optional<List<Value>> probe) {
        Map<String, Map<Site, Subspace>> places = new LinkedHashMap<>();
        places.put(SITE, each(i -> Subspace.whole()));
        places.put(UNITS, bestUnits(variable, dimensions));
        places.put(PCA, each(i -> pca(activations, i, dimensions.get(i))));
        places.put(
                RANDOM,
                each(i -> all(LowRank.random(widths.get(i), dimensions.get(i), random(i)))));
        probe.ifPresent(found -> places.put(PROBE, each(i -> all(LowRank.of(found.get(i))))));
        Map<String, Figures> figures = new LinkedHashMap<>();
        places.forEach((name, of) -> figures.put(name, heldOut.measure(variable, of)));
        return figures;
    }

    /** Another seed than that of the search's start. */
    private long random(int site) {
        return ~(seed * 31 + site);
    }

    private Map<Site, Subspace> each(IntFunction<Subspace> subspace) {
        Map<Site, Subspace> each = new LinkedHashMap<>();
        IntStream.range(0, sites.size()).forEach(i -> each.put(sites.get(i), subspace.apply(i)));
        return each;
    }

    private static Subspace all(Featurizer map) {
        return new Subspace(map, Features.all());
    }

    /** Tries blocks at the same share of the way along each site. */
    private Map<Site, Subspace> bestUnits(String variable, List<Integer> dimensions) {
        int starts =
                IntStream.range(0, sites.size())
                        .map(i -> widths.get(i) - dimensions.get(i) + 1)
                        .max()
                        .orElseThrow();
        int blocks = Math.min(starts, MAX_BLOCKS);
        List<Map<Site, Subspace>> tried = new ArrayList<>();
        for (int block = 0; block < blocks; block++) {
            double share = blocks == 1 ? 0 : block / (blocks - 1.0);
            tried.add(each(i -> units(share, widths.get(i), dimensions.get(i))));
        }
        Map<Site, Subspace> best = tried.get(0);
        double highest = -1;
        for (Map<Site, Subspace> block : tried) {
            double iia = validation.measure(variable, block).iia();
            if (iia > highest) {
                highest = iia;
                best = block;
            }
        }
        return best;
    }

    private static Subspace units(double share, int width, int dimensions) {
        int from = (int) Math.round(share * (width - dimensions));
        return new Subspace(
                Featurizer.identity(), new Features.Of(Candidates.range(from, from + dimensions)));
    }

    private Subspace pca(PairBatch pairs, int site, int dimensions) {
        NDArray kept = pairs.sources().activations().get(sites.get(site)).get(0);
        long rows = Math.min(kept.getShape().get(0), MAX_ROWS);
        try (NDManager scope = kept.getManager().newSubManager()) {
            NDArray some = kept.get("0:" + rows).reshape(new Shape(-1, widths.get(site)));
            some.attach(scope);
            return all(Pca.fitUnscaled(Value.of(some), dimensions));
        }
    }
}
