/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import io.github.djliit.torchscript.internal.analysis.ScriptSites.MethodPlace;
import io.github.djliit.torchscript.internal.syntax.Expression;
import io.github.djliit.torchscript.internal.syntax.ScriptFunction;
import io.github.djliit.torchscript.internal.syntax.SourceRange;
import io.github.djliit.torchscript.internal.syntax.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What methods return, as far as it is the same as what they get.
 *
 * <p>Of PyTorch's operators it is known which may give back the tensor that they get. Of others,
 * and of code that does not tell, it is not, and what they give is {@link Perhaps} that.
 */
final class GivenBack {

    /** Methods that call one another deeper than this are not followed. */
    private static final int DEEPEST = 200;

    /** Tuples of more elements, those within counted, are not followed. */
    private static final int LARGEST = 1000;

    private final ScriptSites sites;
    private final Map<MethodPlace, Content> returned = new HashMap<>();
    private final Map<String, Content> functions = new HashMap<>();

    /** What the calls of modules in methods are given. */
    private final Map<MethodPlace, Map<Integer, List<Content>>> given = new HashMap<>();

    private int depth;

    GivenBack(ScriptSites sites) {
        this.sites = sites;
    }

    /** What a name holds. */
    sealed interface Content permits Tensor, Perhaps, Parts, Other {}

    /** A tensor that was that of a parameter when the model was traced. */
    record Tensor(InputAlias same) implements Content {}

    /**
     * What may be the tensor of a parameter, or another.
     *
     * @param parameters the numbers of the parameters
     * @param operator what gave it
     */
    record Perhaps(Set<Integer> parameters, String operator) implements Content {}

    /** The elements of a tuple or list. */
    record Parts(List<Content> elements) implements Content {

        static Content of(List<Content> elements) {
            Parts parts = new Parts(elements);
            return parts.size() > LARGEST ? new Other() : parts;
        }

        private int size() {
            return elements.stream().mapToInt(e -> e instanceof Parts p ? p.size() : 1).sum();
        }
    }

    /** Anything else. */
    record Other() implements Content {}

    /** What is known in a method: what names hold, which modules calls are of, what those get. */
    private record Scope(
            Map<String, Content> names,
            Map<Integer, ModuleTree.ResolvedCall> calls,
            Map<Integer, List<Content>> given) {}

    /** Returns whether a tensor is, or may be, that of a parameter. */
    static boolean mayBe(Content content, int parameter) {
        return parameters(content).contains(parameter);
    }

    /** Returns the parameters that a tensor is, or may be. */
    static Set<Integer> parameters(Content content) {
        if (content instanceof Tensor tensor) {
            return Set.of(tensor.same().parameter());
        }
        return content instanceof Perhaps perhaps ? perhaps.parameters() : Set.of();
    }

    /** Returns what is at a place in what a method returns. */
    Content at(MethodPlace at, TensorPath leaf) {
        Content found = returned(at);
        for (int step : leaf.steps()) {
            found =
                    found instanceof Parts parts && step < parts.elements().size()
                            ? parts.elements().get(step)
                            : new Other();
        }
        return leaf.key().isEmpty() ? found : new Other();
    }

    /** Returns whether a call may give back the tensor that it gets first. */
    boolean gives(MethodPlace caller, Expression.Call call) {
        ModuleTree.ResolvedCall module = sites.callsByStart(caller).get(call.start());
        if (module != null) {
            return !parameters(returned(MethodPlace.calledBy(module))).isEmpty();
        }
        ScriptFunction function = function(call);
        return function == null
                ? !isOther(call)
                : !parameters(ofFunction(function, call)).isEmpty();
    }

    /** Returns what the calls of modules in a method are given, by where they start. */
    Map<Integer, List<Content>> given(MethodPlace at) {
        returned(at);
        return given.getOrDefault(at, Map.of());
    }

    /** Returns what a method returns. */
    Content returned(MethodPlace at) {
        Content known = returned.get(at);
        if (known == null) {
            returned.put(at, new Other()); // A method that calls itself is not followed.
            depth++;
            known = depth > DEEPEST ? new Other() : ofMethod(at);
            depth--;
            returned.put(at, known);
        }
        return known;
    }

    private Content ofMethod(MethodPlace at) {
        Map<Integer, List<Content>> inner = new HashMap<>();
        given.put(at, inner);
        return scan(sites.function(at), 1, sites.callsByStart(at), inner);
    }

    private Content ofFunction(ScriptFunction function, Expression.Call call) {
        String name = call.callee().dotted().orElse("");
        Content known = functions.get(name);
        if (known == null) {
            functions.put(name, new Other());
            depth++;
            known = depth > DEEPEST ? new Other() : scan(function, 0, Map.of(), new HashMap<>());
            depth--;
            functions.put(name, known);
        }
        return known;
    }

    private ScriptFunction function(Expression.Call call) {
        return call.callee()
                .dotted()
                .map(name -> sites.tree().program().functions().get(name))
                .orElse(null);
    }

    /** Traced code is a list of assignments; a name that a block assigns is not followed. */
    private Content scan(
            ScriptFunction method,
            int first,
            Map<Integer, ModuleTree.ResolvedCall> calls,
            Map<Integer, List<Content>> inner) {
        Map<String, Content> names = new HashMap<>();
        for (int i = first; i < method.parameters().size(); i++) {
            names.put(method.parameters().get(i).name(), new Tensor(InputAlias.of(i - first)));
        }
        Scope scope = new Scope(names, calls, inner);
        for (Statement statement : method.body().statements()) {
            if (statement instanceof Statement.Return given && given.value().isPresent()) {
                return held(given.value().get(), scope);
            } else if (statement instanceof Statement.Assign assign) {
                assign(assign, held(assign.value(), scope), names);
            }
            statement.blocks().forEach(block -> block.walk(s -> within(s, scope)));
        }
        return new Other();
    }

    /** What a block assigns may be that, or what was there before. */
    private void within(Statement statement, Scope scope) {
        if (statement instanceof Statement.Assign assign) {
            List<Content> all = new ArrayList<>(List.of(held(assign.value(), scope)));
            assign.targets().forEach(target -> all.add(held(target, scope)));
            assign(assign, perhaps(all, "a branch"), scope.names());
        }
    }

    private static void assign(Statement.Assign assign, Content held, Map<String, Content> names) {
        List<Expression> targets = assign.targets();
        for (int i = 0; i < targets.size(); i++) {
            Content part = assign.unpacks() ? element(held, i) : held;
            if (targets.get(i) instanceof Expression.Name name) {
                names.put(name.name(), part);
            }
        }
    }

    private static Content element(Content held, int index) {
        if (held instanceof Perhaps) {
            return held;
        }
        return held instanceof Parts parts && index < parts.elements().size()
                ? parts.elements().get(index)
                : new Other();
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
            ScriptFunction function = function(call);
            if (module != null) {
                scope.given().put(call.start(), arguments);
                return through(arguments, returned(MethodPlace.calledBy(module)));
            }
            return function == null
                    ? operator(call, arguments)
                    : through(arguments, ofFunction(function, call));
        }
        return new Other();
    }

    private static Content through(List<Content> arguments, Content inner) {
        if (inner instanceof Parts parts) {
            return Parts.of(parts.elements().stream().map(p -> through(arguments, p)).toList());
        }
        List<Content> from =
                parameters(inner).stream()
                        .filter(number -> number < arguments.size())
                        .map(arguments::get)
                        .toList();
        boolean isSame = inner instanceof Tensor && from.size() == 1;
        if (isSame && from.get(0) instanceof Tensor tensor) {
            return new Tensor(tensor.same().through(((Tensor) inner).same()));
        }
        return perhaps(from, inner instanceof Perhaps perhaps ? perhaps.operator() : "");
    }

    /** Returns what may be any of some tensors. */
    private static Content perhaps(List<Content> all, String operator) {
        Set<Integer> parameters = new LinkedHashSet<>();
        String by = operator;
        for (Content each : all) {
            parameters.addAll(within(each));
            by = each instanceof Perhaps earlier ? earlier.operator() : by;
        }
        return parameters.isEmpty() ? new Other() : new Perhaps(parameters, by);
    }

    private static Set<Integer> within(Content content) {
        Set<Integer> found = new LinkedHashSet<>(parameters(content));
        if (content instanceof Parts parts) {
            parts.elements().forEach(e -> found.addAll(within(e)));
        }
        return found;
    }

    private static Content operator(Expression.Call call, List<Content> arguments) {
        String operator = TorchOps.ofEngine(call).orElse("");
        Content first = arguments.get(0);
        if (first instanceof Tensor tensor && TorchAliases.isInPlace(operator)) {
            return new Tensor(tensor.same().changed());
        } else if (first instanceof Tensor tensor && isSame(operator, call)) {
            return new Tensor(through(tensor.same(), call));
        } else if (isOther(call)) {
            return new Other();
        }
        boolean isOfFirst = TorchAliases.isSame(operator) || TorchAliases.isInPlace(operator);
        String name = call.callee().dotted().orElse("a call");
        return perhaps(isOfFirst ? List.of(first) : arguments, name);
    }

    private static boolean isSame(String operator, Expression.Call call) {
        return TorchAliases.isSame(operator)
                && (!operator.endsWith("dropout") || isOff(call.range().text()));
    }

    /** A dropout of nothing gives back what it gets, in training, too. */
    private static boolean isOff(String dropout) {
        return dropout.contains("False") || dropout.matches(".*, *0(\\.0*)?, *True\\)?");
    }

    /** Whether a call gives no tensor that it gets, for sure. */
    private static boolean isOther(Expression.Call call) {
        String operator = TorchOps.ofEngine(call).orElse("");
        boolean isDropout = operator.endsWith("dropout") && !operator.equals("native_dropout");
        return operator.isEmpty()
                ? StorageWalk.isPlain(call.callee().dotted().orElse(""))
                : TorchAliases.isAnother(operator)
                        || TorchOps.isPlain(operator)
                        || (isDropout && !isSame(operator, call));
    }

    private static InputAlias through(InputAlias same, Expression.Call call) {
        SourceRange inner = call.arguments().get(0).value().range();
        String text = call.range().file().text();
        boolean isClosed = call.arguments().stream().skip(1).allMatch(a -> isConstant(a.value()));
        return same.through(
                text.substring(call.range().start(), inner.start()),
                text.substring(inner.end(), call.range().end()),
                isClosed);
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
