/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import io.github.djliit.torchscript.internal.analysis.Held.Kind;
import io.github.djliit.torchscript.internal.analysis.Held.Origin;
import io.github.djliit.torchscript.internal.analysis.ScriptSites.MethodPlace;
import io.github.djliit.torchscript.internal.syntax.Expression;
import io.github.djliit.torchscript.internal.syntax.ScriptClass;
import io.github.djliit.torchscript.internal.syntax.ScriptFunction;
import io.github.djliit.torchscript.internal.syntax.SourceRange;
import io.github.djliit.torchscript.internal.syntax.Statement;
import io.github.djliit.torchscript.internal.syntax.Suite;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The walk of {@link StorageFlow} through the body of one method or function, in one call of it.
 */
final class StorageWalk {

    /** What is not of the engine and gives what it gets. */
    private static final Set<String> BUILTINS =
            Set.of("annotate", "unchecked_cast", "uninitialized", "min", "max");

    /** What gives no tensor. */
    private static final Set<String> PLAIN =
            Set.of("int", "float", "bool", "str", "len", "isinstance", "print", "range");

    private final StorageFlow flow;
    private final ValueUses uses;
    private final ScriptSites sites;
    private final Optional<MethodPlace> at;
    private final Map<String, Held> names;
    private final Map<Integer, ModuleTree.ResolvedCall> calls;
    private Held returned;
    private int blocks;

    /**
     * Prepares a walk.
     *
     * @param flow what is known of all code
     * @param sites the places in the code
     * @param at the method; empty for a function outside of modules
     * @param names what its parameters hold
     */
    StorageWalk(
            StorageFlow flow,
            ScriptSites sites,
            Optional<MethodPlace> at,
            Map<String, Held> names) {
        this.flow = flow;
        uses = new ValueUses(flow);
        this.sites = sites;
        this.at = at;
        this.names = names;
        calls = at.map(sites::callsByStart).orElseGet(Map::of);
    }

    /** Returns whether a function of Python, by its name, gives no tensor. */
    static boolean isPlain(String name) {
        return PLAIN.contains(name);
    }

    /** Returns what the body returns. */
    Held run(Suite body) {
        block(body);
        return returned == null ? flow.plain() : returned;
    }

    private void block(Suite block) {
        for (Statement statement : block.statements()) {
            if (!flow.step()) {
                return;
            }
            statement(statement);
        }
    }

    private void statement(Statement statement) {
        if (statement instanceof Statement.Assign assign) {
            assign(assign);
        } else if (statement instanceof Statement.Return given) {
            Held held = given.value().map(this::of).orElseGet(flow::plain);
            returned = returned == null ? held : flow.either(returned, held);
        } else if (statement instanceof Statement.If condition) {
            condition(condition);
        } else if (statement instanceof Statement.For loop) {
            Held element = of(loop.iterable());
            loop.targets().forEach(target -> target(target, element, loop.range()));
            flow.loop(() -> inner(loop.body()));
        } else if (statement instanceof Statement.While loop) {
            flow.loop(
                    () -> {
                        of(loop.condition());
                        inner(loop.body());
                    });
        } else if (statement instanceof Statement.Define define) {
            names.put(
                    define.function().name(), new Held.Code(define.function(), Map.copyOf(names)));
        } else {
            statement.expressions().forEach(this::of);
            statement.blocks().forEach(this::inner);
        }
    }

    private void condition(Statement.If condition) {
        if (of(condition.condition()) instanceof Held.Flag flag) {
            if (flag.value()) {
                block(condition.then());
            } else {
                condition.otherwise().ifPresent(this::block);
            }
            return;
        }
        Map<String, Held> before = new HashMap<>(names);
        inner(condition.then());
        Map<String, Held> then = new HashMap<>(names);
        names.clear();
        names.putAll(before);
        condition.otherwise().ifPresent(this::inner);
        then.forEach((name, held) -> names.merge(name, held, flow::either));
    }

    private void inner(Suite block) {
        blocks++;
        flow.maybe(() -> block(block));
        blocks--;
    }

    private void assign(Statement.Assign assign) {
        Held held = of(assign.value());
        if (!assign.operator().equals("=")) {
            Held target = of(assign.targets().get(0));
            flow.write(target, assign.range());
            held = flow.join(List.of(target, held), Kind.VALUE);
        }
        for (int i = 0; i < assign.targets().size(); i++) {
            Held part = assign.unpacks() ? held.part(i) : held;
            target(assign.targets().get(i), part, assign.range());
        }
    }

    /** In a block, a name may hold what it held before, too. */
    private void target(Expression target, Held held, SourceRange range) {
        if (target instanceof Expression.Name name) {
            Held before = blocks == 0 ? null : names.get(name.name());
            Held now = before == null ? held : flow.either(before, held);
            names.put(name.name(), now);
            at.ifPresent(place -> flow.value(place, name.name(), held));
        } else if (target instanceof Expression.Attribute attribute) {
            flow.set(of(attribute.target()), attribute.name(), held, range);
        } else {
            // An element of a container: it holds this beside what it held.
            Held whole = of(target);
            flow.change(whole, range);
            flow.join(List.of(whole, held), Kind.VALUE);
        }
    }

    private Held of(Expression expression) {
        if (expression instanceof Expression.Name name) {
            Held held = names.get(name.name());
            return held == null ? flow.plain() : held;
        } else if (expression instanceof Expression.Literal literal) {
            return literal(literal, flow);
        } else if (expression instanceof Expression.Attribute attribute) {
            return attribute(attribute);
        } else if (expression instanceof Expression.Subscript subscript) {
            Held whole = of(subscript.target());
            of(subscript.index());
            boolean isNumber = whole instanceof Held.Ref ref && ref.kind() == Kind.NUMBERS;
            return isNumber ? flow.plain() : whole.part(index(subscript.index()));
        } else if (expression instanceof Expression.Call call) {
            return call(call);
        } else if (expression instanceof Expression.Sequence sequence) {
            List<Held> elements = sequence.elements().stream().map(this::of).toList();
            return sequence.kind() == Expression.SequenceKind.LIST
                    ? flow.join(elements, Kind.CONTAINER)
                    : new Held.Parts(elements);
        } else if (expression instanceof Expression.Conditional conditional) {
            return conditional(conditional);
        }
        List<Held> parts = expression.children().stream().map(this::of).toList();
        return flow.join(parts, Kind.CONTAINER);
    }

    private Held conditional(Expression.Conditional conditional) {
        if (of(conditional.condition()) instanceof Held.Flag flag) {
            return of(flag.value() ? conditional.then() : conditional.otherwise());
        }
        List<Held> branches = new ArrayList<>();
        flow.maybe(() -> branches.add(of(conditional.then())));
        flow.maybe(() -> branches.add(of(conditional.otherwise())));
        return flow.either(branches.get(0), branches.get(1));
    }

    private Held attribute(Expression.Attribute attribute) {
        String dotted = attribute.dotted().orElse("");
        ScriptFunction function = sites.tree().program().functions().get(dotted);
        if (function != null) {
            return new Held.Code(function, Map.of());
        } else if (dotted.startsWith("__torch__.")) {
            return flow.plain(); // A class, or a member of an enum.
        }
        return dotted.startsWith("CONSTANTS.")
                ? flow.constant(attribute.name())
                : flow.attribute(of(attribute.target()), attribute.name());
    }

    static Held literal(Expression.Literal literal, StorageFlow flow) {
        return literal.kind() == Expression.LiteralKind.BOOL
                ? new Held.Flag(literal.value().equals("True"))
                : flow.plain();
    }

    private static int index(Expression index) {
        boolean isNumber =
                index instanceof Expression.Literal literal
                        && literal.value().matches("[0-9]{1,4}");
        return isNumber
                ? Integer.parseInt(((Expression.Literal) index).value())
                : Integer.MAX_VALUE;
    }

    private Held call(Expression.Call call) {
        ModuleTree.ResolvedCall module = calls.get(call.start());
        List<Held> given = call.arguments().stream().map(a -> of(a.value())).toList();
        if (module != null) {
            return flow.call(MethodPlace.calledBy(module), given);
        }
        String name = call.callee().dotted().orElse("");
        Optional<Held.Code> function = function(call.callee(), name);
        if (function.isPresent()) {
            return flow.call(function.get(), given);
        } else if (name.equals("fork") && given.get(0) instanceof Held.Code code) {
            return flow.call(code, given.subList(1, given.size()));
        } else if (name.equals("getattr") && call.arguments().size() == 2) {
            return call.arguments().get(1).value() instanceof Expression.Literal literal
                    ? flow.attribute(given.get(0), literal.value())
                    : flow.join(given, Kind.VALUE);
        }
        return TorchOps.ofEngine(call)
                .map(operator -> operator(call, operator, given))
                .orElseGet(() -> other(call, name, given));
    }

    private Optional<Held.Code> function(Expression callee, String name) {
        if (names.get(name) instanceof Held.Code code) {
            return Optional.of(code);
        }
        return callee instanceof Expression.Attribute
                ? Optional.ofNullable(sites.tree().program().functions().get(name))
                        .map(found -> new Held.Code(found, Map.of()))
                : Optional.empty();
    }

    private Held operator(Expression.Call call, String operator, List<Held> given) {
        Optional<Held> out = out(call, given);
        if (out.isPresent()) {
            flow.write(out.get(), call.range());
            return out.get();
        } else if (TorchAliases.isInPlace(operator) && !given.isEmpty()) {
            flow.write(given.get(0), call.range());
            return given.get(0) instanceof Held.Ref ref
                    ? new Held.Ref(ref.storage(), ref.kind(), Origin.of(given, true))
                    : given.get(0);
        } else if (TorchAliases.isObserving(operator)) {
            given.stream().skip(1).forEach(held -> flow.write(held, call.range()));
            return flow.join(List.of(), Kind.VALUE);
        } else if (TorchAliases.isChange(operator, given)) {
            flow.change(given.get(0), call.range());
            return flow.join(given, Kind.CONTAINER);
        } else if (operator.equals("NumToTensor")) {
            return flow.join(List.of(), Kind.NUMBER);
        } else if (operator.equals("__not__") && given.get(0) instanceof Held.Flag flag) {
            return new Held.Flag(!flag.value());
        } else if (TorchOps.isPlain(operator)) {
            return flow.plain();
        } else if (operator.equals("copy") && given.get(0) instanceof Held.Ref list) {
            boolean isOfNumbers = list.kind() == Kind.NUMBERS;
            return isOfNumbers ? flow.join(List.of(), Kind.NUMBERS) : flow.join(given, list.kind());
        }
        Kind kind = kind(operator, given);
        List<Held> shared = shared(call, operator, given);
        Origin origin = ValueUses.origin(operator, given, !shared.isEmpty());
        uses.note(call, operator, given, shared.isEmpty());
        return flow.join(shared, kind, origin);
    }

    /** Returns those of the arguments of an operator that share memory with what it gives. */
    private static List<Held> shared(Expression.Call call, String operator, List<Held> given) {
        boolean isOfQuantized = call.callee().dotted().orElse("").startsWith("ops.quantized.");
        if (isOfQuantized || isFresh(operator, given) || isProduct(call, operator)) {
            return List.of();
        }
        boolean isView = TorchAliases.isViewOfFirst(operator) && !given.isEmpty();
        return isView ? given.subList(0, 1) : given;
    }

    /** An {@code einsum} of one array may be a view of that. */
    private static boolean isProduct(Expression.Call call, String operator) {
        return operator.equals("einsum")
                && call.arguments().size() > 1
                && call.arguments().get(1).value() instanceof Expression.Sequence arrays
                && arrays.elements().size() > 1;
    }

    /** What is neither of the engine, nor a module or function of which the code is known. */
    private Held other(Expression.Call call, String name, List<Held> given) {
        if (name.equals("bool") && given.size() == 1 && given.get(0) instanceof Held.Flag) {
            return given.get(0);
        } else if (isPlain(name)) {
            return flow.plain();
        } else if (BUILTINS.contains(name) || isTuple(name)) {
            Kind kind = kind(name, given);
            return isFresh(name, given) ? flow.join(List.of(), kind) : flow.join(given, kind);
        }
        Held owner = flow.plain();
        if (call.callee() instanceof Expression.Attribute method) {
            owner = of(method.target());
            Optional<MethodPlace> known = method(owner, method.name());
            if (known.isPresent()) {
                return flow.call(known.get(), given);
            }
            flow.log().unknown(owner, method);
        }
        given.forEach(held -> flow.write(held, call.range()));
        return flow.join(Stream.concat(Stream.of(owner), given.stream()).toList(), Kind.VALUE);
    }

    /** A module that was handed over as an argument, as a trace does with shared ones. */
    private Optional<MethodPlace> method(Held owner, String name) {
        return owner instanceof Held.Module module
                        && sites.tree().node(module.path()).type().methods().containsKey(name)
                ? Optional.of(new MethodPlace(module.path(), name))
                : Optional.empty();
    }

    /** A named tuple holds what it is made of, and does nothing to it. */
    private boolean isTuple(String name) {
        ScriptClass type = sites.tree().program().classes().get(name);
        return type != null && type.base().filter("NamedTuple"::equals).isPresent();
    }

    private static Optional<Held> out(Expression.Call call, List<Held> given) {
        for (int i = 0; i < given.size(); i++) {
            if (call.arguments().get(i).keyword().filter("out"::equals).isPresent()) {
                return Optional.of(given.get(i));
            }
        }
        return Optional.empty();
    }

    /** Lists that are added give one with the elements of both. */
    private static boolean isFresh(String operator, List<Held> given) {
        boolean isOfLists =
                operator.equals("add")
                        && Held.refs(given).anyMatch(ref -> ref.kind() == Kind.CONTAINER);
        return TorchAliases.isFresh(operator) && !isOfLists;
    }

    private static Kind kind(String operator, List<Held> given) {
        List<Kind> kinds = Held.refs(given).map(Held.Ref::kind).toList();
        boolean isNumber =
                TorchAliases.isArithmetic(operator)
                        && kinds.contains(Kind.NUMBER)
                        && kinds.stream().allMatch(k -> k != Kind.VALUE && k != Kind.CONTAINER);
        return isNumber ? Kind.NUMBER : Kind.VALUE;
    }
}
