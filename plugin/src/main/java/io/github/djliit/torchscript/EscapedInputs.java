/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import io.github.djliit.torchscript.ResultUses.Fate;
import io.github.djliit.torchscript.ScriptSites.MethodPlace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
final class EscapedInputs {

    /** What may give back the tensor that it gets. */
    private static final Set<String> SAME =
            Set.of(
                    "to",
                    "type_as",
                    "contiguous",
                    "dropout",
                    "feature_dropout",
                    "alpha_dropout",
                    "alias",
                    "positive",
                    "conj",
                    "real",
                    "resolve_conj",
                    "resolve_neg",
                    "atleast_1d",
                    "atleast_2d",
                    "atleast_3d",
                    "ravel",
                    "flatten",
                    "cpu",
                    "cuda",
                    "float",
                    "double",
                    "half");

    private final ScriptSites sites;

    /** Methods that call one another deeper than this are not followed. */
    private static final int DEEPEST = 200;

    /** Tuples of more elements, those within counted, are not followed. */
    private static final int LARGEST = 1000;

    /** What methods return, as far as it is the same as their parameters. */
    private final Map<MethodPlace, Content> returned = new HashMap<>();

    /** Where methods are called; made when first asked for. */
    private final Map<MethodPlace, List<Use>> callers = new HashMap<>();

    /** Where a method last names something. */
    private final Map<MethodPlace, Map<String, Integer>> lastUses = new HashMap<>();

    /** What the calls of modules in methods are given. */
    private final Map<MethodPlace, Map<Integer, List<Content>>> given = new HashMap<>();

    private int depth;

    /** A call of a method, and the method that it is in. */
    record Use(MethodPlace caller, ModuleCall call) {}

    EscapedInputs(ScriptSites sites) {
        this.sites = sites;
    }

    /** What a name holds. */
    private sealed interface Content permits Tensor, Parts, Other {}

    /** What is known in a method: what names hold, which modules calls are of, what those get. */
    private record Scope(
            Map<String, Content> names,
            Map<Integer, ModuleTree.ResolvedCall> calls,
            Map<Integer, List<Content>> given) {}

    private record Tensor(SameTensor same) implements Content {}

    private record Parts(List<Content> elements) implements Content {

        static Content of(List<Content> elements) {
            Parts parts = new Parts(elements);
            return parts.size() > LARGEST ? new Other() : parts;
        }

        private int size() {
            return elements.stream().mapToInt(e -> e instanceof Parts p ? p.size() : 1).sum();
        }
    }

    private record Other() implements Content {}

    /**
     * Returns the inputs that a method returns beside its result, by the numbers of the outputs.
     */
    synchronized Map<Integer, SameTensor> of(MethodPlace at) {
        Map<Integer, SameTensor> found = new LinkedHashMap<>();
        if (at.path().isRoot() || !sites.isTraced(at)) {
            return found;
        }
        Map<Integer, Leaf> leaves = sites.outputs(at);
        leaves.forEach(
                (number, leaf) -> at(returned(at), leaf).ifPresent(s -> found.put(number, s)));
        if (found.size() == leaves.size()) {
            return Map.of(); // One of them is its result, and nothing tells which.
        }
        found.values().removeIf(same -> isUsedAgain(at, same.parameter()));
        return found;
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
        Map<Integer, Leaf> leaves = sites.outputs(at);
        boolean isSame =
                level < DEEPEST
                        && !at.path().isRoot()
                        && sites.isTraced(at)
                        && leaves.size() == 1
                        && at(returned(at), leaves.values().iterator().next())
                                .filter(same -> same.parameter() == parameter)
                                .isPresent();
        return isSame
                && callers(at).stream().anyMatch(use -> isUsedTwice(use, parameter, level + 1));
    }

    private boolean isUsedTwice(Use use, int parameter, int level) {
        Expression.Call call = use.call().call();
        Fate fate =
                new ResultUses(sites.function(use.caller())).fate(call, each -> gives(use, each));
        if (fate != Fate.RETURNED) {
            return fate == Fate.SPREAD && !isUsedAgain(use, parameter);
        }
        // Whoever calls may have the input, too, if it is one of this method.
        List<Content> all = given(use.caller()).get(call.start());
        return all != null
                && parameter < all.size()
                && all.get(parameter) instanceof Tensor tensor
                && isUsedForInput(use.caller(), tensor.same().parameter(), level);
    }

    /** Whether a call may give back the tensor that it gets first. */
    private boolean gives(Use use, Expression.Call call) {
        ModuleTree.ResolvedCall module = sites.callsByStart(use.caller()).get(call.start());
        return module == null
                ? SAME.contains(TorchOps.name(call))
                : returned(MethodPlace.calledBy(module)) instanceof Tensor;
    }

    private static Optional<SameTensor> at(Content held, Leaf leaf) {
        Content found = held;
        for (int step : leaf.steps()) {
            found =
                    found instanceof Parts parts && step < parts.elements().size()
                            ? parts.elements().get(step)
                            : new Other();
        }
        return found instanceof Tensor tensor && leaf.key().isEmpty()
                ? Optional.of(tensor.same())
                : Optional.empty();
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
        List<Argument> arguments = use.call().call().arguments();
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

    /** Returns what the calls of modules in a method are given, by where they start. */
    private Map<Integer, List<Content>> given(MethodPlace at) {
        returned(at);
        return given.getOrDefault(at, Map.of());
    }

    private Content returned(MethodPlace at) {
        Content known = returned.get(at);
        if (known == null) {
            returned.put(at, new Other()); // A method that calls itself is not followed.
            depth++;
            known = depth > DEEPEST ? new Other() : scan(at);
            depth--;
            returned.put(at, known);
        }
        return known;
    }

    /** Traced code is a list of assignments; a name that a block assigns is not followed. */
    private Content scan(MethodPlace at) {
        ScriptFunction method = sites.function(at);
        Map<String, Content> names = new HashMap<>();
        for (int i = 1; i < method.parameters().size(); i++) {
            names.put(method.parameters().get(i).name(), new Tensor(SameTensor.of(i - 1)));
        }
        Scope scope = new Scope(names, sites.callsByStart(at), new HashMap<>());
        given.put(at, scope.given());
        for (Statement statement : method.body().statements()) {
            if (statement instanceof Statement.Return given && given.value().isPresent()) {
                return held(given.value().get(), scope);
            } else if (statement instanceof Statement.Assign assign) {
                assign(assign, held(assign.value(), scope), names);
            }
            statement.blocks().forEach(block -> block.walk(inner -> forget(inner, names)));
        }
        return new Other();
    }

    private static void forget(Statement statement, Map<String, Content> names) {
        if (statement instanceof Statement.Assign assign) {
            assign(assign, new Other(), names);
        }
    }

    private static void assign(Statement.Assign assign, Content held, Map<String, Content> names) {
        List<Expression> targets = assign.targets();
        for (int i = 0; i < targets.size(); i++) {
            Content part = held;
            if (assign.unpacks()) {
                boolean isThere = held instanceof Parts parts && i < parts.elements().size();
                part = isThere ? ((Parts) held).elements().get(i) : new Other();
            }
            if (targets.get(i) instanceof Expression.Name name) {
                names.put(name.name(), part);
            }
        }
    }

    private Content held(Expression value, Scope scope) {
        if (value instanceof Expression.Name name) {
            return scope.names().getOrDefault(name.name(), new Other());
        } else if (value instanceof Expression.Sequence sequence) {
            return Parts.of(sequence.elements().stream().map(e -> held(e, scope)).toList());
        } else if (value instanceof Expression.Call call && !call.arguments().isEmpty()) {
            List<Content> arguments =
                    call.arguments().stream().map(a -> held(a.value(), scope)).toList();
            ModuleTree.ResolvedCall module = scope.calls().get(call.start());
            if (module == null) {
                return operator(call, arguments.get(0));
            }
            scope.given().put(call.start(), arguments);
            return through(arguments, returned(MethodPlace.calledBy(module)));
        }
        return new Other();
    }

    private static Content through(List<Content> arguments, Content inner) {
        if (inner instanceof Parts parts) {
            return Parts.of(parts.elements().stream().map(p -> through(arguments, p)).toList());
        }
        boolean isSame =
                inner instanceof Tensor tensor
                        && tensor.same().parameter() < arguments.size()
                        && arguments.get(tensor.same().parameter()) instanceof Tensor;
        if (!isSame) {
            return new Other();
        }
        SameTensor within = ((Tensor) inner).same();
        return new Tensor(((Tensor) arguments.get(within.parameter())).same().through(within));
    }

    private static Content operator(Expression.Call call, Content first) {
        String operator = TorchOps.name(call);
        if (!(first instanceof Tensor tensor)) {
            return new Other();
        } else if (TorchAliases.isInPlace(operator)) {
            return new Tensor(tensor.same().changed());
        } else if (!SAME.contains(operator)
                || (operator.endsWith("dropout") && !call.range().text().contains("False"))) {
            return new Other();
        }
        SourceRange inner = call.arguments().get(0).value().range();
        String text = call.range().file().text();
        boolean isClosed = call.arguments().stream().skip(1).allMatch(a -> isConstant(a.value()));
        return new Tensor(
                tensor.same()
                        .through(
                                text.substring(call.range().start(), inner.start()),
                                text.substring(inner.end(), call.range().end()),
                                isClosed));
    }

    private static boolean isConstant(Expression value) {
        List<Expression> all = new ArrayList<>();
        value.walk(all::add);
        return all.stream()
                .allMatch(
                        e ->
                                !(e instanceof Expression.Name name)
                                        || Set.of("torch", "CONSTANTS", "ops")
                                                .contains(name.name()));
    }
}
