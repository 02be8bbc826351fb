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
import java.util.function.Consumer;

/**
 * Statements of one indentation.
 *
 * @param range from the first to the last statement; empty where there is none
 * @param statements the statements
 */
public record Suite(SourceRange range, List<Statement> statements) {

    /** Copies the statements. */
    public Suite {
        statements = List.copyOf(statements);
    }

    /** Returns the blanks in front of each statement. */
    String indentation() {
        SourceFile file = range.file();
        return file.text().substring(file.lineStart(range.start()), range.start());
    }

    /** Hands over each statement, those of the blocks within too, in the order of the text. */
    public void walk(Consumer<Statement> visitor) {
        for (Statement statement : statements) {
            visitor.accept(statement);
            statement.blocks().forEach(block -> block.walk(visitor));
        }
    }
}
