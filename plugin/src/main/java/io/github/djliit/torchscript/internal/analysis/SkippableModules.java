/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import io.github.djliit.site.Path;
import io.github.djliit.site.Port;
import io.github.djliit.site.Site;
import io.github.djliit.torchscript.internal.analysis.ScriptSites.MethodPlace;
import io.github.djliit.torchscript.internal.syntax.FormalParameter;
import io.github.djliit.torchscript.internal.syntax.ScriptFunction;
import io.github.djliit.torchscript.internal.syntax.ScriptType;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The modules for whose output something else can stand, so that they need not run.
 *
 * <p>Such a module is called at one place, takes nothing that it could change, returns one tensor,
 * and no code of the model writes in place: then its output is all that a call of it does.
 */
public final class SkippableModules {

    /** What a function cannot change. */
    private static final Set<String> VALUES =
            Set.of("Tensor", "int", "float", "bool", "str", "number", "Device", "NoneType");

    private final ScriptSites sites;
    private final boolean isPure;
    private final Map<Path, Integer> calls = new HashMap<>();

    SkippableModules(ScriptSites sites, boolean isPure) {
        this.sites = sites;
        this.isPure = isPure;
        for (MethodPlace at : sites.reached()) {
            sites.calls(at).forEach(call -> calls.merge(call.target(), 1, Integer::sum));
        }
    }

    /** Whether something can stand for the output of a module. */
    public boolean isSkippable(Path path) {
        MethodPlace forward = new MethodPlace(path, "forward");
        if (!isPure || path.isRoot() || calls.getOrDefault(path, 0) != 1) {
            return false;
        } else if (!sites.all(path).equals(List.of(forward))) {
            return false;
        }
        ScriptFunction function = sites.function(forward);
        return function.problem().isEmpty()
                && sites.returns(forward).equals(ScriptType.TENSOR)
                && function.parameters().stream().skip(1).allMatch(SkippableModules::isValue);
    }

    private static boolean isValue(FormalParameter parameter) {
        return isValue(parameter.type().orElse(ScriptType.TENSOR));
    }

    private static boolean isValue(ScriptType type) {
        return type.name().equals("Optional")
                ? type.arguments().stream().allMatch(SkippableModules::isValue)
                : VALUES.contains(type.name());
    }

    /**
     * Returns the largest modules that come before the first edit and have nothing inside that is
     * edited or collected, and the module that is edited first, where that is at its output.
     *
     * @param edited the sites in full that are edited
     * @param collected the sites in full that are collected
     */
    public Set<Path> before(Set<Site> edited, Set<Site> collected) {
        Walk walk = new Walk(edited, collected);
        if (isPure) {
            walk.into(Path.root());
        }
        return walk.found;
    }

    /** Goes through the calls in the order of the text, up to the first edit. */
    private final class Walk {

        private final Set<Site> edited;
        private final Set<Site> all;
        private final Set<Path> found = new LinkedHashSet<>();
        private final Set<Path> open = new HashSet<>();
        private boolean isOver;

        Walk(Set<Site> edited, Set<Site> collected) {
            this.edited = edited;
            all = new LinkedHashSet<>(edited);
            all.addAll(collected);
        }

        void into(Path path) {
            if (!open.add(path)) {
                return;
            }
            for (MethodPlace at : sites.all(path)) {
                for (ModuleTree.ResolvedCall call : inOrder(sites.calls(at))) {
                    if (!isOver) {
                        visit(call.target());
                    }
                }
            }
        }

        /** A call that is the argument of another comes before it, and ends before it. */
        private static List<ModuleTree.ResolvedCall> inOrder(List<ModuleTree.ResolvedCall> calls) {
            return calls.stream()
                    .sorted(Comparator.comparingInt(c -> c.call().call().range().end()))
                    .toList();
        }

        private void visit(Path path) {
            boolean isTouched = all.stream().anyMatch(site -> isInside(site, path));
            if (!isTouched && isSkippable(path)) {
                found.add(path);
            } else {
                into(path);
            }
            isOver |= edited.stream().anyMatch(site -> site.path().startsWith(path));
        }
    }

    /** Whether a site cannot be seen where something stands for the output of a module. */
    private static boolean isInside(Site site, Path path) {
        boolean isOutput =
                site.path().equals(path)
                        && site.value().isEmpty()
                        && site.portOrDefault().kind() == Port.Kind.OUTPUT;
        return site.path().startsWith(path) && !isOutput;
    }
}
