/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import io.github.djliit.torchscript.internal.analysis.AbstractValue.Unknown;
import io.github.djliit.torchscript.internal.analysis.AbstractValue.Value;
import io.github.djliit.torchscript.internal.archive.ScriptFormatException;
import io.github.djliit.torchscript.internal.syntax.CallArgument;
import io.github.djliit.torchscript.internal.syntax.Expression;
import io.github.djliit.torchscript.internal.syntax.Expression.LiteralKind;
import io.github.djliit.torchscript.internal.syntax.Expression.SequenceKind;
import io.github.djliit.torchscript.internal.syntax.ScriptClass;
import io.github.djliit.torchscript.internal.syntax.ScriptFunction;
import io.github.djliit.torchscript.internal.syntax.ScriptProgram;
import io.github.djliit.torchscript.internal.syntax.ScriptType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds out what expressions stand for. */
final class Inference {

    private static final int MAX_WEIGHT = 256;

    /** Parts of longer tuples are not told apart, so that the time does not grow with both. */
    private static final int MAX_PARTS = 1000;

    private static final Set<String> TYPED = Set.of("annotate", "unchecked_cast", "uninitialized");

    private static final Map<String, String> BUILTINS =
            Map.of(
                    "int", "int",
                    "float", "float",
                    "bool", "bool",
                    "str", "str",
                    "isinstance", "bool",
                    "print", "NoneType",
                    "len", "int");

    /** Operators that take something out of a type with one argument. */
    private static final Map<String, String> WRAPPERS =
            Map.of("unchecked_unwrap_optional", "Optional", "wait", "Future", "pop", "List");

    private final ScriptProgram program;

    Inference(ScriptProgram program) {
        this.program = program;
    }

    /** Returns what an expression stands for. */
    AbstractValue of(Expression expression, Scope scope) {
        if (expression instanceof Expression.Name name) {
            return name(name.name(), scope);
        } else if (expression instanceof Expression.Literal literal) {
            return literal(literal);
        } else if (expression instanceof Expression.Attribute attribute) {
            return attribute(attribute, scope);
        } else if (expression instanceof Expression.Call call) {
            return call(call, scope);
        } else if (expression instanceof Expression.Subscript subscript) {
            return element(of(subscript.target(), scope), subscript.index());
        } else if (expression instanceof Expression.Sequence sequence) {
            return sequence(sequence, scope);
        } else if (expression instanceof Expression.Operation operation) {
            return operation(operation, scope);
        } else if (expression instanceof Expression.Conditional conditional) {
            AbstractValue then = of(conditional.then(), scope);
            return AbstractValue.same(then, of(conditional.otherwise(), scope))
                    ? then
                    : unknown(expression);
        }
        return unknown(expression);
    }

    /** Returns what a value of a declared type stands for. */
    AbstractValue ofType(ScriptType type) {
        Optional<ScriptClass> declared = program.classOf(type);
        if (declared.isPresent() && (declared.get().isModule() || declared.get().isInterface())) {
            return new Unknown(
                    "its type is '%s', and only data.pkl tells which module that is"
                            .formatted(shown(type.name())));
        }
        return Value.of(type);
    }

    /** Returns what the function of a call returns. */
    AbstractValue returns(ScriptFunction function) {
        return function.returns()
                .map(this::ofType)
                .orElse(
                        new Unknown(
                                "'%s' does not say what it returns"
                                        .formatted(shown(function.name()))));
    }

    private AbstractValue function(ScriptFunction function) {
        return new AbstractValue.Function(function, returns(function));
    }

    private static Unknown unknown(Expression expression) {
        String kind = expression.getClass().getSimpleName();
        return new Unknown("the code does not say what this " + kind + " is");
    }

    private static String shown(String name) {
        return ScriptFormatException.visible(name, 120);
    }

    private static AbstractValue name(String name, Scope scope) {
        AbstractValue meaning = scope.get(name);
        if (meaning != null) {
            return meaning;
        }
        boolean number = name.equals("inf") || name.equals("nan");
        return number
                ? Value.of("float")
                : new Unknown("'%s' is assigned nowhere before".formatted(shown(name)));
    }

    private static AbstractValue literal(Expression.Literal literal) {
        if (literal.kind() == LiteralKind.NUMBER) {
            String text = literal.value();
            boolean whole = text.chars().allMatch(Character::isDigit);
            return Value.of(whole ? "int" : text.endsWith("j") ? "complex" : "float");
        }
        return switch (literal.kind()) {
            case STRING -> Value.of("str");
            case BOOL -> Value.of("bool");
            case NONE -> Value.of("NoneType");
            default -> unknown(literal);
        };
    }

    private AbstractValue attribute(Expression.Attribute attribute, Scope scope) {
        Optional<String> dotted = attribute.dotted();
        if (dotted.isPresent()) {
            AbstractValue global = global(dotted.get());
            if (global != null) {
                return global;
            }
        }
        return member(of(attribute.target(), scope), attribute.name());
    }

    private AbstractValue global(String name) {
        if (name.startsWith("CONSTANTS.")) {
            return Value.LIKELY;
        }
        if (!name.startsWith("__torch__.")) {
            return null;
        }
        if (program.functions().containsKey(name)) {
            return function(program.functions().get(name));
        }
        ScriptClass type = program.classes().get(name);
        return type == null ? null : new AbstractValue.Constructor(type);
    }

    /** Returns an attribute of a module or object. */
    AbstractValue member(AbstractValue owner, String name) {
        if (owner instanceof AbstractValue.Module module) {
            return moduleMember(module, name);
        }
        if (owner instanceof AbstractValue.Constructor constructor) {
            return Value.of(constructor.type().qualifiedName());
        }
        if (!(owner instanceof Value value)) {
            return owner instanceof Unknown ? owner : new Unknown("a function has no attributes");
        }
        return program.classOf(value.type())
                .map(type -> type.attributes().get(name))
                .flatMap(ScriptClass.Attribute::type)
                .map(this::ofType)
                .orElseGet(
                        () ->
                                new Unknown(
                                        "'%s' has no attribute '%s' in the code"
                                                .formatted(
                                                        shown(value.type().name()), shown(name))));
    }

    private AbstractValue moduleMember(AbstractValue.Module module, String name) {
        ScriptClass.Attribute attribute = module.type().attributes().get(name);
        if (attribute == null || attribute.type().isEmpty()) {
            return new Unknown(
                    "class '%s' has no attribute '%s'"
                            .formatted(shown(module.type().qualifiedName()), shown(name)));
        }
        ScriptType type = attribute.type().get();
        Optional<ScriptClass> child = program.classOf(type).filter(ScriptClass::isModule);
        return child.isPresent()
                ? new AbstractValue.Module(module.below(name), child.get())
                : ofType(type);
    }

    private AbstractValue call(Expression.Call call, Scope scope) {
        Optional<String> dotted = call.callee().dotted();
        if (dotted.isPresent()) {
            AbstractValue builtin = builtin(dotted.get(), call, scope);
            if (builtin != null) {
                return builtin;
            }
        }
        AbstractValue callee = of(call.callee(), scope);
        if (callee instanceof AbstractValue.Function function) {
            return function.result();
        }
        if (callee instanceof AbstractValue.Constructor constructor) {
            return Value.of(constructor.type().qualifiedName());
        }
        return call.callee() instanceof Expression.Attribute attribute
                ? method(of(attribute.target(), scope), attribute.name())
                : callee;
    }

    private AbstractValue builtin(String name, Expression.Call call, Scope scope) {
        List<CallArgument> arguments = call.arguments();
        if (name.equals("getattr") && arguments.size() == 2) {
            return arguments.get(1).value() instanceof Expression.Literal literal
                    ? member(of(arguments.get(0).value(), scope), literal.value())
                    : unknown(call);
        }
        if (TYPED.contains(name) && !arguments.isEmpty()) {
            return ScriptType.of(arguments.get(0).value())
                    .map(this::ofType)
                    .orElseGet(() -> unknown(call));
        }
        if (name.equals("fork") && !arguments.isEmpty()) {
            return future(of(arguments.get(0).value(), scope));
        }
        if (BUILTINS.containsKey(name)) {
            return Value.of(BUILTINS.get(name));
        }
        if (!name.startsWith("torch.") && !name.startsWith("ops.")) {
            return null;
        }
        List<AbstractValue> given = arguments.stream().map(a -> of(a.value(), scope)).toList();
        return operator(name, given);
    }

    private static AbstractValue future(AbstractValue function) {
        return function instanceof AbstractValue.Function f && f.result() instanceof Value value
                ? new Value(ScriptType.of("Future", value.type()), value.certain(), value.weight())
                : new Unknown("the code does not say what a fork returns");
    }

    private AbstractValue operator(String name, List<AbstractValue> given) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        String wrapper = WRAPPERS.get(last);
        if (wrapper != null
                && !given.isEmpty()
                && given.get(0) instanceof Value value
                && value.type().is(wrapper)
                && value.type().arguments().size() == 1) {
            return part(value, 0);
        }
        boolean numbers = name.equals("ops.prim.min") || name.equals("ops.prim.max");
        return numbers ? Value.of("int") : TorchOps.returns(last, given);
    }

    private AbstractValue method(AbstractValue owner, String name) {
        if (owner instanceof AbstractValue.Module module) {
            return methodOf(module.type(), name);
        }
        if (owner instanceof AbstractValue.Constructor constructor) {
            // X.__new__(X) makes an X.
            return Value.of(constructor.type().qualifiedName());
        }
        if (owner instanceof Value value) {
            return program.classOf(value.type())
                    .map(type -> methodOf(type, name))
                    .orElseGet(() -> new Unknown("the code of this method is not in the archive"));
        }
        return owner;
    }

    private AbstractValue methodOf(ScriptClass type, String name) {
        ScriptFunction method = type.methods().get(name);
        return method == null
                ? new Unknown(
                        "class '%s' has no method '%s'"
                                .formatted(shown(type.qualifiedName()), shown(name)))
                : returns(method);
    }

    private AbstractValue element(AbstractValue owner, Expression index) {
        if (!(owner instanceof Value value)) {
            return owner instanceof Unknown ? owner : new Unknown("modules have no elements");
        }
        ScriptType type = value.type();
        if (isTuple(value)) {
            return part(value, index(index));
        }
        if (type.is("Dict") && type.arguments().size() == 2) {
            return part(value, 1);
        }
        boolean list = type.is("List") && !(index instanceof Expression.Slice);
        return list && !type.arguments().isEmpty() ? part(value, 0) : value;
    }

    /** Returns a whole number that is written out, or a large one. */
    private static int index(Expression index) {
        boolean negative =
                index instanceof Expression.Operation operation && operation.operator().equals("-");
        Expression digits = negative ? index.children().get(0) : index;
        boolean number =
                digits instanceof Expression.Literal literal
                        && literal.value().matches("[0-9]{1,4}");
        if (!number) {
            return Integer.MAX_VALUE;
        }
        int value = Integer.parseInt(((Expression.Literal) digits).value());
        return negative ? -value : value;
    }

    /**
     * Returns a part of a tuple or named tuple, or of any type with arguments.
     *
     * @param value the value
     * @param index which part; from the end if below 0
     */
    AbstractValue part(Value value, int index) {
        ScriptType type = value.type();
        Optional<ScriptClass> named = program.classOf(type);
        int size = named.isPresent() ? named.get().attributes().size() : type.arguments().size();
        int at = index < 0 ? index + size : index;
        if (at < 0 || at >= Math.min(size, MAX_PARTS)) {
            return new Unknown("'%s' has no part %s".formatted(shown(type.name()), index));
        }
        if (named.isPresent()) {
            return named.get().attributes().values().stream()
                    .skip(at)
                    .findFirst()
                    .flatMap(ScriptClass.Attribute::type)
                    .map(this::ofType)
                    .orElse(new Unknown("it has no type"));
        }
        ScriptType part = type.arguments().get(at);
        return part.is("?")
                ? new Unknown("the code does not say what this part is")
                : new Value(part, value.certain(), value.weight());
    }

    /** Returns whether a value is a tuple, named or not. */
    boolean isTuple(Value value) {
        return value.type().is("Tuple") || program.classOf(value.type()).isPresent();
    }

    private AbstractValue sequence(Expression.Sequence sequence, Scope scope) {
        List<ScriptType> types = new ArrayList<>();
        boolean certain = true;
        int weight = 1;
        for (Expression element : sequence.elements()) {
            AbstractValue meaning = of(element, scope);
            boolean known = meaning instanceof Value;
            types.add(known ? ((Value) meaning).type() : ScriptType.named("?"));
            certain &= known && ((Value) meaning).certain();
            weight += known ? ((Value) meaning).weight() : 1;
        }
        if (weight > MAX_WEIGHT) {
            return unknown(sequence);
        }
        if (sequence.kind() != SequenceKind.LIST) {
            return new Value(new ScriptType("Tuple", types), certain, weight);
        }
        ScriptType first = types.isEmpty() ? ScriptType.TENSOR : types.get(0);
        return new Value(ScriptType.of("List", first), certain && !first.is("?"), weight);
    }

    private AbstractValue operation(Expression.Operation operation, Scope scope) {
        String operator = operation.operator();
        if (Set.of("not", "and", "or", "in", "not in", "is", "is not").contains(operator)) {
            return Value.of("bool");
        }
        List<AbstractValue> operands =
                operation.operands().stream().map(operand -> of(operand, scope)).toList();
        boolean comparison = Set.of("==", "!=", "<", ">", "<=", ">=").contains(operator);
        return TorchOps.returns(comparison ? "eq" : "add", operands);
    }
}
