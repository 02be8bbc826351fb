/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.syntax;

import java.util.List;
import java.util.Optional;

/**
 * A type as the code names it.
 *
 * @param name the name in front of the brackets: {@code Tensor}, {@code Optional}, {@code
 *     __torch__.a.___torch_mangle_12.B}
 * @param arguments the types between the brackets
 */
public record ScriptType(String name, List<ScriptType> arguments) {

    /** The type of arrays. */
    public static final ScriptType TENSOR = named("Tensor");

    /** Copies the arguments. */
    public ScriptType {
        arguments = List.copyOf(arguments);
    }

    /** Returns a type without brackets. */
    public static ScriptType named(String name) {
        return new ScriptType(name, List.of());
    }

    /** Returns a type with brackets. */
    public static ScriptType of(String name, ScriptType... arguments) {
        return new ScriptType(name, List.of(arguments));
    }

    /** Returns the type that an expression writes, if it writes one. */
    public static Optional<ScriptType> of(Expression expression) {
        if (expression instanceof Expression.Literal literal
                && literal.kind() == Expression.LiteralKind.NONE) {
            return Optional.of(named("NoneType"));
        }
        if (!(expression instanceof Expression.Subscript subscript)) {
            return expression.dotted().map(ScriptType::named);
        }
        Optional<String> name = subscript.target().dotted();
        List<Expression> written = elements(subscript.index());
        List<ScriptType> arguments =
                written.stream().map(ScriptType::of).flatMap(Optional::stream).toList();
        boolean whole = arguments.size() == written.size();
        return whole ? name.map(n -> new ScriptType(n, arguments)) : Optional.empty();
    }

    private static List<Expression> elements(Expression index) {
        boolean several =
                index instanceof Expression.Sequence sequence
                        && sequence.kind() != Expression.SequenceKind.LIST;
        return several ? index.children() : List.of(index);
    }

    /** Returns whether this is the type of arrays. */
    public boolean isTensor() {
        return name.equals("Tensor");
    }

    /** Returns whether this is {@code name[...]}. */
    public boolean is(String wanted) {
        return name.equals(wanted);
    }

    /** Returns the type as the code writes it. */
    @Override
    public String toString() {
        if (arguments.isEmpty()) {
            return name.equals("Tuple") ? "Tuple[()]" : name;
        }
        return name + arguments;
    }
}
