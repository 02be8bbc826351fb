/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import io.github.djliit.site.Site;
import io.github.djliit.tensor.Tensor;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What sources gave at the sites where plans read them, so that a source that comes again need not
 * run again; thread-safe.
 *
 * <p>A source is known by its content. It is kept from the second time on, so that sources that
 * never come again cost next to nothing; those that were not used for longest go first.
 */
final class SourceCache {

    private static final int MOST_SEEN = 4096;

    private final long most;
    private final Map<Key, Tensor> activations = new LinkedHashMap<>(16, .75f, true);
    private final Map<Integer, Boolean> seen = new LinkedHashMap<>();
    private final Set<Site> unfit = new HashSet<>();
    private long bytes;
    private long hits;

    /** The inputs of a source, and a site without a region. */
    record Key(List<Tensor> source, Site site) {}

    /**
     * Creates a cache.
     *
     * @param most how many bytes it may have; 0 for none
     */
    SourceCache(long most) {
        this.most = most;
    }

    /** Whether a source came before, as far as that is remembered; from now on it did. */
    synchronized boolean isRepeated(List<Tensor> source) {
        if (most == 0) {
            return false;
        }
        boolean isRepeated = seen.put(source.hashCode(), true) != null;
        if (seen.size() > MOST_SEEN) {
            seen.remove(seen.keySet().iterator().next());
        }
        return isRepeated;
    }

    synchronized Optional<Tensor> find(Key key) {
        return Optional.ofNullable(activations.get(key));
    }

    /** Whether a site has been found to be one that cannot be taken apart by rows. */
    synchronized boolean isUnfit(Site site) {
        return unfit.contains(site);
    }

    synchronized void setUnfit(Site site) {
        unfit.add(site);
    }

    /** Keeps what a source gave at a site. */
    synchronized void put(Key key, Tensor activation) {
        long more = bytes(activation);
        if (more > most || activations.containsKey(key)) {
            return;
        }
        activations.put(key, activation);
        bytes += more;
        Iterator<Tensor> oldest = activations.values().iterator();
        while (bytes > most) {
            bytes -= bytes(oldest.next());
            oldest.remove();
        }
    }

    private static long bytes(Tensor tensor) {
        return tensor.shape().size() * tensor.type().getNumOfBytes();
    }

    synchronized void hit() {
        hits++;
    }

    /** Returns how many sources did not have to run since this was asked last. */
    synchronized int takeHits() {
        int taken = Math.toIntExact(hits);
        hits = 0;
        return taken;
    }
}
