/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import io.github.djliit.torchscript.internal.analysis.GivenBack.Content;
import io.github.djliit.torchscript.internal.analysis.GivenBack.Perhaps;
import io.github.djliit.torchscript.internal.analysis.GivenBack.Tensor;
import io.github.djliit.torchscript.internal.analysis.ResultUses.Fate;
import io.github.djliit.torchscript.internal.analysis.ScriptSites.MethodPlace;
import io.github.djliit.torchscript.internal.syntax.CallArgument;
import io.github.djliit.torchscript.internal.syntax.Expression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Inputs that traced modules return beside their result.
 *
 * <p>In {@code def forward(self, x): h = x.to(float32); ...} the tensor {@code h} is {@code x}
 * itself where {@code x} has that type already. Whoever uses {@code x} after the call, as a
 * residual stream does, uses the same tensor, which the trace then knows as what is inside: {@code
 * return (result, h)}. An edit of the input in Python is one of what the module gets, and leaves
 * {@code x} as it was around the module. Here it must not reach that further value either.
 *
 * <p>What a trace gives back is taken for such an input where there is another result beside it,
 * and its caller does not use what it handed over once more by its own name: that would be another
 * tensor. Scripted code returns what its author wrote.
 */
public final class AliasAnalysis {

    private final ScriptSites sites;

    /** Methods that call one another deeper than this are not followed. */
    private static final int DEEPEST = 200;

    private final GivenBack back;

    /** Where methods are called; made when first asked for. */
    private final Map<MethodPlace, List<Use>> callers = new HashMap<>();

    /** Where a method last names something. */
    private final Map<MethodPlace, Map<String, Integer>> lastUses = new HashMap<>();

    /** A call of a method, and the method that it is in. */
    record Use(MethodPlace caller, ModuleCall call) {}

    AliasAnalysis(ScriptSites sites) {
        this.sites = sites;
        back = new GivenBack(sites);
    }

    /**
     * Returns the inputs that a method returns beside its result, by the numbers of the outputs.
     */
    public synchronized Map<Integer, InputAlias> of(MethodPlace at) {
        Map<Integer, InputAlias> found = new LinkedHashMap<>();
        if (at.path().isRoot() || !sites.isTraced(at)) {
            return found;
        }
        Map<Integer, TensorPath> leaves = sites.outputs(at);
        leaves.forEach(
                (number, leaf) -> {
                    if (back.at(at, leaf) instanceof Tensor tensor) {
                        found.put(number, tensor.same());
                    }
                });
        if (found.size() == leaves.size()) {
            return Map.of(); // One of them is its result, and nothing tells which.
        }
        found.values().removeIf(same -> isUsedAgain(at, same.parameter()));
        return found;
    }

    /**
     * Returns what may be an input among several results of a method, or another tensor, for all
     * that is known of the code.
     */
    synchronized Optional<Perhaps> perhaps(MethodPlace at) {
        Map<Integer, TensorPath> leaves = sites.outputs(at);
        return leaves.size() < 2 || at.path().isRoot() || !sites.isTraced(at)
                ? Optional.empty()
                : leaves.values().stream()
                        .map(leaf -> back.at(at, leaf))
                        .filter(Perhaps.class::isInstance)
                        .map(Perhaps.class::cast)
                        .findFirst();
    }

    /**
     * Returns whether a method gives back the tensor that it gets at a parameter, alone, and what
     * calls it uses that more than once: the trace takes all later uses of the one for uses of the
     * other, so it is not known which of them are of the input.
     */
    synchronized boolean isUsedForInput(MethodPlace at, int parameter) {
        return isUsedForInput(at, parameter, 0);
    }

    private boolean isUsedForInput(MethodPlace at, int parameter, int level) {
        Map<Integer, TensorPath> leaves = sites.outputs(at);
        boolean isSame =
                level < DEEPEST
                        && !at.path().isRoot()
                        && sites.isTraced(at)
                        && leaves.size() == 1
                        && GivenBack.mayBe(
                                back.at(at, leaves.values().iterator().next()), parameter);
        return isSame
                && callers(at).stream().anyMatch(use -> isUsedTwice(use, parameter, level + 1));
    }

    private boolean isUsedTwice(Use use, int parameter, int level) {
        Expression.Call call = use.call().call();
        Fate fate =
                new ResultUses(sites.function(use.caller()))
                        .fate(call, each -> back.gives(use.caller(), each));
        if (fate != Fate.RETURNED) {
            return fate == Fate.SPREAD && !isUsedAgain(use, parameter);
        }
        // Whoever calls may have the input, too, if it is one of this method.
        List<Content> all = back.given(use.caller()).get(call.start());
        return all != null
                && parameter < all.size()
                && GivenBack.parameters(all.get(parameter)).stream()
                        .anyMatch(outer -> isUsedForInput(use.caller(), outer, level));
    }

    /** Whether a caller uses what it handed over by the name that it has before the call. */
    private boolean isUsedAgain(MethodPlace at, int parameter) {
        return callers(at).stream().anyMatch(use -> isUsedAgain(use, parameter));
    }

    /** Returns where a method is called. */
    synchronized List<Use> callers(MethodPlace at) {
        if (callers.isEmpty()) {
            sites.reached().forEach(this::addCalls);
        }
        return callers.getOrDefault(at, List.of());
    }

    private void addCalls(MethodPlace caller) {
        for (ModuleTree.ResolvedCall call : sites.calls(caller)) {
            callers.computeIfAbsent(MethodPlace.calledBy(call), c -> new ArrayList<>())
                    .add(new Use(caller, call.call()));
        }
    }

    private boolean isUsedAgain(Use use, int parameter) {
        List<CallArgument> arguments = use.call().call().arguments();
        return parameter < arguments.size()
                && arguments.get(parameter).value() instanceof Expression.Name name
                && lastUses(use.caller()).get(name.name()) >= use.call().statement().range().end();
    }

    private Map<String, Integer> lastUses(MethodPlace caller) {
        return lastUses.computeIfAbsent(
                caller,
                c -> {
                    Map<String, Integer> found = new HashMap<>();
                    sites.function(c)
                            .body()
                            .walk(s -> s.expressions().forEach(e -> e.walk(x -> use(x, found))));
                    return found;
                });
    }

    private static void use(Expression expression, Map<String, Integer> found) {
        if (expression instanceof Expression.Name name) {
            found.merge(name.name(), name.range().start(), Math::max);
        }
    }
}
