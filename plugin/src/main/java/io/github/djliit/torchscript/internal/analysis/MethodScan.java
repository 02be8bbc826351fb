/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import io.github.djliit.torchscript.internal.analysis.AbstractValue.Value;
import io.github.djliit.torchscript.internal.archive.ScriptFormatException;
import io.github.djliit.torchscript.internal.syntax.Expression;
import io.github.djliit.torchscript.internal.syntax.FormalParameter;
import io.github.djliit.torchscript.internal.syntax.ScriptClass;
import io.github.djliit.torchscript.internal.syntax.ScriptFunction;
import io.github.djliit.torchscript.internal.syntax.ScriptProblem;
import io.github.djliit.torchscript.internal.syntax.ScriptProgram;
import io.github.djliit.torchscript.internal.syntax.ScriptType;
import io.github.djliit.torchscript.internal.syntax.Statement;
import io.github.djliit.torchscript.internal.syntax.Suite;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Goes through a method once, from top to bottom, and keeps what the names stand for. */
public final class MethodScan {

    private static final int LONGEST_SHOWN = 60;

    /** More are of no use to anyone. */
    private static final int MAX_UNRESOLVED = 1000;

    private static final AbstractValue EMPTY =
            new AbstractValue.Unknown("the name is reserved there, and holds nothing yet");

    private final Inference inference;
    private final List<ModuleCall> calls = new ArrayList<>();
    private final List<LocalValue> values = new ArrayList<>();
    private final Map<String, String> unsure = new HashMap<>();
    private final List<ScriptProblem> unresolved = new ArrayList<>();

    private MethodScan(ScriptProgram program) {
        inference = new Inference(program);
    }

    /** Returns what a method of a class calls and names. */
    public static MethodFacts of(ScriptProgram program, ScriptClass type, ScriptFunction method) {
        MethodScan scan = new MethodScan(program);
        Scope scope = new Scope(null);
        List<FormalParameter> parameters = method.parameters();
        for (int i = 0; i < parameters.size(); i++) {
            FormalParameter parameter = parameters.get(i);
            AbstractValue meaning =
                    i == 0 && type.isModule()
                            ? new AbstractValue.Module(List.of(), type)
                            : scan.parameter(parameter);
            scope.put(parameter.name(), meaning);
        }
        method.problem().ifPresent(scan.unresolved::add);
        scan.block(method.body(), scope);
        return new MethodFacts(scan.calls, scan.values, scan.unsure, scan.unresolved);
    }

    private AbstractValue parameter(FormalParameter parameter) {
        // Python's rule, which TorchScript takes over: without a type it is a tensor.
        return parameter.type().map(inference::ofType).orElse(Value.TENSOR);
    }

    private void block(Suite block, Scope scope) {
        for (Statement statement : block.statements()) {
            for (Expression expression : statement.expressions()) {
                expression.walk(e -> call(e, statement, scope));
            }
            statement(statement, scope);
        }
    }

    private void statement(Statement statement, Scope scope) {
        if (statement instanceof Statement.Assign assign) {
            assign(assign, scope);
        } else if (statement instanceof Statement.If condition) {
            Scope then = new Scope(scope);
            Scope otherwise = new Scope(scope);
            block(condition.then(), then);
            condition.otherwise().ifPresent(block -> block(block, otherwise));
            scope.merge(List.of(then, otherwise));
        } else if (statement instanceof Statement.For loop) {
            Scope body = loop(loop.body(), scope);
            AbstractValue element = element(inference.of(loop.iterable(), scope));
            assign(loop, loop.targets(), loop.targets().size() > 1, element, body);
            endLoop(loop.body(), body, scope);
        } else if (statement instanceof Statement.While loop) {
            endLoop(loop.body(), loop(loop.body(), scope), scope);
        } else if (statement instanceof Statement.With with) {
            Scope body = new Scope(scope);
            block(with.body(), body);
            scope.merge(List.of(body));
        } else if (statement instanceof Statement.Define define) {
            define(define.function(), scope);
        }
    }

    /** A module's name that the body assigns again may be another one the second time around. */
    private Scope loop(Suite body, Scope scope) {
        Scope inner = new Scope(scope);
        body.walk(
                statement -> {
                    if (statement instanceof Statement.Assign assign) {
                        assign.targets().forEach(target -> forget(target, scope, inner));
                    }
                });
        return inner;
    }

    private static void forget(Expression target, Scope scope, Scope inner) {
        if (target instanceof Expression.Name name
                && scope.get(name.name()) instanceof AbstractValue.Module) {
            inner.put(name.name(), new AbstractValue.Unknown("a loop assigns it again"));
        }
    }

    private void endLoop(Suite block, Scope body, Scope scope) {
        block(block, body);
        // A loop may run never: what it assigns is certain only where it was so before.
        scope.merge(List.of(body, new Scope(scope)));
    }

    private static AbstractValue element(AbstractValue iterable) {
        boolean list =
                iterable instanceof Value value
                        && value.type().is("List")
                        && value.type().arguments().size() == 1;
        return list
                ? Value.of(((Value) iterable).type().arguments().get(0))
                : new AbstractValue.Unknown("it comes from a loop");
    }

    private void define(ScriptFunction function, Scope scope) {
        Scope inner = new Scope(scope);
        function.parameters().forEach(p -> inner.put(p.name(), parameter(p)));
        block(function.body(), inner);
        AbstractValue result =
                new AbstractValue.Unknown("the function inside does not say what it returns");
        for (Statement statement : function.body().statements()) {
            if (statement instanceof Statement.Return value && value.value().isPresent()) {
                result = inference.of(value.value().get(), inner);
            }
        }
        scope.put(function.name(), new AbstractValue.Function(function, result));
    }

    private void assign(Statement.Assign assign, Scope scope) {
        AbstractValue meaning = inference.of(assign.value(), scope);
        if (!assign.operator().equals("=")) {
            meaning = inference.of(assign.targets().get(0), scope);
        }
        if (assign.type().isPresent()) {
            meaning = inference.ofType(assign.type().get());
        }
        if (assign.unpacks() && assign.value() instanceof Expression.Sequence sequence) {
            unpack(assign, sequence, scope);
            return;
        }
        if (assign.unpacks() && meaning.isTensor() && isSeveral(assign.value())) {
            meaning = Value.of(ScriptType.of("List", ScriptType.TENSOR));
        }
        assign(assign, assign.targets(), assign.unpacks(), meaning, scope);
    }

    private static boolean isSeveral(Expression value) {
        return value instanceof Expression.Call call
                && call.callee()
                        .dotted()
                        .map(name -> name.substring(name.lastIndexOf('.') + 1))
                        .filter(TorchOps::isSeveral)
                        .isPresent();
    }

    /** {@code a, b = c, d} assigns all at once, so that the right side is looked at first. */
    private void unpack(Statement.Assign assign, Expression.Sequence sequence, Scope scope) {
        List<Expression> targets = assign.targets();
        List<AbstractValue> meanings =
                sequence.elements().stream().map(e -> inference.of(e, scope)).toList();
        for (int i = 0; i < targets.size(); i++) {
            AbstractValue meaning =
                    i < meanings.size()
                            ? meanings.get(i)
                            : new AbstractValue.Unknown("the tuple has fewer elements");
            target(assign, targets.get(i), meaning, scope);
        }
    }

    private void assign(
            Statement statement,
            List<Expression> targets,
            boolean unpacks,
            AbstractValue meaning,
            Scope scope) {
        if (!unpacks) {
            target(statement, targets.get(0), meaning, scope);
            return;
        }
        for (int i = 0; i < targets.size(); i++) {
            boolean tuple = meaning instanceof Value value && inference.isTuple(value);
            AbstractValue part = tuple ? inference.part((Value) meaning, i) : anyPart(meaning);
            target(statement, targets.get(i), part, scope);
        }
    }

    private static AbstractValue anyPart(AbstractValue whole) {
        if (whole instanceof Value value && value.type().is("List")) {
            return element(value);
        }
        return whole.isTensor()
                ? Value.LIKELY
                : new AbstractValue.Unknown("it is a part of something");
    }

    private void target(
            Statement statement, Expression target, AbstractValue meaning, Scope scope) {
        if (!(target instanceof Expression.Name name)) {
            return;
        }
        AbstractValue held = isEmpty(statement) ? EMPTY : meaning;
        scope.put(name.name(), held);
        if (!(held instanceof Value value) || !value.type().isTensor()) {
            unsure.putIfAbsent(name.name(), reason(statement, held));
        } else {
            values.add(
                    new LocalValue(
                            name.name(),
                            name.range(),
                            statement,
                            value.certain(),
                            scope.isBlock()));
        }
    }

    private static String reason(Statement statement, AbstractValue held) {
        String what =
                held instanceof AbstractValue.Unknown unknown
                        ? unknown.reason()
                        : held instanceof Value value
                                ? "it is of type " + value.type()
                                : "it is a module";
        return "it need not be a tensor, line %s: %s".formatted(statement.range().line(), what);
    }

    /** A name that {@code uninitialized(Tensor)} reserves holds nothing yet. */
    private static boolean isEmpty(Statement statement) {
        return statement instanceof Statement.Assign assign
                && assign.value() instanceof Expression.Call call
                && call.callee() instanceof Expression.Name name
                && name.name().equals("uninitialized");
    }

    private void call(Expression expression, Statement statement, Scope scope) {
        if (!(expression instanceof Expression.Call call)
                || !(call.callee() instanceof Expression.Attribute attribute)
                || isGlobal(attribute)) {
            return;
        }
        AbstractValue owner = inference.of(attribute.target(), scope);
        if (owner instanceof AbstractValue.Module module) {
            ScriptFunction method = module.type().methods().get(attribute.name());
            if (method == null) {
                unresolved(call, "its class has no such method");
            } else {
                calls.add(
                        new ModuleCall(
                                call,
                                statement,
                                module.path(),
                                module.type(),
                                method,
                                scope.isBlock()));
            }
        } else if (owner instanceof AbstractValue.Unknown unknown) {
            unresolved(call, unknown.reason());
        }
    }

    /** Returns whether a call is of PyTorch or of the program, not of an object. */
    private static boolean isGlobal(Expression.Attribute callee) {
        Optional<String> name = callee.dotted();
        return name.isPresent()
                && (name.get().startsWith("torch.")
                        || name.get().startsWith("ops.")
                        || name.get().startsWith("__torch__."));
    }

    private void unresolved(Expression.Call call, String reason) {
        if (unresolved.size() == MAX_UNRESOLVED) {
            return;
        }
        String shown = ScriptFormatException.visible(call.callee().range().text(), LONGEST_SHOWN);
        unresolved.add(
                new ScriptProblem(
                        call.range(),
                        "the call of '%s' may be of a module: %s".formatted(shown, reason)));
    }
}
