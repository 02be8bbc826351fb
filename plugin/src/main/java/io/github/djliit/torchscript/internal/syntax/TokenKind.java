/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.syntax;

import java.util.EnumSet;
import java.util.Set;

/** What a token is. */
enum TokenKind {
    NAME("a name"),
    NUMBER("a number"),
    STRING("a string"),
    OPERATOR("an operator"),
    NEWLINE("the end of the line"),
    INDENT("a deeper indentation"),
    DEDENT("the end of the block"),
    END("the end of the file"),

    // The rest are places where no token is, and say why.
    BAD_CHARACTER("no token starts with this character"),
    OPEN_STRING("a string is not closed on its line"),
    OPEN_BRACKET("a bracket is not closed before the next definition"),
    DEEP_BRACKETS("brackets are more than " + Lexer.MAX_NESTING + " deep"),
    DEEP_BLOCKS("blocks are more than " + Lexer.MAX_NESTING + " deep"),
    BAD_INDENTATION("the indentation is that of no block around");

    private static final Set<TokenKind> FAULTS = EnumSet.range(BAD_CHARACTER, BAD_INDENTATION);

    private final String description;

    TokenKind(String description) {
        this.description = description;
    }

    /** Returns the words for messages. */
    String description() {
        return description;
    }

    /** Returns whether this is a place where no token is. */
    boolean isFault() {
        return FAULTS.contains(this);
    }
}
