/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.rewrite;

import io.github.djliit.site.Path;
import io.github.djliit.site.Port;
import io.github.djliit.site.Site;
import io.github.djliit.torchscript.internal.analysis.InputAlias;
import io.github.djliit.torchscript.internal.analysis.ModuleTree;
import io.github.djliit.torchscript.internal.analysis.ScriptSites;
import io.github.djliit.torchscript.internal.analysis.ScriptSites.MethodPlace;
import io.github.djliit.torchscript.internal.analysis.TensorPath;
import io.github.djliit.torchscript.internal.syntax.Expression;
import io.github.djliit.torchscript.internal.syntax.ScriptClass;
import io.github.djliit.torchscript.internal.syntax.SourceFile;
import io.github.djliit.torchscript.internal.syntax.SourceRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Rewrites the code of an archive so that sites have hooks.
 *
 * <p>Each method on the way to a site gets a twin beside it, which is called by the twins of
 * others; all methods that were there stay as they are, and so does what no twin calls.
 */
public final class HookedCode {

    private final ScriptSites sites;
    private final HookedSites hooks;
    private final Set<Site> hooked;
    private final Map<MethodPlace, Boolean> needed = new HashMap<>();

    private HookedCode(ScriptSites sites, HookedSites hooks) {
        this.sites = sites;
        this.hooks = hooks;
        hooked = hooks.all();
    }

    /**
     * Rewrites the code.
     *
     * @param sites what can be hooked
     * @param hooks the sites in full, without regions
     * @return the new text of each file that changes, by its path
     */
    public static Map<String, String> of(ScriptSites sites, HookedSites hooks) {
        return new HookedCode(sites, hooks).files(Map.of());
    }

    /** Rewrites the code, and adds methods that set a flag where code reads it. */
    public static Map<String, String> of(ScriptSites sites, HookedSites hooks, TrainingFlag flag) {
        return new HookedCode(sites, hooks).files(flag.isRead() ? flag.methods() : Map.of());
    }

    private Map<String, String> files(Map<ScriptClass, String> further) {
        Map<String, Map<String, TwinMethod.Wanted>> twins = new LinkedHashMap<>();
        for (MethodPlace at : sites.reached()) {
            boolean isRoot = at.path().isRoot() && at.method().equals("forward");
            if (isRoot || isNeeded(at)) {
                String type = sites.tree().node(at.path()).type().qualifiedName();
                TwinMethod.Wanted all =
                        twins.computeIfAbsent(type, t -> new LinkedHashMap<>())
                                .computeIfAbsent(at.method(), m -> nothing());
                add(at, all);
            }
        }
        Map<String, TextEdits> files = new LinkedHashMap<>();
        twins.forEach((type, methods) -> addTwins(files, type, methods));
        further.forEach((type, text) -> add(files, type, "\n" + text));
        Map<String, String> texts = new LinkedHashMap<>();
        files.forEach((path, edits) -> texts.put(path, edits.apply()));
        return texts;
    }

    private void addTwins(
            Map<String, TextEdits> files, String name, Map<String, TwinMethod.Wanted> methods) {
        ScriptClass type = sites.tree().program().classes().get(name);
        add(files, type, text(type, methods));
    }

    private static void add(Map<String, TextEdits> files, ScriptClass type, String text) {
        SourceFile file = type.range().file();
        files.computeIfAbsent(
                        file.path(),
                        path -> new TextEdits(new SourceRange(file, 0, file.text().length())))
                .insert(file.lineEnd(type.range().end()), text);
    }

    private static TwinMethod.Wanted nothing() {
        return new TwinMethod.Wanted(
                new LinkedHashSet<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new LinkedHashSet<>(),
                new HashSet<>(),
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
                        || sites.calls(at).stream()
                                .anyMatch(call -> isNeeded(MethodPlace.calledBy(call)));
        needed.put(at, found);
        return found;
    }

    private static boolean isEmpty(TwinMethod.Wanted wanted) {
        return wanted.inputs().isEmpty() && wanted.outputs().isEmpty() && wanted.values().isEmpty();
    }

    private TwinMethod.Wanted wanted(MethodPlace at) {
        TwinMethod.Wanted wanted = nothing();
        boolean isForward = sites.forwards(at.path()).contains(at);
        Map<Integer, TensorPath> leaves = sites.outputs(at);
        for (Site site : hooked) {
            if (site.path().equals(at.path()) && site.value().isPresent()) {
                sites.values(at).stream()
                        .filter(site.value().get()::equals)
                        .forEach(wanted.values()::add);
            } else if (site.path().equals(at.path()) && isForward) {
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
        if (!wanted.inputs().isEmpty()) {
            wanted.escaped().putAll(sites.escaped().of(at));
            wanted.escaped().values().removeIf(same -> !isEditable(wanted, same));
        }
        return wanted;
    }

    private static boolean isEditable(TwinMethod.Wanted wanted, InputAlias same) {
        return wanted.inputs().contains(same.parameter()) && same.problem().isEmpty();
    }

    private void add(MethodPlace at, TwinMethod.Wanted all) {
        TwinMethod.Wanted own = wanted(at);
        all.inputs().addAll(own.inputs());
        all.outputs().putAll(own.outputs());
        all.escaped().putAll(own.escaped());
        all.values().addAll(own.values());
        hooks.edited().stream()
                .filter(site -> site.path().equals(at.path()))
                .forEach(site -> all.edited().add(HookArrays.place(site)));
        for (ModuleTree.ResolvedCall call : sites.calls(at)) {
            MethodPlace callee = MethodPlace.calledBy(call);
            if (isNeeded(callee)) {
                Expression.Call made = call.call().call();
                TwinMethod.TwinCall twin =
                        new TwinMethod.TwinCall(
                                made,
                                relative(at.path(), call.target()),
                                isSkippable(callee.path()));
                all.calls().put(made.argumentsRange().start(), twin);
            }
        }
    }

    /** Whether a module is hooked at its output, and something can stand for that. */
    private boolean isSkippable(Path path) {
        return hooked.contains(Site.outputOf(path)) && sites.skippable().isSkippable(path);
    }

    private static String relative(Path from, Path to) {
        List<String> steps = to.steps().subList(from.steps().size(), to.steps().size());
        StringBuilder text = new StringBuilder();
        steps.forEach(step -> text.append(new Path(List.of(step))).append('.'));
        return text.toString();
    }

    private static String skippable(ScriptClass type, TwinMethod.Wanted wanted) {
        boolean edits = wanted != null && wanted.edited().contains(SkippableMethod.OUTPUT);
        return SkippableMethod.of(type.methods().get("forward"), edits);
    }

    private String text(ScriptClass type, Map<String, TwinMethod.Wanted> methods) {
        List<String> texts = new ArrayList<>();
        texts.add(HookCode.of(type.qualifiedName(), sites.effects().quantizes()).stripTrailing());
        methods.forEach(
                (name, wanted) ->
                        texts.add(new TwinMethod(type.methods().get(name), wanted).text()));
        if (sites.tree().placesOf(type).stream().anyMatch(this::isSkippable)) {
            texts.add(skippable(type, methods.get("forward")));
        }
        String root = sites.tree().node(Path.root()).type().qualifiedName();
        if (type.qualifiedName().equals(root)) {
            texts.add(RunMethod.of(type.methods().get("forward")));
        }
        return "\n" + String.join("\n", texts);
    }
}
