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
import io.github.djliit.intervention.Rows;
import io.github.djliit.site.Axis;
import io.github.djliit.site.Port;
import io.github.djliit.site.Region;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A site in a bound network.
 *
 * @param site the site as the user wrote it, for messages and results
 * @param full the same with its path in full
 * @param node the number of its block
 */
record Place(Site site, Site full, int node) {

    Port port() {
        return full.portOrDefault();
    }

    /** Returns the whole array or value, as code with hooks knows it. */
    Site hook() {
        Optional<Port> port = full.value().isPresent() ? Optional.empty() : Optional.of(port());
        return new Site(full.path(), port, full.value(), Region.whole());
    }

    /** Returns the input of the same block, as a skip puts it in the place of the output. */
    Site input() {
        Port input = new Port(Port.Kind.INPUT, port().index());
        return new Site(full.path(), Optional.of(input), Optional.empty(), Region.whole());
    }

    /**
     * Returns what the region takes of the last axis.
     *
     * @param dimension how many axes the activation has, at least two
     */
    Axis lastAxis(int dimension) {
        List<Axis> axes = full.region().axes();
        return axes.size() < dimension - 1 ? new Axis.All() : axes.get(dimension - 2);
    }

    /** Returns the same place with all of the last axis. */
    Place withAllOfLast(int dimension) {
        if (lastAxis(dimension) instanceof Axis.All) {
            return this;
        }
        List<Axis> axes = new ArrayList<>(full.region().axes());
        axes.set(dimension - 2, new Axis.All());
        Site site = new Site(full.path(), full.port(), full.value(), new Region(axes));
        return new Place(this.site, site, node);
    }

    /** Returns a list that has an array where this place looks for it. */
    NDList only(NDArray array) {
        NDList list = new NDList();
        for (int i = 0; i <= port().indexOrZero(); i++) {
            list.add(array);
        }
        return list;
    }

    Spot spot() {
        return new Spot(node, port());
    }

    /** Cuts the region of this place out of the array, for every row. */
    NDArray cut(NDArray array) {
        Side side = new Side(Rows.all(), List.of(), full.region(), false);
        return side.cut(array, 0, null, false).cut(array);
    }

    /** Whether this is the whole array of which another place is a region. */
    boolean isAllOf(Place other) {
        return full.region().isWhole() && isInArrayOf(other);
    }

    /** Whether another place is the same, however it is written. */
    boolean isSameAs(Place other) {
        return isInArrayOf(other) && full.region().equals(other.full.region());
    }

    private boolean isInArrayOf(Place other) {
        return full.path().equals(other.full.path())
                && port().equals(other.port())
                && full.value().equals(other.full.value());
    }

    /**
     * The array of a block, whatever a site says of its region.
     *
     * @param node the number of the block
     * @param port the port, with its index
     */
    record Spot(int node, Port port) {}
}
