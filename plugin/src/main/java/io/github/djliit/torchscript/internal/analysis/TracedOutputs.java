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
import io.github.djliit.torchscript.internal.analysis.GivenBack.Perhaps;
import io.github.djliit.torchscript.internal.analysis.Held.Origin;
import io.github.djliit.torchscript.internal.analysis.ScriptSites.MethodPlace;
import io.github.djliit.torchscript.internal.syntax.ScriptClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which tensor of what a traced method returns is the first that its module returns.
 *
 * <p>A trace returns from a module what is used outside of it, in the order of the use: values from
 * inside beside the result, a tuple in another order, and of a tuple only what is used. Which of
 * several is the first is in doubt, therefore. In the public libraries it was measured to be the
 * first result of one operator; else the first where it is computed of all the rest, and those are
 * no activations (a bias of positions) or only handed on (a cache), or where they are computed
 * apart from each other and in the order in which they come. What may have lost the first of a
 * tuple is in doubt everywhere.
 */
final class TracedOutputs {

    private static final String DOUBT =
            "the trace returns several tensors of it, in the order in which they are used, and does"
                    + " not tell which of them it returns first";

    /** Methods that call one another deeper than this are not followed. */
    private static final int DEEPEST = 100;

    private final ScriptSites sites;
    private final Map<MethodPlace, Own> known = new HashMap<>();

    /** What is computed in methods; all modules of a list ask for that which calls them. */
    private final Map<MethodPlace, MethodValues> values = new HashMap<>();

    TracedOutputs(ScriptSites sites) {
        this.sites = sites;
    }

    /** Returns the output of a traced method that its module returns, or first of a tuple. */
    synchronized Own of(MethodPlace at) {
        Own own = known.get(at);
        if (own == null) {
            known.put(at, Own.doubt("it calls itself"));
            own = find(at);
            known.put(at, own);
        }
        return own;
    }

    private Own find(MethodPlace at) {
        Optional<Perhaps> perhaps = sites.escaped().perhaps(at);
        if (perhaps.isPresent()) {
            return Own.doubt(
                    "one of several tensors that it returns may be its own input, as is not known"
                            + " of "
                            + perhaps.get().operator());
        }
        Set<Integer> escaped = sites.escaped().of(at).keySet();
        Map<Integer, TensorPath> leaves = new HashMap<>(sites.outputs(at));
        leaves.keySet().removeAll(escaped);
        leaves.keySet().removeIf(number -> isNumber(at.path(), number));
        if (leaves.isEmpty()) {
            return Own.doubt("it returns no tensor that the trace uses");
        }
        MethodValues values = values(at);
        Map<Integer, MethodValues.Source> sources = new HashMap<>();
        leaves.forEach((number, leaf) -> sources.put(number, values.source(leaf)));
        if (leaves.size() > 1
                && !LibraryConventions.returnsInOrder(sites.tree().node(at.path()).type())) {
            return Own.doubt(DOUBT);
        }
        Own own = leaves.size() == 1 ? Own.of(first(leaves)) : ofSeveral(at, sources, values);
        return own.number().isPresent()
                ? checked(own, sources.get(own.number().getAsInt()), at, values)
                : own;
    }

    private MethodValues values(MethodPlace at) {
        return values.computeIfAbsent(
                at, method -> new MethodValues(sites.function(at), sites.callsByStart(at)));
    }

    private boolean isNumber(Path path, int number) {
        return sites.hasNumbers() && sites.flow().isNumber(port(path, number));
    }

    private boolean isActivation(Path path, int number) {
        return sites.flow().origins(port(path, number)).contains(Origin.ACTIVATION);
    }

    /**
     * Returns whether what calls a method hands an output on to its own caller, as it does a cache.
     */
    private boolean isOnlyReturned(MethodPlace at, int number, int level) {
        List<Integer> steps = sites.outputs(at).get(number).steps();
        return level < DEEPEST
                && steps.size() == 1
                && sites.escaped().callers(at).stream()
                        .allMatch(use -> isOnlyReturned(use, steps, level + 1));
    }

    private boolean isOnlyReturned(AliasAnalysis.Use use, List<Integer> steps, int level) {
        MethodPlace caller = use.caller();
        MethodValues values = values(caller);
        int start = use.call().call().start();
        return values.isOnlyReturned(start, steps)
                && (caller.path().isRoot()
                        || sites.outputs(caller).entrySet().stream()
                                .filter(leaf -> values.source(leaf.getValue()).is(start, steps))
                                .allMatch(leaf -> isOnlyReturned(caller, leaf.getKey(), level)));
    }

    private static Site port(Path path, int number) {
        return ScriptSites.numbered(path, Port.Kind.OUTPUT, number);
    }

    private static int first(Map<Integer, TensorPath> leaves) {
        return leaves.keySet().stream().min(Integer::compare).orElseThrow();
    }

    private Own ofSeveral(
            MethodPlace at, Map<Integer, MethodValues.Source> sources, MethodValues values) {
        List<Integer> numbers = sources.keySet().stream().sorted().toList();
        int first = numbers.get(0);
        MethodValues.Source last = sources.get(first);
        boolean isOne = sources.values().stream().allMatch(s -> s.isOfSameCall(last));
        if (isOne && last.call() != null) {
            return ofOneCall(sources, values);
        }
        Set<Integer> within = values.callsBehind(last);
        List<MethodValues.Source> others =
                numbers.stream()
                        .skip(1)
                        .map(sources::get)
                        .filter(s -> !s.isOfSameCall(last))
                        .toList();
        boolean isKnown = last.call() != null && others.stream().allMatch(s -> s.call() != null);
        boolean isLast =
                others.stream().allMatch(s -> within.contains(s.start()))
                        && numbers.stream()
                                .skip(1)
                                .noneMatch(
                                        n ->
                                                isActivation(at.path(), n)
                                                        && !isOnlyReturned(at, n, 0));
        boolean isApart =
                others.stream()
                        .noneMatch(
                                s ->
                                        within.contains(s.start())
                                                || values.callsBehind(s).contains(last.start()));
        boolean isInOrder =
                isApart
                        && IntStream.range(1, numbers.size())
                                .allMatch(
                                        i -> isBefore(sources, numbers.get(i - 1), numbers.get(i)));
        return isKnown && (isLast || isInOrder) ? Own.of(first) : Own.doubt(DOUBT);
    }

    private static boolean isBefore(
            Map<Integer, MethodValues.Source> sources, int number, int next) {
        return sources.get(number).start() <= sources.get(next).start();
    }

    /** The results of an operator are in its order; those of a module in that of its trace. */
    private Own ofOneCall(Map<Integer, MethodValues.Source> sources, MethodValues values) {
        MethodValues.Source any = sources.values().iterator().next();
        ModuleTree.ResolvedCall module = values.module(any.call());
        List<Integer> wanted = List.of(0);
        if (module != null) {
            MethodPlace inner = MethodPlace.calledBy(module);
            Own own = of(inner);
            if (own.number().isEmpty()) {
                return own;
            }
            wanted = sites.outputs(inner).get(own.number().getAsInt()).steps();
        }
        for (Map.Entry<Integer, MethodValues.Source> entry : sources.entrySet()) {
            if (entry.getValue().steps().equals(wanted)) {
                return Own.of(entry.getKey());
            }
        }
        return Own.doubt(DOUBT);
    }

    /** Looks whether the first of a tuple may be gone, as nothing outside uses it. */
    private Own checked(Own own, MethodValues.Source source, MethodPlace at, MethodValues values) {
        List<String> lost = new ArrayList<>();
        for (ModuleTree.ResolvedCall call : sites.calls(at)) {
            MethodPlace inner = MethodPlace.calledBy(call);
            // What has no weights, as an identity, gives back what it gets, which the trace uses.
            boolean isDead =
                    sites.returns(inner).is("NoneType") && sites.tree().hasWeights(inner.path());
            if (isDead && !values.callsBehind(call.call().call()).contains(source.start())) {
                lost.add(String.join(".", call.call().target()));
            }
        }
        if (!lost.isEmpty()) {
            return Own.doubt(
                    "nothing uses what its '"
                            + String.join("', '", lost)
                            + "' gives, which may be the first that it returns and that the trace"
                            + " dropped");
        }
        ScriptClass type = sites.tree().node(at.path()).type();
        boolean isPooled =
                values.isOfPooler(source)
                        || (LibraryConventions.returnsLastHidden(type)
                                ? values.isPooled(source)
                                : !LibraryConventions.returnsOne(type)
                                        && values.isOfOnePosition(source));
        return isPooled
                ? Own.doubt(
                        "it returns what is pooled of its last hidden state, which models return"
                                + " before it; the trace keeps of a tuple what is used")
                : own;
    }
}
