/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.syntax;

import java.util.ArrayList;
import java.util.List;

/** Parses a file: its classes and functions. */
final class FileParser {

    private final SourceFile source;
    private final Tokens tokens;
    private final Cursor cursor;
    private final FunctionParser functionParser;
    private final List<ScriptClass> classes = new ArrayList<>();
    private final List<ScriptFunction> functions = new ArrayList<>();
    private final List<String> imports = new ArrayList<>();
    private final List<ScriptProblem> problems = new ArrayList<>();

    FileParser(SourceFile source) {
        this.source = source;
        tokens = Lexer.read(source);
        cursor = new Cursor(tokens);
        functionParser = new FunctionParser(cursor);
    }

    ScriptFile file() {
        while (!cursor.is(TokenKind.END)) {
            try {
                definition();
            } catch (ScriptSyntaxException e) {
                Recovery.keep(problems, e.problem());
                cursor.reset();
                cursor.next();
                Recovery.skipBlock(cursor, 0);
            }
        }
        return new ScriptFile(source, classes, functions, imports, tokens.comments(), problems);
    }

    private void definition() {
        if (cursor.is("class")) {
            classes.add(new ClassParser(cursor, functionParser).scriptClass());
        } else if (cursor.is("def")) {
            functions.add(functionParser.function(0));
        } else if (cursor.take("import")) {
            imports.add(dottedName());
            cursor.expect(TokenKind.NEWLINE);
        } else if (cursor.take("op_version_set")) {
            // Archives of the first versions say here what newer ones say in an entry.
            cursor.expect("=");
            cursor.expect(TokenKind.NUMBER);
            cursor.expect(TokenKind.NEWLINE);
        } else {
            throw cursor.unexpected("'class', 'def' or 'import'");
        }
    }

    private String dottedName() {
        StringBuilder name = new StringBuilder(cursor.name());
        while (cursor.take(".")) {
            name.append('.').append(cursor.name());
        }
        return name.toString();
    }
}
