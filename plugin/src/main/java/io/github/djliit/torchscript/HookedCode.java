/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import io.github.djliit.site.Path;
import io.github.djliit.site.Port;
import io.github.djliit.site.Site;
import io.github.djliit.torchscript.ScriptSites.MethodPlace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Rewrites the code of an archive so that sites have hooks.
 *
 * <p>Each method on the way to a site gets a twin beside it, which is called by the twins of others;
 * all methods that were there stay as they are, and so does what no twin calls.
 */
final class HookedCode {

    private final ScriptSites sites;
    private final Set<Site> hooked;
    private final Map<MethodPlace, Boolean> needed = new HashMap<>();

    private HookedCode(ScriptSites sites, Set<Site> hooked) {
        this.sites = sites;
        this.hooked = hooked;
    }

    /**
     * Rewrites the code.
     *
     * @param sites what can be hooked
     * @param hooked the sites in full, without regions
     * @return the new text of each file that changes, by its path
     */
    static Map<String, String> of(ScriptSites sites, Set<Site> hooked) {
        return new HookedCode(sites, hooked).files();
    }

    private Map<String, String> files() {
        Map<ScriptClass, Map<ScriptFunction, TwinMethod.Wanted>> twins = new LinkedHashMap<>();
        for (MethodPlace at : sites.reached()) {
            boolean isRoot = at.path().isRoot() && at.method().equals("forward");
            if (isRoot || isNeeded(at)) {
                ScriptClass type = sites.tree().node(at.path()).type();
                twins.computeIfAbsent(type, t -> new LinkedHashMap<>())
                        .computeIfAbsent(sites.function(at), f -> nothing());
                add(at, twins.get(type).get(sites.function(at)));
            }
        }
        Map<SourceFile, TextEdits> files = new LinkedHashMap<>();
        twins.forEach((type, methods) -> files.computeIfAbsent(
                        type.range().file(), HookedCode::wholeFile)
                .insert(lastLine(type), text(type, methods)));
        Map<String, String> texts = new LinkedHashMap<>();
        files.forEach((file, edits) -> texts.put(file.path(), edits.apply()));
        return texts;
    }

    private static TextEdits wholeFile(SourceFile file) {
        return new TextEdits(new SourceRange(file, 0, file.text().length()));
    }

    private static int lastLine(ScriptClass type) {
        return type.range().file().lineEnd(type.range().end());
    }

    private static TwinMethod.Wanted nothing() {
        return new TwinMethod.Wanted(
                new LinkedHashSet<>(),
                new TreeMap<>(),
                new LinkedHashSet<>(),
                new LinkedHashMap<>());
    }

    /** Whether a method has hooks, or calls one that has. */
    private boolean isNeeded(MethodPlace at) {
        Boolean known = needed.get(at);
        if (known != null) {
            return known;
        }
        needed.put(at, false); // A method that calls itself needs no more than the rest of it.
        boolean found =
                !isEmpty(wanted(at))
                        || calls(at).stream()
                                .anyMatch(
                                        call ->
                                                isNeeded(
                                                        new MethodPlace(
                                                                call.target(),
                                                                call.call().method().name())));
        needed.put(at, found);
        return found;
    }

    private List<ModuleTree.ResolvedCall> calls(MethodPlace at) {
        return sites.tree().calls(at.path(), at.method());
    }

    private static boolean isEmpty(TwinMethod.Wanted wanted) {
        return wanted.inputs().isEmpty()
                && wanted.outputs().isEmpty()
                && wanted.values().isEmpty();
    }

    private TwinMethod.Wanted wanted(MethodPlace at) {
        TwinMethod.Wanted wanted = nothing();
        boolean isForward = sites.forwards(at.path()).contains(at);
        Map<Integer, Leaf> leaves = Leaf.all(sites.returns(at));
        for (Site site : hooked) {
            if (!site.path().equals(at.path())) {
                continue;
            } else if (site.value().isPresent()) {
                sites.values(at).stream()
                        .filter(site.value().get()::equals)
                        .forEach(wanted.values()::add);
            } else if (isForward) {
                int number = site.portOrDefault().indexOrZero();
                if (site.portOrDefault().kind() == Port.Kind.INPUT) {
                    sites.inputs(at).keySet().stream()
                            .filter(input -> input == number)
                            .forEach(wanted.inputs()::add);
                } else if (leaves.containsKey(number)) {
                    wanted.outputs().put(number, leaves.get(number));
                }
            }
        }
        return wanted;
    }

    private void add(MethodPlace at, TwinMethod.Wanted all) {
        TwinMethod.Wanted own = wanted(at);
        all.inputs().addAll(own.inputs());
        all.outputs().putAll(own.outputs());
        all.values().addAll(own.values());
        for (ModuleTree.ResolvedCall call : calls(at)) {
            MethodPlace callee = new MethodPlace(call.target(), call.call().method().name());
            if (isNeeded(callee)) {
                all.calls().put(call.call().call(), relative(at.path(), call.target()));
            }
        }
    }

    private static String relative(Path from, Path to) {
        List<String> steps = to.steps().subList(from.steps().size(), to.steps().size());
        StringBuilder text = new StringBuilder();
        steps.forEach(step -> text.append(new Path(List.of(step))).append('.'));
        return text.toString();
    }

    private String text(ScriptClass type, Map<ScriptFunction, TwinMethod.Wanted> methods) {
        List<String> texts = new ArrayList<>();
        texts.add(HookCode.of(type.qualifiedName()).stripTrailing());
        methods.forEach((method, wanted) -> texts.add(new TwinMethod(method, wanted).text()));
        if (type == sites.tree().node(Path.root()).type()) {
            texts.add(RunMethod.of(sites.function(new MethodPlace(Path.root(), "forward"))));
        }
        return "\n" + String.join("\n", texts);
    }
}
