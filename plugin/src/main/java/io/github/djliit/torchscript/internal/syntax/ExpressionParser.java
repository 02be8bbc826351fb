/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.syntax;

import io.github.djliit.torchscript.internal.syntax.Expression.LiteralKind;
import io.github.djliit.torchscript.internal.syntax.Expression.SequenceKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Parses expressions and types. */
final class ExpressionParser {

    /** How many levels an expression may have; what goes through it may count on that. */
    static final int MAX_HEIGHT = 200;

    /** The operators between two operands, the loosest first. */
    private static final List<Set<String>> LEVELS =
            List.of(
                    Set.of("or"),
                    Set.of("and"),
                    Set.of("==", "!=", "<", ">", "<=", ">=", "is", "in", "not"),
                    Set.of("|"),
                    Set.of("^"),
                    Set.of("&"),
                    Set.of("<<", ">>"),
                    Set.of("+", "-"),
                    Set.of("*", "/", "//", "%", "@"));

    private static final int COMPARISONS = 2;

    private static final Map<String, LiteralKind> WORDS =
            Map.of(
                    "True", LiteralKind.BOOL,
                    "False", LiteralKind.BOOL,
                    "None", LiteralKind.NONE,
                    "...", LiteralKind.ELLIPSIS);

    private final Cursor cursor;

    ExpressionParser(Cursor cursor) {
        this.cursor = cursor;
    }

    /** Parses one expression. */
    Expression expression() {
        return checked(conditional());
    }

    /** Parses a type. */
    ScriptType type() {
        Expression written = checked(postfix());
        return ScriptType.of(written)
                .orElseThrow(
                        () ->
                                new ScriptSyntaxException(
                                        written.range(),
                                        "expected a type such as Tensor or List[int]"));
    }

    /** Parses an expression, or several with commas between them, which are a bare tuple. */
    Expression expressions() {
        int start = cursor.start();
        Expression first = conditional();
        if (!cursor.is(",")) {
            return checked(first);
        }
        List<Expression> all = new ArrayList<>(List.of(first));
        while (cursor.take(",") && startsExpression()) {
            all.add(conditional());
        }
        return checked(
                new Expression.Sequence(
                        cursor.since(start), SequenceKind.BARE_TUPLE, List.copyOf(all)));
    }

    /** Parses names with commas between them, up to the word {@code in}. */
    List<Expression> targets() {
        List<Expression> targets = new ArrayList<>();
        do {
            targets.add(checked(postfix()));
        } while (cursor.take(",") && startsExpression());
        return targets;
    }

    private boolean startsExpression() {
        return switch (cursor.kind()) {
            case NAME -> {
                String word = cursor.text();
                yield !Keywords.contains(word) || WORDS.containsKey(word) || word.equals("not");
            }
            case NUMBER, STRING -> true;
            case OPERATOR -> "([{-+~".contains(cursor.text()) || cursor.is("...");
            default -> false;
        };
    }

    /** Refuses a tree that is too high, without going down into it by calls. */
    private static Expression checked(Expression root) {
        Deque<Iterator<Expression>> open = new ArrayDeque<>();
        open.push(root.children().iterator());
        while (!open.isEmpty()) {
            if (!open.peek().hasNext()) {
                open.pop();
                continue;
            }
            List<Expression> below = open.peek().next().children();
            if (!below.isEmpty()) {
                open.push(below.iterator());
            }
            if (open.size() > MAX_HEIGHT) {
                throw new ScriptSyntaxException(
                        root.range(), "an expression has more than " + MAX_HEIGHT + " levels");
            }
        }
        return root;
    }

    /** Stops what goes on for very long at once; {@link #checked} judges the whole. */
    private void checkHeight(int height) {
        if (height > MAX_HEIGHT) {
            throw cursor.fault("an expression has more than " + MAX_HEIGHT + " levels");
        }
    }

    private Expression conditional() {
        cursor.enter();
        int start = cursor.start();
        Expression value = binary(0);
        if (cursor.take("if")) {
            Expression condition = binary(0);
            cursor.expect("else");
            Expression otherwise = conditional();
            value = new Expression.Conditional(cursor.since(start), value, condition, otherwise);
        }
        cursor.leave();
        return value;
    }

    private Expression binary(int level) {
        if (level == LEVELS.size()) {
            return unary();
        }
        int start = cursor.start();
        if (level == COMPARISONS && cursor.take("not")) {
            return operation(start, "not", nested(level));
        }
        Expression left = binary(level + 1);
        int height = 0;
        for (String operator = operator(level); operator != null; operator = operator(level)) {
            checkHeight(++height);
            left = operation(start, operator, left, binary(level + 1));
        }
        return left;
    }

    private Expression nested(int level) {
        cursor.enter();
        Expression operand = binary(level);
        cursor.leave();
        return operand;
    }

    /** Takes an operator of a level, if one is next; {@code is not} and {@code not in} are one. */
    private String operator(int level) {
        if (!cursor.mayBeBinary() || !LEVELS.get(level).contains(cursor.text())) {
            return null;
        }
        String operator = cursor.text();
        cursor.next();
        if (operator.equals("is") && cursor.take("not")) {
            return "is not";
        }
        if (operator.equals("not")) {
            cursor.expect("in");
            return "not in";
        }
        return operator;
    }

    private Expression operation(int start, String operator, Expression... operands) {
        return new Expression.Operation(cursor.since(start), operator, List.of(operands));
    }

    private Expression unary() {
        int start = cursor.start();
        if (cursor.is("-") || cursor.is("+") || cursor.is("~")) {
            String operator = cursor.text();
            cursor.next();
            cursor.enter();
            Expression operand = unary();
            cursor.leave();
            return operation(start, operator, operand);
        }
        Expression base = postfix();
        if (cursor.take("**")) {
            cursor.enter();
            Expression exponent = unary();
            cursor.leave();
            return operation(start, "**", base, exponent);
        }
        return base;
    }

    private Expression postfix() {
        int start = cursor.start();
        Expression left = primary();
        for (int height = 0; true; height++) {
            checkHeight(height);
            if (cursor.take(".")) {
                SourceRange nameRange = cursor.range();
                String name = attributeName();
                left = new Expression.Attribute(cursor.since(start), left, name, nameRange);
            } else if (cursor.is("(")) {
                left = call(start, left);
            } else if (cursor.take("[")) {
                Expression index = index();
                cursor.expect("]");
                left = new Expression.Subscript(cursor.since(start), left, index);
            } else {
                return left;
            }
        }
    }

    /** Takes any word: behind a dot a keyword is a name, as in {@code ops.aten.is}. */
    private String attributeName() {
        String name = cursor.text();
        cursor.expect(TokenKind.NAME);
        return name;
    }

    private Expression call(int start, Expression callee) {
        int open = cursor.start();
        cursor.expect("(");
        List<CallArgument> arguments = new ArrayList<>();
        while (!cursor.is(")")) {
            arguments.add(argument());
            if (!cursor.take(",")) {
                break;
            }
        }
        cursor.expect(")");
        return new Expression.Call(
                cursor.since(start), callee, List.copyOf(arguments), cursor.since(open));
    }

    private CallArgument argument() {
        int start = cursor.start();
        Optional<String> keyword = Optional.empty();
        if (cursor.is(TokenKind.NAME) && cursor.isSecond("=")) {
            keyword = Optional.of(attributeName());
            cursor.next();
        }
        Expression value = conditional();
        return new CallArgument(cursor.since(start), keyword, value);
    }

    private Expression index() {
        int start = cursor.start();
        Expression first = indexPart();
        if (!cursor.is(",")) {
            return first;
        }
        List<Expression> parts = new ArrayList<>(List.of(first));
        while (cursor.take(",") && !cursor.is("]")) {
            parts.add(indexPart());
        }
        return new Expression.Sequence(
                cursor.since(start), SequenceKind.BARE_TUPLE, List.copyOf(parts));
    }

    private Expression indexPart() {
        int start = cursor.start();
        List<Expression> parts = new ArrayList<>();
        boolean slice = false;
        if (!cursor.is(":")) {
            parts.add(conditional());
        }
        while (cursor.take(":")) {
            slice = true;
            if (startsExpression()) {
                parts.add(conditional());
            }
        }
        return slice ? new Expression.Slice(cursor.since(start), List.copyOf(parts)) : parts.get(0);
    }

    private Expression primary() {
        SourceRange range = cursor.range();
        String text = cursor.text();
        switch (cursor.kind()) {
            case NUMBER -> {
                cursor.next();
                return new Expression.Literal(range, LiteralKind.NUMBER, text);
            }
            case STRING -> {
                cursor.next();
                return new Expression.Literal(range, LiteralKind.STRING, StringLiterals.read(text));
            }
            case NAME, OPERATOR -> {
                return word(range, text);
            }
            default -> throw cursor.unexpected("an expression");
        }
    }

    private Expression word(SourceRange range, String text) {
        if (WORDS.containsKey(text)) {
            cursor.next();
            return new Expression.Literal(range, WORDS.get(text), text);
        }
        if (cursor.is(TokenKind.NAME) && !Keywords.contains(text)) {
            cursor.next();
            return new Expression.Name(range, text);
        }
        return switch (text) {
            case "(" -> parentheses();
            case "[" -> list();
            case "{" -> dict();
            default -> throw cursor.unexpected("an expression");
        };
    }

    private Expression parentheses() {
        int start = cursor.start();
        cursor.expect("(");
        List<Expression> elements = new ArrayList<>();
        boolean comma = elements(elements, ")");
        cursor.expect(")");
        if (elements.size() == 1 && !comma) {
            return elements.get(0);
        }
        return new Expression.Sequence(
                cursor.since(start), SequenceKind.TUPLE, List.copyOf(elements));
    }

    private Expression list() {
        int start = cursor.start();
        cursor.expect("[");
        List<Expression> elements = new ArrayList<>();
        elements(elements, "]");
        cursor.expect("]");
        return new Expression.Sequence(
                cursor.since(start), SequenceKind.LIST, List.copyOf(elements));
    }

    /** Parses elements up to a closing bracket; returns whether the last has a comma behind it. */
    private boolean elements(List<Expression> elements, String close) {
        boolean comma = false;
        while (!cursor.is(close)) {
            elements.add(conditional());
            comma = cursor.take(",");
            if (!comma) {
                return false;
            }
        }
        return comma;
    }

    private Expression dict() {
        int start = cursor.start();
        cursor.expect("{");
        List<Expression> keys = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        while (!cursor.is("}")) {
            keys.add(conditional());
            cursor.expect(":");
            values.add(conditional());
            if (!cursor.take(",")) {
                break;
            }
        }
        cursor.expect("}");
        return new Expression.Dict(cursor.since(start), List.copyOf(keys), List.copyOf(values));
    }
}
