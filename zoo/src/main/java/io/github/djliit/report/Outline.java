/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.report;

import ai.djl.ndarray.types.Shape;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.network.SiteInfo;
import io.github.djliit.site.Nearest;
import io.github.djliit.site.Path;
import io.github.djliit.site.Port;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The blocks of a network as a tree, with those folded that an alignment does not touch. */
final class Outline {

    /** A network with no more blocks than this to show is shown without folds. */
    private static final int FEW = 12;

    private final Map<Path, String> types = new LinkedHashMap<>();
    private final Map<Path, String> shapes = new LinkedHashMap<>();
    private final Map<List<Object>, Shape> known = new HashMap<>();
    private final Map<Path, List<Path>> children = new LinkedHashMap<>();
    private final Map<Path, List<Part.Chip>> chips = new LinkedHashMap<>();
    private final Set<Path> touched = new HashSet<>();
    private final boolean isFolded;

    private Outline(List<SiteInfo> sites, Alignment alignment) {
        addBlock(Path.root());
        sites.forEach(this::add);
        alignment.sites().forEach(this::requireKnown);
        places(alignment).forEach(this::addChip);
        touched.add(Path.root());
        isFolded = touched.stream().mapToInt(path -> children.get(path).size()).sum() > FEW;
    }

    /**
     * Makes the tree.
     *
     * @param sites the listing of the network
     * @param alignment the alignment, its paths in full
     * @throws IllegalArgumentException if the alignment names a block that the listing lacks
     */
    static Part.Shown of(List<SiteInfo> sites, Alignment alignment) {
        return new Outline(sites, alignment).shown(Path.root());
    }

    private void add(SiteInfo info) {
        Path path = info.site().path();
        addBlock(path);
        info.shape().ifPresent(shape -> known.putIfAbsent(key(info.site()), shape));
        if (info.site().value().isEmpty()) {
            types.put(path, info.type());
            if (info.site().portOrDefault().kind() == Port.Kind.OUTPUT) {
                info.shape().ifPresent(shape -> shapes.putIfAbsent(path, Shapes.text(shape)));
            }
        }
    }

    private static List<Object> key(Site site) {
        return List.of(site.path(), site.portOrDefault(), site.value());
    }

    private void addBlock(Path path) {
        if (children.putIfAbsent(path, new ArrayList<>()) != null) {
            return;
        }
        types.put(path, "");
        path.parent()
                .ifPresent(
                        parent -> {
                            addBlock(parent);
                            children.get(parent).add(path);
                        });
    }

    private void requireKnown(String variable, List<Site> sites) {
        for (Site site : sites) {
            if (!children.containsKey(site.path())) {
                List<String> paths = children.keySet().stream().map(Path::toString).toList();
                throw new IllegalArgumentException(
                        "The variable '"
                                + variable
                                + "' is aligned to "
                                + site
                                + ", but the listing of the network has no block '"
                                + site.path()
                                + "'; Alignment.check(network) gives paths in full."
                                + Nearest.hint(site.path().toString(), paths));
            }
        }
    }

    /** Returns the variables of each place, one of several once. */
    private static Map<SubspaceSite, List<String>> places(Alignment alignment) {
        Map<SubspaceSite, List<String>> places = new LinkedHashMap<>();
        for (String variable : alignment.variables()) {
            for (SubspaceSite place : SubspaceSite.of(alignment, variable)) {
                places.computeIfAbsent(place, p -> new ArrayList<>()).add(variable);
            }
        }
        return places;
    }

    private void addChip(SubspaceSite place, List<String> variables) {
        Site site = place.site();
        Optional<Shape> shape = Optional.ofNullable(known.get(key(site)));
        chips.computeIfAbsent(site.path(), path -> new ArrayList<>())
                .add(new Part.Chip(place, variables, Strip.of(place, shape)));
        for (Path path = site.path(); !path.isRoot(); path = path.parent().orElseThrow()) {
            path.parent().ifPresent(touched::add);
        }
    }

    private Part.Shown shown(Path path) {
        boolean isOpen = touched.contains(path);
        List<Part.Chip> own = chips.getOrDefault(path, List.of());
        Map<Boolean, List<Part.Chip>> sides =
                own.stream().collect(Collectors.partitioningBy(Outline::isInput));
        String type = types.get(path);
        return new Part.Shown(
                path,
                type,
                shapes.getOrDefault(path, ""),
                isOpen ? 0 : count(path),
                type.equals("SequentialBlock") || type.equals("Sequential"),
                sides.get(true),
                isOpen ? inside(path) : List.of(),
                sides.get(false));
    }

    private static boolean isInput(Part.Chip chip) {
        return chip.site().value().isEmpty()
                && chip.site().portOrDefault().kind() == Port.Kind.INPUT;
    }

    private int count(Path path) {
        return children.get(path).stream().mapToInt(child -> 1 + count(child)).sum();
    }

    private List<Part> inside(Path path) {
        List<Part> parts = new ArrayList<>();
        List<Path> run = new ArrayList<>();
        for (Path child : children.get(path)) {
            if (isFolded && !touched.contains(child) && !chips.containsKey(child)) {
                run.add(child);
            } else {
                fold(run, parts);
                parts.add(shown(child));
            }
        }
        fold(run, parts);
        return parts;
    }

    private void fold(List<Path> run, List<Part> parts) {
        if (run.size() == 1) {
            parts.add(shown(run.get(0)));
        } else if (run.size() > 1) {
            parts.add(new Part.Folded(run.get(0), run.get(run.size() - 1), run.size()));
        }
        run.clear();
    }
}
