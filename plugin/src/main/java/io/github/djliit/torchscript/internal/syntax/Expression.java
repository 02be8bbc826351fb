/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.syntax;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * An expression of the code; closed, because the printer of TorchScript knows no others.
 *
 * <p>Parentheses around an expression are no node: they are outside its range, and inside the range
 * of what it is a part of.
 */
public sealed interface Expression {

    /** Returns where it is. */
    SourceRange range();

    /** Returns the expressions right below, in the order of the text. */
    List<Expression> children();

    /** Hands over this expression and all below, each before what is below it. */
    default void walk(Consumer<Expression> visitor) {
        Deque<Expression> open = new ArrayDeque<>();
        open.push(this);
        while (!open.isEmpty()) {
            Expression next = open.pop();
            visitor.accept(next);
            List<Expression> below = next.children();
            for (int i = below.size() - 1; i >= 0; i--) {
                open.push(below.get(i));
            }
        }
    }

    /** Returns the dotted name that this is, such as {@code torch.nn.functional}. */
    default Optional<String> dotted() {
        Deque<String> names = new ArrayDeque<>();
        Expression at = this;
        while (at instanceof Attribute attribute) {
            names.push(attribute.name());
            at = attribute.target();
        }
        if (!(at instanceof Name name)) {
            return Optional.empty();
        }
        names.push(name.name());
        return Optional.of(String.join(".", names));
    }

    /**
     * A name.
     *
     * @param range where it is
     * @param name the name
     */
    record Name(SourceRange range, String name) implements Expression {
        @Override
        public List<Expression> children() {
            return List.of();
        }
    }

    /** What a literal is. */
    enum LiteralKind {
        NUMBER,
        STRING,
        BOOL,
        NONE,
        ELLIPSIS
    }

    /**
     * A literal.
     *
     * @param range where it is
     * @param kind what it is
     * @param value a string without quotes and escapes; anything else as it is written
     */
    record Literal(SourceRange range, LiteralKind kind, String value) implements Expression {
        @Override
        public List<Expression> children() {
            return List.of();
        }
    }

    /**
     * {@code target.name}.
     *
     * @param range where it is
     * @param target what it is an attribute of
     * @param name the name
     * @param nameRange where the name is
     */
    record Attribute(SourceRange range, Expression target, String name, SourceRange nameRange)
            implements Expression {
        @Override
        public List<Expression> children() {
            return List.of(target);
        }
    }

    /**
     * {@code target[index]}.
     *
     * @param range where it is
     * @param target what is indexed
     * @param index the index; several are a sequence, a span is a {@link Slice}
     */
    record Subscript(SourceRange range, Expression target, Expression index) implements Expression {
        @Override
        public List<Expression> children() {
            return List.of(target, index);
        }
    }

    /**
     * {@code start:stop:step} between brackets.
     *
     * @param range where it is
     * @param parts those of the three that are there
     */
    record Slice(SourceRange range, List<Expression> parts) implements Expression {
        @Override
        public List<Expression> children() {
            return parts;
        }
    }

    /**
     * {@code callee(arguments)}.
     *
     * @param range where it is
     * @param callee what is called
     * @param arguments the arguments
     * @param argumentsRange from the opening to the closing parenthesis, both within
     */
    record Call(
            SourceRange range,
            Expression callee,
            List<CallArgument> arguments,
            SourceRange argumentsRange)
            implements Expression {

        /**
         * Returns where the arguments start, by which a call is told from all others of its file.
         */
        public int start() {
            return argumentsRange.start();
        }

        @Override
        public List<Expression> children() {
            return Stream.concat(Stream.of(callee), arguments.stream().map(CallArgument::value))
                    .toList();
        }

        /** Returns whether a comma follows the last argument. */
        boolean hasTrailingComma() {
            String text = argumentsRange.text();
            return text.substring(0, text.length() - 1).stripTrailing().endsWith(",");
        }
    }

    /** How a sequence is written. */
    enum SequenceKind {
        LIST,
        TUPLE,
        /** A tuple without parentheses: {@code a, b = c, d}. */
        BARE_TUPLE
    }

    /**
     * A list or a tuple.
     *
     * @param range where it is, with its brackets
     * @param kind how it is written
     * @param elements its elements
     */
    record Sequence(SourceRange range, SequenceKind kind, List<Expression> elements)
            implements Expression {
        @Override
        public List<Expression> children() {
            return elements;
        }
    }

    /**
     * A dict.
     *
     * @param range where it is, with its braces
     * @param keys the keys
     * @param values the values, as many
     */
    record Dict(SourceRange range, List<Expression> keys, List<Expression> values)
            implements Expression {
        @Override
        public List<Expression> children() {
            List<Expression> all = new ArrayList<>();
            for (int i = 0; i < keys.size(); i++) {
                all.add(keys.get(i));
                all.add(values.get(i));
            }
            return all;
        }
    }

    /**
     * An operator and its operands.
     *
     * @param range where it is
     * @param operator the operator, such as {@code not} or {@code +} or {@code is not}
     * @param operands one or two
     */
    record Operation(SourceRange range, String operator, List<Expression> operands)
            implements Expression {
        @Override
        public List<Expression> children() {
            return operands;
        }
    }

    /**
     * {@code then if condition else otherwise}.
     *
     * @param range where it is
     * @param then the value if the condition holds
     * @param condition the condition
     * @param otherwise the value if not
     */
    record Conditional(
            SourceRange range, Expression then, Expression condition, Expression otherwise)
            implements Expression {
        @Override
        public List<Expression> children() {
            return List.of(then, condition, otherwise);
        }
    }
}
