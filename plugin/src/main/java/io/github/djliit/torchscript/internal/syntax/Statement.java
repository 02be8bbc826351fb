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
import java.util.stream.Stream;

/**
 * A statement of the code; closed, because the printer of TorchScript knows no others.
 *
 * <p>A range goes from the first token to the last, without the end of the line.
 */
public sealed interface Statement {

    /** Returns where it is. */
    SourceRange range();

    /** Returns the expressions right in it, those of the blocks within not among them. */
    List<Expression> expressions();

    /** Returns the blocks within. */
    default List<Suite> blocks() {
        return List.of();
    }

    /**
     * {@code targets = value}.
     *
     * @param range where it is
     * @param targets names, attributes or subscripts
     * @param unpacks whether the value is taken apart: several targets, or a comma behind one
     * @param type the type behind a colon
     * @param operator {@code =}, or one such as {@code +=}
     * @param value the value
     */
    record Assign(
            SourceRange range,
            List<Expression> targets,
            boolean unpacks,
            Optional<ScriptType> type,
            String operator,
            Expression value)
            implements Statement {
        @Override
        public List<Expression> expressions() {
            return Stream.concat(targets.stream(), Stream.of(value)).toList();
        }
    }

    /**
     * An expression by itself.
     *
     * @param range where it is
     * @param value the expression
     */
    record Evaluate(SourceRange range, Expression value) implements Statement {
        @Override
        public List<Expression> expressions() {
            return List.of(value);
        }
    }

    /**
     * {@code return value}.
     *
     * @param range where it is
     * @param value what is returned
     */
    record Return(SourceRange range, Optional<Expression> value) implements Statement {
        @Override
        public List<Expression> expressions() {
            return value.stream().toList();
        }
    }

    /** A statement of one word and what it is about. */
    enum SimpleKind {
        PASS,
        BREAK,
        CONTINUE,
        ASSERT,
        RAISE,
        DELETE
    }

    /**
     * {@code pass}, {@code break}, {@code continue}, {@code assert}, {@code raise}, {@code del}.
     *
     * @param range where it is
     * @param kind which of them
     * @param expressions what follows
     */
    record Simple(SourceRange range, SimpleKind kind, List<Expression> expressions)
            implements Statement {}

    /**
     * {@code if condition: then else: otherwise}.
     *
     * @param range where it is, with its blocks
     * @param condition the condition
     * @param then what is done if it holds
     * @param otherwise what is done if not
     */
    record If(SourceRange range, Expression condition, Suite then, Optional<Suite> otherwise)
            implements Statement {
        @Override
        public List<Expression> expressions() {
            return List.of(condition);
        }

        @Override
        public List<Suite> blocks() {
            return Stream.concat(Stream.of(then), otherwise.stream()).toList();
        }
    }

    /**
     * {@code for targets in iterable: body}.
     *
     * @param range where it is, with its block
     * @param targets the names
     * @param iterable what is gone through
     * @param body what is done
     */
    record For(SourceRange range, List<Expression> targets, Expression iterable, Suite body)
            implements Statement {
        @Override
        public List<Expression> expressions() {
            return Stream.concat(targets.stream(), Stream.of(iterable)).toList();
        }

        @Override
        public List<Suite> blocks() {
            return List.of(body);
        }
    }

    /**
     * {@code while condition: body}.
     *
     * @param range where it is, with its block
     * @param condition the condition
     * @param body what is done
     */
    record While(SourceRange range, Expression condition, Suite body) implements Statement {
        @Override
        public List<Expression> expressions() {
            return List.of(condition);
        }

        @Override
        public List<Suite> blocks() {
            return List.of(body);
        }
    }

    /**
     * {@code with managers: body}.
     *
     * @param range where it is, with its block
     * @param managers the managers
     * @param targets the names behind {@code as}
     * @param body what is done
     */
    record With(SourceRange range, List<Expression> managers, List<Expression> targets, Suite body)
            implements Statement {
        @Override
        public List<Expression> expressions() {
            return Stream.concat(managers.stream(), targets.stream()).toList();
        }

        @Override
        public List<Suite> blocks() {
            return List.of(body);
        }
    }

    /**
     * A function inside a method, such as {@code fork} takes.
     *
     * @param range where it is
     * @param function the function
     */
    record Define(SourceRange range, ScriptFunction function) implements Statement {
        @Override
        public List<Expression> expressions() {
            return List.of();
        }

        @Override
        public List<Suite> blocks() {
            return List.of(function.body());
        }
    }
}
