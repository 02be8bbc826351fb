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

    private static final String TORCH = "torch.";

    private final ScriptSites sites;

    /** Methods that call one another deeper than this are not followed. */
    private static final int DEEPEST = 200;

    /** Tuples of more elements, those within counted, are not followed. */
    private static final int LARGEST = 1000;

    /** What methods return, as far as it is the same as their parameters. */
    private final Map<MethodPlace, Held> returned = new HashMap<>();

    /** Where methods are called; made when first asked for. */
    private final Map<MethodPlace, List<Use>> callers = new HashMap<>();

    /** Where a method last names something. */
    private final Map<MethodPlace, Map<String, Integer>> lastUses = new HashMap<>();

    /** What the calls of modules in methods are given. */
    private final Map<MethodPlace, Map<Integer, List<Held>>> given = new HashMap<>();

    private MethodPlace current;
    private int depth;

    /** A call of a method, and the method that it is in. */
    record Use(MethodPlace caller, ModuleCall call) {}

    EscapedInputs(ScriptSites sites) {
        this.sites = sites;
    }

    /** What a name holds. */
    private sealed interface Held permits Tensor, Parts, Other {}

    private record Tensor(SameTensor same) implements Held {}

    private record Parts(List<Held> elements) implements Held {

        static Held of(List<Held> elements) {
            Parts parts = new Parts(elements);
            return parts.size() > LARGEST ? new Other() : parts;
        }

        private int size() {
            return elements.stream().mapToInt(e -> e instanceof Parts p ? p.size() : 1).sum();
        }
    }

    private record Other() implements Held {}

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
        returned(use.caller());
        List<Held> all = given.getOrDefault(use.caller(), Map.of()).get(start(call));
        return all != null
                && parameter < all.size()
                && all.get(parameter) instanceof Tensor tensor
                && isUsedForInput(use.caller(), tensor.same().parameter(), level);
    }

    /** Whether a call may give back the tensor that it gets first. */
    private boolean gives(Use use, Expression.Call call) {
        String name = call.callee().dotted().filter(n -> n.startsWith(TORCH)).orElse("");
        if (!name.isEmpty()) {
            return SAME.contains(name.substring(TORCH.length()));
        }
        return sites.calls(use.caller()).stream()
                .filter(each -> start(each.call().call()) == start(call))
                .anyMatch(each -> returned(MethodPlace.calledBy(each)) instanceof Tensor);
    }

    private static Optional<SameTensor> at(Held held, Leaf leaf) {
        Held found = held;
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

    private Held returned(MethodPlace at) {
        Held known = returned.get(at);
        if (known == null) {
            returned.put(at, new Other()); // A method that calls itself is not followed.
            depth++;
            MethodPlace outer = current;
            current = at;
            known = depth > DEEPEST ? new Other() : scan(at);
            current = outer;
            depth--;
            returned.put(at, known);
        }
        return known;
    }

    /** Traced code is a list of assignments; a name that a block assigns is not followed. */
    private Held scan(MethodPlace at) {
        ScriptFunction method = sites.function(at);
        Map<String, Held> names = new HashMap<>();
        for (int i = 1; i < method.parameters().size(); i++) {
            names.put(method.parameters().get(i).name(), new Tensor(SameTensor.of(i - 1)));
        }
        Map<Integer, ModuleTree.ResolvedCall> calls = new HashMap<>();
        sites.tree()
                .calls(at.path(), at.method())
                .forEach(call -> calls.put(start(call.call().call()), call));
        for (Statement statement : method.body().statements()) {
            if (statement instanceof Statement.Return given && given.value().isPresent()) {
                return held(given.value().get(), names, calls);
            } else if (statement instanceof Statement.Assign assign) {
                assign(assign, held(assign.value(), names, calls), names);
            }
            statement.blocks().forEach(block -> block.walk(inner -> forget(inner, names)));
        }
        return new Other();
    }

    private static int start(Expression.Call call) {
        return call.argumentsRange().start();
    }

    private static void forget(Statement statement, Map<String, Held> names) {
        if (statement instanceof Statement.Assign assign) {
            assign(assign, new Other(), names);
        }
    }

    private static void assign(Statement.Assign assign, Held held, Map<String, Held> names) {
        List<Expression> targets = assign.targets();
        for (int i = 0; i < targets.size(); i++) {
            Held part = held;
            if (assign.unpacks()) {
                boolean isThere = held instanceof Parts parts && i < parts.elements().size();
                part = isThere ? ((Parts) held).elements().get(i) : new Other();
            }
            if (targets.get(i) instanceof Expression.Name name) {
                names.put(name.name(), part);
            }
        }
    }

    private Held held(
            Expression value,
            Map<String, Held> names,
            Map<Integer, ModuleTree.ResolvedCall> calls) {
        if (value instanceof Expression.Name name) {
            return names.getOrDefault(name.name(), new Other());
        } else if (value instanceof Expression.Sequence sequence) {
            return Parts.of(sequence.elements().stream().map(e -> held(e, names, calls)).toList());
        } else if (value instanceof Expression.Call call && !call.arguments().isEmpty()) {
            List<Held> arguments =
                    call.arguments().stream().map(a -> held(a.value(), names, calls)).toList();
            ModuleTree.ResolvedCall module = calls.get(start(call));
            if (module == null) {
                return operator(call, arguments.get(0));
            }
            given.computeIfAbsent(current, at -> new HashMap<>()).put(start(call), arguments);
            return through(arguments, returned(MethodPlace.calledBy(module)));
        }
        return new Other();
    }

    private static Held through(List<Held> arguments, Held inner) {
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

    private static Held operator(Expression.Call call, Held first) {
        String name = call.callee().dotted().filter(n -> n.startsWith(TORCH)).orElse("");
        String operator = name.isEmpty() ? "" : name.substring(TORCH.length());
        if (!(first instanceof Tensor tensor)) {
            return new Other();
        } else if (operator.endsWith("_") && !operator.endsWith("__")) {
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
