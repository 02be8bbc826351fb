/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.generation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.network.ActivationCache;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.network.SiteException;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What sources gave in the pass over their prompts, for the steps after it. Not thread-safe. */
final class KeptSources {

    private final InterventionBlock block;
    private final List<GenerationSource> sources;
    private final List<ActivationCache> caches = new ArrayList<>();

    KeptSources(InterventionBlock block, List<GenerationSource> sources) {
        this.block = block;
        this.sources = sources;
    }

    /** Keeps what was collected in the sources that ran. */
    void keep(NDManager manager, InterventionResult result) {
        for (int s = 0; s < sources.size(); s++) {
            boolean ran = sources.get(s) instanceof GenerationSource.OfPrompts;
            caches.add(
                    ran
                            ? ActivationCache.ofSource(manager, result, s)
                            : ((GenerationSource.OfCache) sources.get(s)).cache());
        }
    }

    /** Returns what stands for each source in a later call. */
    List<ActivationCache> caches(int count) {
        ActivationCache any =
                caches.stream().filter(c -> !c.activations().isEmpty()).findFirst().orElseThrow();
        // A source that is not read any more is there only for those after it to have their number.
        return caches.subList(0, count).stream()
                .map(cache -> cache.activations().isEmpty() ? any : cache)
                .toList();
    }

    /**
     * Returns which tokens of the padded source a row reads.
     *
     * @param tokens the intervention
     * @param index the row's number among those that are touched
     * @param one whether it must be a single one, for a new token
     */
    int[] read(TokenPositions tokens, int index, boolean one) {
        Intervention intervention = tokens.intervention();
        GenerationSource source = sources.get(intervention.source());
        int kept = tokens(intervention);
        int start = 0;
        int length = kept;
        if (source instanceof GenerationSource.OfPrompts of) {
            checkSequence(intervention.readSite(), kept, of.prompts().width());
            start = of.prompts().start(tokens.row(index));
            length = of.prompts().length(tokens.row(index));
        }
        int[] read = one ? tokens.readOne(index, length) : tokens.read(index, length);
        for (int i = 0; i < read.length; i++) {
            read[i] += start;
        }
        return read;
    }

    /** Returns the length of the axis after the batch of what was kept. */
    private int tokens(Intervention intervention) {
        Site wanted = block.resolve(intervention.readSite().whole());
        Map<Site, NDList> kept = caches.get(intervention.source()).activations();
        for (Map.Entry<Site, NDList> entry : kept.entrySet()) {
            Site site = entry.getKey();
            if (site.region().isWhole() && isSame(block.resolve(site), wanted)) {
                NDArray first = entry.getValue().head();
                Shape shape = first.getShape();
                checkSequence(wanted, shape.dimension() < 3 ? 0 : 1, 1);
                return Math.toIntExact(shape.get(1));
            }
        }
        throw new IllegalArgumentException(
                "Source "
                        + intervention.source()
                        + " has no activation of the whole of "
                        + wanted
                        + "; it has "
                        + kept.keySet()
                        + ": collect the site without a region");
    }

    private static boolean isSame(Site one, Site two) {
        return one.path().equals(two.path())
                && one.value().equals(two.value())
                && one.portOrDefault().equals(two.portOrDefault());
    }

    private static void checkSequence(Site site, int found, int expected) {
        if (found != expected) {
            throw SiteException.at(
                    site,
                    "new tokens take values from single positions of a source, so the axis after"
                            + " the batch must be its tokens, and here it is not: choose another"
                            + " site, or apply the plan to the prompt");
        }
    }
}
