/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import io.github.djliit.torchscript.internal.syntax.Expression;
import io.github.djliit.torchscript.internal.syntax.ScriptFunction;
import io.github.djliit.torchscript.internal.syntax.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What the values in a method are computed by: the code of a trace is a list of assignments. */
final class MethodValues {

    private static final Set<String> POOLING =
            Set.of("select", "mean", "adaptive_avg_pool1d", "index");

    private static final Set<String> CHAIN =
            Set.of("select", "slice", "tanh", "relu", "gelu", "silu", "dropout", "contiguous");

    private static final int MOST_NESTED = 20;

    /** What comes behind a pooling. */
    private static final Pattern SMALL =
            Pattern.compile(".*(Norm|Norm2d|Dropout|Linear|Activation|Tanh|Flatten)");

    private static final Pattern POOLER = Pattern.compile("(.*_)?pool(er|ing|er_.*)?");

    private final Map<String, Definition> definitions = new HashMap<>();
    private final Map<Integer, ModuleTree.ResolvedCall> modules;
    private final Set<String> used = new HashSet<>();
    private Expression returned;

    /** What is assigned to a name, and which element of it. */
    private record Definition(Expression value, List<Integer> steps) {}

    /**
     * The call that a value is a result of.
     *
     * @param call the call; null where it is none
     * @param steps which of its results
     */
    record Source(Expression.Call call, List<Integer> steps) {

        static final Source NONE = new Source(null, List.of());

        int start() {
            return call == null ? -1 : call.start();
        }

        boolean is(int otherStart, List<Integer> otherSteps) {
            return start() == otherStart && steps.equals(otherSteps);
        }

        boolean isOfSameCall(Source other) {
            return start() == other.start();
        }
    }

    /**
     * Reads a method.
     *
     * @param method its code
     * @param modules the calls of modules in it, by where their arguments start
     */
    MethodValues(ScriptFunction method, Map<Integer, ModuleTree.ResolvedCall> modules) {
        this.modules = modules;
        for (Statement statement : method.body().statements()) {
            if (statement instanceof Statement.Assign assign) {
                add(assign);
                addUses(assign.value());
            } else if (statement instanceof Statement.Return given) {
                returned = given.value().orElse(null);
                given.value().ifPresent(this::addUses);
            } else {
                statement.expressions().forEach(e -> e.walk(this::addUse));
                statement
                        .blocks()
                        .forEach(
                                b ->
                                        b.walk(
                                                s ->
                                                        s.expressions()
                                                                .forEach(
                                                                        e ->
                                                                                e.walk(
                                                                                        this
                                                                                                ::addUse))));
            }
        }
    }

    /** What is used of a tuple, or of another name, is what is in it. */
    private void addUse(Expression expression) {
        if (expression instanceof Expression.Name name && used.add(name.name())) {
            Definition definition = definitions.get(name.name());
            boolean isOther =
                    definition != null
                            && (definition.value() instanceof Expression.Sequence
                                    || definition.value() instanceof Expression.Name);
            if (isOther) {
                definition.value().walk(this::addUse);
            }
        }
    }

    /**
     * What stands in a tuple, or has another name, is handed on; what it is computed of is used.
     */
    private void addUses(Expression given) {
        if (given instanceof Expression.Sequence sequence) {
            sequence.elements().forEach(this::addUses);
        } else if (!(given instanceof Expression.Name)) {
            given.walk(this::addUse);
        }
    }

    private void add(Statement.Assign assign) {
        for (int i = 0; i < assign.targets().size(); i++) {
            if (assign.targets().get(i) instanceof Expression.Name name) {
                List<Integer> steps = assign.unpacks() ? List.of(i) : List.of();
                definitions.put(name.name(), new Definition(assign.value(), steps));
            }
        }
    }

    /**
     * Returns whether a result of a call has names that are in what the method returns, and nowhere
     * else.
     *
     * @param start where the arguments of the call start
     * @param steps which result
     */
    boolean isOnlyReturned(int start, List<Integer> steps) {
        List<String> names =
                definitions.entrySet().stream()
                        .filter(each -> isResult(each.getValue(), start, steps))
                        .map(Map.Entry::getKey)
                        .toList();
        return !names.isEmpty() && names.stream().noneMatch(used::contains);
    }

    private boolean isResult(Definition definition, int start, List<Integer> steps) {
        return source(definition.value(), definition.steps(), 0).is(start, steps);
    }

    /** Returns the call of a module, or null where a call is none. */
    ModuleTree.ResolvedCall module(Expression.Call call) {
        return modules.get(call.start());
    }

    /** Returns what computes a tensor that the method returns. */
    Source source(TensorPath leaf) {
        return returned == null ? Source.NONE : source(returned, leaf.steps(), 0);
    }

    private Source source(Expression value, List<Integer> steps, int depth) {
        if (depth > definitions.size() + 1) {
            return Source.NONE;
        } else if (value instanceof Expression.Call call) {
            return new Source(call, steps);
        } else if (value instanceof Expression.Name name) {
            Definition definition = definitions.get(name.name());
            if (definition == null) {
                return Source.NONE;
            }
            List<Integer> all = new ArrayList<>(definition.steps());
            all.addAll(steps);
            return source(definition.value(), all, depth + 1);
        } else if (value instanceof Expression.Sequence sequence
                && !steps.isEmpty()
                && steps.get(0) < sequence.elements().size()) {
            Expression element = sequence.elements().get(steps.get(0));
            return source(element, steps.subList(1, steps.size()), depth);
        }
        return Source.NONE;
    }

    /** Returns the calls that a value is computed by, itself among them, by their starts. */
    Set<Integer> callsBehind(Source source) {
        return source.call() == null ? Set.of() : callsBehind(source.call());
    }

    Set<Integer> callsBehind(Expression.Call call) {
        Set<Integer> found = new HashSet<>();
        Set<String> seen = new HashSet<>();
        Deque<Expression> open = new ArrayDeque<>(List.of(call));
        while (!open.isEmpty()) {
            open.pop()
                    .walk(
                            each -> {
                                if (each instanceof Expression.Call inner) {
                                    found.add(inner.start());
                                } else if (each instanceof Expression.Name name
                                        && seen.add(name.name())
                                        && definitions.containsKey(name.name())) {
                                    open.push(definitions.get(name.name()).value());
                                }
                            });
        }
        return found;
    }

    /** Returns whether a value is what a module called pooler gives. */
    boolean isOfPooler(Source source) {
        ModuleTree.ResolvedCall module = source.call() == null ? null : module(source.call());
        return module != null && lastStep(module).equals("pooler");
    }

    /** Returns whether a value is one position of what modules gave, or their mean. */
    boolean isPooled(Source source) {
        return source.call() != null && isPooled(source.call(), new HashSet<>());
    }

    /** Returns whether a value is what small modules make of one position of what a module gave. */
    boolean isOfOnePosition(Source source) {
        Expression at = source.call();
        boolean isSelected = false;
        for (int i = 0; at != null && i <= definitions.size() + MOST_NESTED; i++) {
            if (at instanceof Expression.Name name) {
                Definition definition = definitions.get(name.name());
                at = definition == null ? null : definition.value();
            } else if (at instanceof Expression.Call call && !call.arguments().isEmpty()) {
                ModuleTree.ResolvedCall module = module(call);
                if (module != null && isSelected) {
                    return true;
                }
                isSelected |= TorchOps.name(call).equals("select");
                boolean isOne = module != null || CHAIN.contains(TorchOps.name(call));
                at = isOne ? call.arguments().get(0).value() : null;
            } else {
                at = null;
            }
        }
        return false;
    }

    private boolean isPooled(Expression value, Set<String> seen) {
        if (value instanceof Expression.Name name) {
            Definition definition = definitions.get(name.name());
            return definition != null
                    && seen.add(name.name())
                    && isPooled(definition.value(), seen);
        } else if (value instanceof Expression.Call call) {
            ModuleTree.ResolvedCall module = module(call);
            if (module != null && POOLER.matcher(lastStep(module)).matches()) {
                return true;
            } else if (module != null
                    && !SMALL.matcher(module.call().type().qualifiedName()).matches()) {
                return false;
            } else if (module == null && POOLING.contains(TorchOps.name(call))) {
                return true;
            }
            return call.arguments().stream().anyMatch(a -> isPooled(a.value(), seen));
        }
        return value.children().stream().anyMatch(e -> isPooled(e, seen));
    }

    private static String lastStep(ModuleTree.ResolvedCall module) {
        List<String> target = module.call().target();
        return target.isEmpty() ? "" : target.get(target.size() - 1);
    }
}
