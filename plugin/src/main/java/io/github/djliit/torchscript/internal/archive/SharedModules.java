/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.archive;

import io.github.djliit.site.Path;
import io.github.djliit.torchscript.internal.archive.PickledObjects.Instance;
import io.github.djliit.torchscript.internal.archive.PickledObjects.Made;
import io.github.djliit.torchscript.internal.archive.PickledObjects.Outside;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Modules of a file that share all of their weights.
 *
 * <p>A module that its parent holds under two names is two objects in a file, with the weights of
 * one. So are two modules whose weights were tied, and nothing tells the ones from the others.
 */
public final class SharedModules {

    /** Modules in one another deeper than this are not looked at. */
    private static final int DEEPEST = 100;

    /** Lists in one another deeper than this describe no tensor. */
    private static final int DEEPEST_TENSOR = 6;

    private static final Pattern MANGLED = Pattern.compile("\\.___torch_mangle_\\d+");

    private final Map<Path, List<Path>> all = new LinkedHashMap<>();
    private final Map<String, List<Path>> byWeights = new HashMap<>();

    /** A file may name one object so often that it has no end; an honest one has fewer. */
    private int left = 1_000_000;

    private SharedModules() {}

    /** Returns that no modules share anything. */
    public static SharedModules none() {
        return new SharedModules();
    }

    /**
     * Finds them.
     *
     * @param pickle the {@code data.pkl} of the file; one that is not understood has none
     */
    static SharedModules of(byte[] pickle) {
        SharedModules found = new SharedModules();
        PickledObjects.read(pickle)
                .filter(Instance.class::isInstance)
                .ifPresent(root -> found.weights((Instance) root, Path.root(), 0));
        if (found.left < 0) {
            return none();
        }
        found.byWeights
                .values()
                .forEach(same -> same.forEach(path -> found.all.put(path, without(path, same))));
        found.all.values().removeIf(List::isEmpty);
        return found;
    }

    private static List<Path> without(Path path, List<Path> same) {
        return same.stream().filter(other -> !other.equals(path)).toList();
    }

    /** Returns the other modules with the weights of one. */
    public List<Path> with(Path path) {
        return all.getOrDefault(path, List.of());
    }

    /** Returns where the weights of a module and of those within lie; empty if it has none. */
    private String weights(Instance module, Path path, int depth) {
        if (left-- < 0 || depth > DEEPEST) {
            return "";
        }
        Map<String, String> held = new TreeMap<>();
        module.state()
                .forEach(
                        (name, value) -> {
                            String text = "";
                            if (value instanceof Instance child) {
                                text = weights(child, path.child(name), depth + 1);
                            } else if (value instanceof Made made) {
                                text = text(made, 0);
                            }
                            if (!text.isEmpty()) {
                                held.put(name, text);
                            }
                        });
        if (held.isEmpty()) {
            return "";
        }
        String weights = MANGLED.matcher(module.type()).replaceAll("") + held;
        byWeights.computeIfAbsent(weights, w -> new ArrayList<>()).add(path);
        return weights;
    }

    /** Returns the storage of a tensor, and which part of it that is; empty for what is none. */
    private String text(Object value, int depth) {
        if (left-- < 0 || depth > DEEPEST_TENSOR) {
            return "";
        } else if (value instanceof Made made) {
            boolean isTensor = made.function().startsWith("torch._utils._rebuild_");
            return isTensor ? made.function() + text(made.arguments(), depth + 1) : "";
        } else if (value instanceof List<?> list) {
            return list.stream().map(e -> text(e, depth + 1)).toList().toString();
        } else if (value instanceof Outside outside) {
            return text(outside.name(), depth + 1);
        }
        return value instanceof String || value instanceof Long ? value.toString() : "";
    }
}
