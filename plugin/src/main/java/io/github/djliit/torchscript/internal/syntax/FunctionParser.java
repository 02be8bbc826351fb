/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.syntax;

import io.github.djliit.torchscript.internal.syntax.Statement.SimpleKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Parses methods and functions and what is in them. */
final class FunctionParser {

    private static final Map<String, SimpleKind> SIMPLE =
            Map.of(
                    "pass", SimpleKind.PASS,
                    "break", SimpleKind.BREAK,
                    "continue", SimpleKind.CONTINUE,
                    "assert", SimpleKind.ASSERT,
                    "raise", SimpleKind.RAISE,
                    "del", SimpleKind.DELETE);

    private static final Set<String> AUGMENTED =
            Set.of("+=", "-=", "*=", "/=", "//=", "%=", "**=", "&=", "|=", "^=", "<<=", ">>=");

    private final Cursor cursor;
    private final ExpressionParser expressions;

    FunctionParser(Cursor cursor) {
        this.cursor = cursor;
        expressions = new ExpressionParser(cursor);
    }

    /** Parses a function; what is in its way becomes its problem, and all of it is gone past. */
    ScriptFunction function(int blockDepth) {
        Header header = new Header(cursor);
        try {
            header.read();
            return header.finish(block(), Optional.empty());
        } catch (ScriptSyntaxException e) {
            cursor.reset();
            Recovery.skipBlock(cursor, blockDepth);
            return header.finish(header.noBody(), Optional.of(e.problem()));
        }
    }

    /** What is in front of a body, as far as it was read. */
    private final class Header {

        private final int start;
        private final List<FormalParameter> parameters = new ArrayList<>();
        private String name = "";
        private SourceRange nameRange;
        private SourceRange parametersRange;
        private Optional<ScriptType> returns = Optional.empty();
        private SourceRange returnsRange;

        Header(Cursor cursor) {
            start = cursor.start();
            SourceRange none = new SourceRange(cursor.file(), start, start);
            nameRange = none;
            parametersRange = none;
            returnsRange = none;
        }

        void read() {
            cursor.expect("def");
            nameRange = cursor.range();
            name = cursor.name();
            int open = cursor.start();
            cursor.expect("(");
            while (!cursor.is(")")) {
                parameters.add(parameter());
                if (!cursor.take(",")) {
                    break;
                }
            }
            cursor.expect(")");
            parametersRange = cursor.since(open);
            readReturns();
        }

        private void readReturns() {
            returnsRange =
                    new SourceRange(cursor.file(), parametersRange.end(), parametersRange.end());
            if (cursor.take("->")) {
                int open = cursor.start();
                returns = Optional.of(expressions.type());
                returnsRange = cursor.since(open);
            }
        }

        Suite noBody() {
            int end = cursor.lastEnd();
            return new Suite(new SourceRange(cursor.file(), end, end), List.of());
        }

        ScriptFunction finish(Suite body, Optional<ScriptProblem> problem) {
            return new ScriptFunction(
                    cursor.since(start),
                    name,
                    nameRange,
                    parameters,
                    parametersRange,
                    returns,
                    returnsRange,
                    body,
                    problem);
        }
    }

    private FormalParameter parameter() {
        int start = cursor.start();
        String name = cursor.name();
        Optional<ScriptType> type = Optional.empty();
        Optional<Expression> defaultValue = Optional.empty();
        if (cursor.take(":")) {
            type = Optional.of(expressions.type());
        }
        if (cursor.take("=")) {
            defaultValue = Optional.of(expressions.expression());
        }
        return new FormalParameter(cursor.since(start), name, type, defaultValue);
    }

    private Suite block() {
        cursor.enter();
        cursor.expect(":");
        cursor.expect(TokenKind.NEWLINE);
        cursor.expect(TokenKind.INDENT);
        int start = cursor.start();
        List<Statement> statements = new ArrayList<>();
        while (!cursor.is(TokenKind.DEDENT) && !cursor.is(TokenKind.END)) {
            statements.add(statement());
        }
        SourceRange range = cursor.since(start);
        cursor.expect(TokenKind.DEDENT);
        cursor.leave();
        return new Suite(range, statements);
    }

    private Statement statement() {
        int start = cursor.start();
        String word = cursor.is(TokenKind.NAME) ? cursor.text() : "";
        switch (word) {
            case "if" -> {
                return ifStatement("if");
            }
            case "for" -> {
                return forStatement(start);
            }
            case "while" -> {
                cursor.next();
                Expression condition = expressions.expression();
                Suite body = block();
                return new Statement.While(cursor.since(start), condition, body);
            }
            case "with" -> {
                return with(start);
            }
            case "def" -> {
                return define(start);
            }
            default -> {
                Statement line = line(word, start);
                cursor.expect(TokenKind.NEWLINE);
                return line;
            }
        }
    }

    /** An {@code elif} is an {@code else} with one statement. */
    private Statement ifStatement(String word) {
        int start = cursor.start();
        cursor.expect(word);
        Expression condition = expressions.expression();
        Suite then = block();
        Optional<Suite> otherwise = Optional.empty();
        if (cursor.is("elif")) {
            cursor.enter();
            Statement inner = ifStatement("elif");
            cursor.leave();
            otherwise = Optional.of(new Suite(inner.range(), List.of(inner)));
        } else if (cursor.take("else")) {
            otherwise = Optional.of(block());
        }
        return new Statement.If(cursor.since(start), condition, then, otherwise);
    }

    private Statement forStatement(int start) {
        cursor.expect("for");
        List<Expression> targets = expressions.targets();
        cursor.expect("in");
        Expression iterable = expressions.expressions();
        Suite body = block();
        return new Statement.For(cursor.since(start), targets, iterable, body);
    }

    private Statement with(int start) {
        cursor.expect("with");
        List<Expression> managers = new ArrayList<>();
        List<Expression> targets = new ArrayList<>();
        do {
            managers.add(expressions.expression());
            if (cursor.take("as")) {
                targets.add(expressions.expression());
            }
        } while (cursor.take(","));
        Suite body = block();
        return new Statement.With(cursor.since(start), managers, targets, body);
    }

    private Statement define(int start) {
        Header header = new Header(cursor);
        header.read();
        ScriptFunction function = header.finish(block(), Optional.empty());
        return new Statement.Define(cursor.since(start), function);
    }

    private Statement line(String word, int start) {
        if (word.equals("return")) {
            cursor.next();
            Optional<Expression> value =
                    cursor.is(TokenKind.NEWLINE)
                            ? Optional.empty()
                            : Optional.of(expressions.expressions());
            return new Statement.Return(cursor.since(start), value);
        }
        if (SIMPLE.containsKey(word)) {
            return simple(SIMPLE.get(word), start);
        }
        return assignment(start);
    }

    private Statement simple(SimpleKind kind, int start) {
        cursor.next();
        List<Expression> parts = new ArrayList<>();
        while (!cursor.is(TokenKind.NEWLINE)) {
            parts.add(expressions.expression());
            if (!cursor.take(",")) {
                break;
            }
        }
        return new Statement.Simple(cursor.since(start), kind, List.copyOf(parts));
    }

    private Statement assignment(int start) {
        Expression left = expressions.expressions();
        Optional<ScriptType> type = Optional.empty();
        if (cursor.take(":")) {
            type = Optional.of(expressions.type());
        }
        boolean augmented = cursor.is(TokenKind.OPERATOR) && AUGMENTED.contains(cursor.text());
        if (type.isEmpty() && !augmented && !cursor.is("=")) {
            return new Statement.Evaluate(cursor.since(start), left);
        }
        String operator = augmented ? cursor.text() : "=";
        cursor.expect(operator);
        List<Expression> targets = targets(left);
        Expression value = expressions.expressions();
        return new Statement.Assign(
                cursor.since(start), targets, unpacks(left), type, operator, value);
    }

    private static boolean unpacks(Expression left) {
        return left instanceof Expression.Sequence;
    }

    private static List<Expression> targets(Expression left) {
        List<Expression> targets = unpacks(left) ? left.children() : List.of(left);
        for (Expression target : targets) {
            boolean assignable =
                    target instanceof Expression.Name
                            || target instanceof Expression.Attribute
                            || target instanceof Expression.Subscript;
            if (!assignable) {
                throw new ScriptSyntaxException(
                        target.range(), "expected a name, an attribute or an element left of '='");
            }
        }
        return targets;
    }
}
