/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djliit.network.InterventionResult.CollectedActivations;
import io.github.djliit.site.Site;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Activations that outlive the call in which they were collected, to be looked at, kept in a file,
 * or taken as a source by later calls, which then need not run the source again.
 *
 * <pre>{@code
 * try (ActivationCache cache = ActivationCache.ofBase(manager, result)) {
 *     InterventionCall call =
 *             InterventionCall.builder(plan, base).addSource(cache.rows(0, 8)).build();
 * }
 * }</pre>
 *
 * <p>The arrays are copies without gradient, owned by the manager that the cache was made with;
 * they close with it or with the cache. The cache itself does not change and is as thread-safe as
 * its arrays.
 */
public final class ActivationCache implements AutoCloseable {

    /** The name of a further run; outside of quotes and brackets no site has a slash. */
    private static final Pattern LATER_RUN = Pattern.compile("(.*)/([0-9]{1,6})", Pattern.DOTALL);

    private final Map<Site, NDList> activations;

    private ActivationCache(Map<Site, NDList> activations) {
        this.activations = Collections.unmodifiableMap(activations);
    }

    /**
     * Keeps what a call collected in its base run.
     *
     * @param manager the owner of the copies
     * @param result the result of the call
     * @return the cache
     */
    public static ActivationCache ofBase(NDManager manager, InterventionResult result) {
        return of(manager, result, CollectedActivations::base);
    }

    /**
     * Keeps what a call collected in the run of a source.
     *
     * @param manager the owner of the copies
     * @param result the result of the call
     * @param source the index of the source
     * @return the cache
     */
    public static ActivationCache ofSource(
            NDManager manager, InterventionResult result, int source) {
        return of(manager, result, collected -> collected.sources().get(source));
    }

    /**
     * Keeps what a call collected in the counterfactual run.
     *
     * @param manager the owner of the copies
     * @param result the result of the call
     * @return the cache
     */
    public static ActivationCache ofCounterfactual(NDManager manager, InterventionResult result) {
        return of(manager, result, CollectedActivations::counterfactual);
    }

    /**
     * Keeps arrays that the caller has.
     *
     * @param manager the owner of the copies
     * @param arrays the activation of each site, batch first
     * @return the cache
     */
    public static ActivationCache of(NDManager manager, Map<Site, NDArray> arrays) {
        Map<Site, NDList> copies = new LinkedHashMap<>();
        arrays.forEach((site, array) -> copies.put(site, new NDList(copy(manager, array))));
        return new ActivationCache(copies);
    }

    private static ActivationCache of(
            NDManager manager,
            InterventionResult result,
            Function<CollectedActivations, NDList> run) {
        Map<Site, NDList> copies = new LinkedHashMap<>();
        result.collected()
                .forEach(
                        (site, collected) ->
                                copies.put(
                                        site,
                                        each(run.apply(collected), array -> copy(manager, array))));
        return new ActivationCache(copies);
    }

    /**
     * Reads a file that {@link #save} wrote, or any whose arrays are named by sites.
     *
     * @param file an {@code .npz} or {@code .safetensors} file
     * @param manager the owner of the arrays
     * @return the cache
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it is not such a file, or a name is not a site
     */
    public static ActivationCache load(Path file, NDManager manager) throws IOException {
        Map<Site, SortedMap<Integer, Tensor>> tensors = new LinkedHashMap<>();
        TensorFile.read(file)
                .forEach(
                        (name, tensor) -> {
                            Matcher later = LATER_RUN.matcher(name);
                            boolean isLater = later.matches();
                            Site site = Site.of(isLater ? later.group(1) : name);
                            int run = isLater ? Integer.parseInt(later.group(2)) : 0;
                            tensors.computeIfAbsent(site, s -> new TreeMap<>()).put(run, tensor);
                        });
        Map<Site, NDList> arrays = new LinkedHashMap<>();
        tensors.forEach(
                (site, runs) -> {
                    NDList list = new NDList(runs.size());
                    runs.values().forEach(tensor -> list.add(tensor.toArray(manager)));
                    arrays.put(site, list);
                });
        return new ActivationCache(arrays);
    }

    /**
     * Writes the activations to a file, whole or not at all. Each array has the text of its site as
     * its name; further runs of a block follow the first, with {@code /1}, {@code /2} behind it.
     *
     * @param file the file; its ending, {@code .npz} or {@code .safetensors}, is the format
     * @throws IOException if the file cannot be written
     */
    public void save(Path file) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        activations.forEach(
                (site, runs) -> {
                    for (int run = 0; run < runs.size(); run++) {
                        String name = run == 0 ? site.toString() : site + "/" + run;
                        tensors.put(name, Tensor.of(name, runs.get(run)));
                    }
                });
        TensorFile.write(file, tensors);
    }

    /**
     * Returns the activations by site, one array for each run of the site's block in the forward.
     *
     * @return an unmodifiable map, in the order of collection
     */
    public Map<Site, NDList> activations() {
        return activations;
    }

    /**
     * Returns the activation of a block that ran once.
     *
     * @param site the text of the site as it was collected
     * @return the activation, batch first
     * @throws IllegalArgumentException if it is not here
     */
    public NDArray get(String site) {
        NDList found = activations.get(Site.of(site));
        if (found == null) {
            throw new IllegalArgumentException(
                    "The cache has no activation of " + site + "; it has " + activations.keySet());
        }
        return found.singletonOrThrow();
    }

    /**
     * Returns some rows. An activation of a single row, which holds for all, stays.
     *
     * @param from the first row
     * @param to the row after the last
     * @return a cache of views of this one's arrays, which lives as long as this
     * @throws IllegalArgumentException if there are not as many rows
     */
    public ActivationCache rows(long from, long to) {
        checkRow(from);
        checkRow(to - 1);
        if (from >= to) {
            throw new IllegalArgumentException(
                    "Expected one or more rows, found those from " + from + " up to " + to);
        }
        Map<Site, NDList> some = new LinkedHashMap<>();
        activations.forEach(
                (site, runs) -> some.put(site, each(runs, array -> some(array, from, to))));
        return new ActivationCache(some);
    }

    /**
     * Returns some rows, in any order. An activation of a single row, which holds for all, stays.
     *
     * @param manager the owner of the copies
     * @param rows the rows, from 0
     * @return a cache of copies
     * @throws IllegalArgumentException if a row is not there
     */
    public ActivationCache picked(NDManager manager, int... rows) {
        Arrays.stream(rows).forEach(this::checkRow);
        Map<Site, NDList> some = new LinkedHashMap<>();
        activations.forEach(
                (site, runs) -> some.put(site, each(runs, array -> picked(manager, array, rows))));
        return new ActivationCache(some);
    }

    /** The engine cuts what is beyond the end off, without a word. */
    private void checkRow(long row) {
        for (long count : rows()) {
            boolean holdsForAll = count == -1 || count == 1;
            if (!holdsForAll && (row < 0 || row >= count)) {
                throw new IllegalArgumentException(
                        "There is no row %d: the cache has rows 0 to %d".formatted(row, count - 1));
            }
        }
    }

    private static boolean holdsForAll(NDArray array) {
        return array.getShape().dimension() == 0 || array.getShape().get(0) == 1;
    }

    private static NDArray some(NDArray array, long from, long to) {
        return holdsForAll(array) ? array.reshape(array.getShape()) : array.get(from + ":" + to);
    }

    private static NDArray picked(NDManager manager, NDArray array, int... rows) {
        if (holdsForAll(array)) {
            return copy(manager, array);
        }
        try (NDManager scope = manager.newSubManager()) {
            NDList parts = new NDList(rows.length);
            for (int row : rows) {
                NDArray part = array.get(row + ":" + (row + 1));
                part.attach(scope);
                parts.add(part);
            }
            NDArray all = NDArrays.concat(parts, 0);
            all.attach(manager);
            return all;
        }
    }

    /**
     * Returns some sites with all rows several times over, one block of rows after the other, so
     * that one batch can run the same pairs under several plans.
     *
     * @param manager the owner of the copies
     * @param times how often
     * @param which which sites to take
     * @return a cache of copies
     */
    public ActivationCache repeated(NDManager manager, int times, Predicate<Site> which) {
        Map<Site, NDList> wide = new LinkedHashMap<>();
        activations.forEach(
                (site, runs) -> {
                    if (which.test(site)) {
                        wide.put(site, each(runs, array -> tiled(manager, array, times)));
                    }
                });
        return new ActivationCache(wide);
    }

    private static NDArray tiled(NDManager manager, NDArray array, int times) {
        long[] repeats = new long[array.getShape().dimension()];
        Arrays.fill(repeats, 1);
        repeats[0] = times;
        NDArray wide = array.tile(repeats);
        wide.attach(manager);
        return wide;
    }

    /** Returns the different numbers of rows; -1 for a single number, which has none. */
    List<Long> rows() {
        return activations.values().stream()
                .flatMap(NDList::stream)
                .map(NDArray::getShape)
                .map(shape -> shape.dimension() == 0 ? -1 : shape.get(0))
                .distinct()
                .toList();
    }

    @Override
    public void close() {
        activations.values().forEach(NDList::close);
    }

    private static NDArray copy(NDManager manager, NDArray array) {
        NDArray copy = array.duplicate();
        copy.attach(manager);
        return copy;
    }

    private static NDList each(NDList runs, UnaryOperator<NDArray> change) {
        NDList changed = new NDList(runs.size());
        runs.forEach(array -> changed.add(change.apply(array)));
        return changed;
    }
}
