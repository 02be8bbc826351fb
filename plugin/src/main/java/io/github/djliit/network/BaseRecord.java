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
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.site.Path;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What blocks gave in a run of the base as it is, one list of arrays for each run of a block.
 *
 * <p>Copies: what comes after a block may write into what it gave.
 */
final class BaseRecord {

    private final NDManager manager;
    private final Set<Site> marks;
    private final Fused fused;
    private boolean hasAll = true;
    private final Map<Path, List<NDList>> outputs = new HashMap<>();

    /** The sites of compiled code in the order in which it came by them. */
    private final List<Site> order = new ArrayList<>();

    /**
     * Creates an empty record.
     *
     * @param manager the owner of the copies
     * @param marks sites that code with hooks comes by: in which order is wanted, too
     */
    BaseRecord(NDManager manager, Set<Site> marks) {
        this(manager, marks, null);
    }

    private BaseRecord(NDManager manager, Set<Site> marks, Fused fused) {
        this.manager = manager;
        this.marks = Set.copyOf(marks);
        this.fused = fused;
    }

    /**
     * How a run is fused of base and sources.
     *
     * @param rows the rows of the base, which come first
     * @param all the rows of all
     */
    private record Fused(long rows, long all) {}

    /**
     * Returns an empty record of the base's part of a fused run.
     *
     * @param manager the owner of the copies
     * @param rows the rows of the base, which come first
     * @param all the rows of all
     */
    static BaseRecord ofFused(NDManager manager, long rows, long all) {
        return new BaseRecord(manager, Set.of(), new Fused(rows, all));
    }

    boolean isFused() {
        return fused != null;
    }

    /** Whether nothing was missed: an array without a row for each row of the batch. */
    boolean hasAll() {
        return hasAll;
    }

    Set<Site> marks() {
        return marks;
    }

    void add(Path path, NDList given) {
        NDList own = new NDList(given.size());
        for (NDArray array : given) {
            NDArray rows = rows(array);
            if (rows == null) {
                return;
            }
            rows.setName(array.getName());
            own.add(rows);
        }
        outputs.computeIfAbsent(path, p -> new ArrayList<>(1)).add(Inputs.copies(own, manager));
    }

    /** Returns the rows of the base, or null where they cannot be told. */
    private NDArray rows(NDArray array) {
        if (fused == null) {
            return array;
        }
        Shape shape = array.getShape();
        hasAll &= shape.dimension() > 0 && shape.get(0) == fused.all();
        return hasAll ? array.get("0:" + fused.rows()) : null;
    }

    /**
     * Takes what code with hooks gave: arrays that nothing else writes into.
     *
     * @param captured the values at sites in the order in which the code came by them
     * @param modules the modules of which the output is kept
     */
    void take(Map<Site, NDList> captured, Set<Path> modules) {
        order.addAll(captured.keySet());
        for (Path module : modules) {
            NDList given = captured.getOrDefault(Site.outputOf(module), new NDList());
            for (NDArray array : given) {
                NDArray rows = rows(array);
                if (rows != null) {
                    NDArray view = rows.reshape(rows.getShape());
                    view.attach(manager);
                    outputs.computeIfAbsent(module, p -> new ArrayList<>(1)).add(new NDList(view));
                }
            }
        }
    }

    /**
     * Returns what modules of compiled code gave that ran once, and not after any of some sites.
     *
     * @param edited the sites
     * @param modules the modules
     */
    Map<Path, NDArray> before(Set<Site> edited, Set<Path> modules) {
        if (!order.containsAll(edited)) {
            return Map.of();
        }
        int first = edited.stream().mapToInt(order::indexOf).min().orElse(-1);
        Map<Path, NDArray> before = new HashMap<>();
        for (Path module : modules) {
            int at = order.indexOf(Site.outputOf(module));
            if (at >= 0 && at <= first && runs(module) == 1) {
                before.put(module, outputs.get(module).get(0).head());
            }
        }
        return before;
    }

    /** Returns how often a block ran. */
    int runs(Path path) {
        return outputs.getOrDefault(path, List.of()).size();
    }

    /** Returns what the n-th run of a block gave, as copies. */
    NDList get(Path path, int run, NDManager owner) {
        return Inputs.copies(outputs.get(path).get(run), owner);
    }
}
