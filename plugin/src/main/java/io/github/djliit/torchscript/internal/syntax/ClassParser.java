/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.syntax;

import io.github.djliit.torchscript.internal.archive.ScriptFormatException;
import io.github.djliit.torchscript.internal.syntax.Expression.LiteralKind;
import io.github.djliit.torchscript.internal.syntax.ScriptClass.Attribute;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Parses one class. */
final class ClassParser {

    /** In how many blocks of the file the body of a class is. */
    private static final int BODY = 1;

    private final Cursor cursor;
    private final FunctionParser functionParser;
    private final ExpressionParser expressions;
    private final Map<String, Attribute> attributes = new LinkedHashMap<>();
    private final Map<String, List<String>> lists = new LinkedHashMap<>();
    private final Map<String, ScriptFunction> methods = new LinkedHashMap<>();
    private final List<ScriptProblem> problems = new ArrayList<>();

    ClassParser(Cursor cursor, FunctionParser functionParser) {
        this.cursor = cursor;
        this.functionParser = functionParser;
        expressions = new ExpressionParser(cursor);
    }

    ScriptClass scriptClass() {
        int start = cursor.start();
        cursor.expect("class");
        String name = cursor.name();
        Optional<String> base = base();
        cursor.expect(":");
        cursor.expect(TokenKind.NEWLINE);
        // A class of nothing is printed without even a "pass".
        if (cursor.is(TokenKind.INDENT)) {
            cursor.next();
            while (cursor.depthOfBlocks() >= BODY && !cursor.is(TokenKind.END)) {
                member();
            }
        }
        return new ScriptClass(
                cursor.since(start),
                cursor.file().module() + "." + name,
                base,
                Collections.unmodifiableMap(attributes),
                Collections.unmodifiableMap(lists),
                Collections.unmodifiableMap(methods),
                List.copyOf(problems));
    }

    private Optional<String> base() {
        if (!cursor.take("(")) {
            return Optional.empty();
        }
        if (cursor.take(")")) {
            return Optional.empty();
        }
        Expression base = expressions.expression();
        cursor.expect(")");
        return base.dotted();
    }

    private void member() {
        if (cursor.is("def")) {
            method();
            return;
        }
        if (cursor.is(TokenKind.DEDENT)) {
            cursor.next();
            return;
        }
        try {
            field();
            cursor.expect(TokenKind.NEWLINE);
        } catch (ScriptSyntaxException e) {
            Recovery.keep(problems, e.problem());
            cursor.reset();
            cursor.next();
            Recovery.skipBlock(cursor, BODY);
        }
    }

    private void method() {
        ScriptFunction method = functionParser.function(BODY);
        ScriptFunction before = methods.putIfAbsent(method.name(), method);
        if (before != null) {
            Recovery.keep(
                    problems,
                    new ScriptProblem(
                            method.nameRange(),
                            "expected each method once, found a second '"
                                    + ScriptFormatException.visible(method.name(), 60)
                                    + "'"));
        }
    }

    private void field() {
        int start = cursor.start();
        if (cursor.take("pass")) {
            return;
        }
        if (cursor.is("__annotations__")) {
            annotation(start);
            return;
        }
        String name = cursor.name();
        if (cursor.take(":")) {
            declare(start, name);
        } else {
            cursor.expect("=");
            assign(start, name, expressions.expressions());
        }
    }

    /** Parses {@code __annotations__["0"] = Type}, for a name that is none in the grammar. */
    private void annotation(int start) {
        cursor.next();
        if (cursor.take("=")) {
            // Some versions print an empty list or dict first.
            expressions.expression();
            return;
        }
        cursor.expect("[");
        Expression name = expressions.expression();
        if (!(name instanceof Expression.Literal literal) || literal.kind() != LiteralKind.STRING) {
            throw new ScriptSyntaxException(name.range(), "expected the name of an attribute");
        }
        cursor.expect("]");
        cursor.expect("=");
        declare(start, literal.value());
    }

    private void declare(int start, String name) {
        ScriptType type = expressions.type();
        Optional<Expression> value = Optional.empty();
        if (cursor.take("=")) {
            value = Optional.of(expressions.expressions());
        }
        boolean isFinal = type.is("Final") && type.arguments().size() == 1;
        ScriptType plain = isFinal ? type.arguments().get(0) : type;
        put(new Attribute(cursor.since(start), name, Optional.of(plain), isFinal, value));
    }

    private void assign(int start, String name, Expression value) {
        if (name.startsWith("__") && name.endsWith("__")) {
            lists.put(name, strings(value));
        } else {
            Optional<Expression> member = Optional.of(value);
            put(new Attribute(cursor.since(start), name, Optional.empty(), true, member));
        }
    }

    private void put(Attribute attribute) {
        if (attributes.putIfAbsent(attribute.name(), attribute) != null) {
            throw new ScriptSyntaxException(
                    attribute.range(), "expected each attribute once, found it again");
        }
    }

    private static List<String> strings(Expression value) {
        List<String> strings = new ArrayList<>();
        for (Expression element : value.children()) {
            if (element instanceof Expression.Literal literal) {
                strings.add(literal.value());
            }
        }
        return List.copyOf(strings);
    }
}
