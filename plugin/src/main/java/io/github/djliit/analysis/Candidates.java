/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

import ai.djl.ndarray.types.Shape;
import io.github.djliit.network.SiteInfo;
import io.github.djliit.site.Axis;
import io.github.djliit.site.Path;
import io.github.djliit.site.Region;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Makes candidates for a {@link Sweep} of listed sites: each whole, or cut into positions, heads or
 * blocks of units.
 *
 * <p>Only sites that can be hooked and whose shape is known, batch first, are taken; among them
 * those that have the axis that is cut. Stateless.
 */
public final class Candidates {

    private static final Axis ALL = new Axis.All();

    private Candidates() {}

    /**
     * Picks the layers of a network: the outputs of the outermost blocks that have siblings of
     * their own type, as the layers of a transformer or the hidden layers of a perceptron; where
     * there are none, of all blocks of the root.
     *
     * @param sites the sites of a network, see {@code InterventionBlock.sites}
     * @return some of them, in their order
     */
    public static List<SiteInfo> layers(List<SiteInfo> sites) {
        List<SiteInfo> outputs = sites.stream().filter(Candidates::isOutput).toList();
        Map<List<Object>, List<SiteInfo>> families = new LinkedHashMap<>();
        for (SiteInfo site : outputs) {
            List<Object> family = List.of(parent(site), site.type());
            families.computeIfAbsent(family, f -> new ArrayList<>()).add(site);
        }
        List<Path> outermost = new ArrayList<>();
        List<SiteInfo> layers = new ArrayList<>();
        for (SiteInfo site : outputs) {
            Path path = site.site().path();
            boolean isInside = outermost.stream().anyMatch(path::startsWith);
            if (!isInside && families.get(List.of(parent(site), site.type())).size() > 1) {
                outermost.add(path);
                layers.add(site);
            }
        }
        return layers.isEmpty()
                ? outputs.stream().filter(site -> parent(site).isRoot()).toList()
                : layers;
    }

    private static boolean isOutput(SiteInfo site) {
        return !site.site().path().isRoot()
                && site.site().port().isEmpty()
                && site.site().value().isEmpty()
                && isUsable(site);
    }

    private static boolean isUsable(SiteInfo site) {
        return site.obstacle().isEmpty()
                && site.shape().filter(s -> s.dimension() > 1 && s.get(0) == -1).isPresent();
    }

    private static Path parent(SiteInfo site) {
        return site.site().path().parent().orElse(Path.root());
    }

    /**
     * Returns each site as it is, a row of one cell.
     *
     * @param sites the sites, whole or with a region
     * @return the candidates
     * @throws IllegalArgumentException if no site can be one
     */
    public static List<Candidate> byLayer(List<SiteInfo> sites) {
        return checked(
                sites.stream()
                        .filter(Candidates::isUsable)
                        .map(info -> new Candidate(info.site(), info.site().toString(), "layer"))
                        .toList(),
                sites,
                "a known shape that starts with the batch");
    }

    /**
     * Returns each position of each site, {@code [batch, positions, ..., units]}. Of sites with
     * different numbers of positions those with the most are taken, so that what comes out is a
     * rectangle.
     *
     * @param sites the sites
     * @return the candidates
     * @throws IllegalArgumentException if no site has positions
     */
    public static List<Candidate> byPosition(List<SiteInfo> sites) {
        long most = sites.stream().mapToLong(Candidates::positions).max().orElse(0);
        return cut(
                sites,
                "a shape [batch, positions, ..., units]",
                shape -> {
                    boolean isWidest = shape.dimension() > 2 && shape.get(1) == most;
                    return columns(
                            isWidest ? Math.toIntExact(most) : 0,
                            position -> Integer.toString(position),
                            Candidates::region);
                });
    }

    private static long positions(SiteInfo site) {
        return isUsable(site) && site.shape().get().dimension() > 2 ? site.shape().get().get(1) : 0;
    }

    private static Region region(int index) {
        return Region.of(new Axis.Index(index));
    }

    /**
     * Returns each head of each site: an entry of the axis after the batch where a site has four
     * axes, {@code [batch, heads, ..., ...]}, else a slice of the units.
     *
     * @param sites the sites
     * @param heads the number of heads
     * @return the candidates
     * @throws IllegalArgumentException if no site has so many heads
     */
    public static List<Candidate> byHead(List<SiteInfo> sites, int heads) {
        if (heads < 1) {
            throw new IllegalArgumentException("The number of heads is positive, found " + heads);
        }
        return cut(
                sites,
                "an axis of " + heads + " heads",
                shape ->
                        columns(heads(shape, heads), h -> "head " + h, h -> head(shape, h, heads)));
    }

    private static int heads(Shape shape, int heads) {
        boolean hasAxis = shape.dimension() == 4 && shape.get(1) == heads;
        boolean hasSlices = shape.dimension() < 4 && units(shape) % heads == 0;
        return hasAxis || hasSlices ? heads : 0;
    }

    private static Region head(Shape shape, int head, int heads) {
        return shape.dimension() == 4
                ? region(head)
                : last(shape, new Axis.Heads(List.of(head), heads));
    }

    /**
     * Returns each block of units of each site; what is left of the last axis makes a smaller last
     * block.
     *
     * @param sites the sites
     * @param units how many units a block has
     * @return the candidates
     * @throws IllegalArgumentException if no site can be cut so
     */
    public static List<Candidate> byUnits(List<SiteInfo> sites, int units) {
        if (units < 1) {
            throw new IllegalArgumentException("A block has one unit or more, found " + units);
        }
        return cut(
                sites,
                "a known number of units on the last axis",
                shape -> {
                    int width = (int) Math.max(0, units(shape));
                    return columns(
                            (width + units - 1) / units,
                            block -> range(block, units, width).toString(),
                            block -> last(shape, range(block, units, width)));
                });
    }

    private static Axis range(int block, int units, int width) {
        return range(block * units, Math.min(width, (block + 1) * units));
    }

    /** Returns the axis from a start up to, but not including, an end. */
    static Axis range(int from, int to) {
        return new Axis.Range(OptionalInt.of(from), OptionalInt.of(to));
    }

    private static long units(Shape shape) {
        return shape.get(shape.dimension() - 1);
    }

    /** Returns the region that takes something of the last axis, and all of those before it. */
    private static Region last(Shape shape, Axis axis) {
        List<Axis> axes = new ArrayList<>();
        IntStream.range(2, shape.dimension()).forEach(i -> axes.add(ALL));
        axes.add(axis);
        return new Region(axes);
    }

    private static Map<String, Region> columns(
            int count, Function<Integer, String> label, Function<Integer, Region> region) {
        Map<String, Region> columns = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            columns.put(label.apply(i), region.apply(i));
        }
        return columns;
    }

    private static List<Candidate> cut(
            List<SiteInfo> sites, String need, Function<Shape, Map<String, Region>> cut) {
        List<Candidate> candidates = new ArrayList<>();
        for (SiteInfo info : sites) {
            if (isUsable(info)) {
                Site site = info.site();
                checkWhole(site);
                cut.apply(info.shape().get())
                        .forEach(
                                (column, region) ->
                                        candidates.add(
                                                new Candidate(
                                                        site.withRegion(region),
                                                        site.toString(),
                                                        column)));
            }
        }
        return checked(candidates, sites, need);
    }

    private static List<Candidate> checked(
            List<Candidate> candidates, List<SiteInfo> sites, String need) {
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException(
                    "There is no site to try: none of "
                            + sites.stream().map(s -> s.site() + " " + shape(s)).toList()
                            + " can be hooked and has "
                            + need
                            + ". Name other sites, or cut them another way");
        }
        return candidates;
    }

    private static void checkWhole(Site site) {
        if (!site.region().isWhole()) {
            throw new IllegalArgumentException(
                    "The site " + site + " is cut already: name it as " + site.whole());
        }
    }

    private static String shape(SiteInfo site) {
        return site.shape().map(Shape::toString).orElse("of no known shape");
    }
}
