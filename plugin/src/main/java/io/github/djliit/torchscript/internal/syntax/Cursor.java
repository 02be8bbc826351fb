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

/** A place among tokens, which goes forward. */
final class Cursor {

    /** How deep expressions, types and blocks may be in one another. */
    static final int MAX_DEPTH = 100;

    private static final int LONGEST_FOUND = 60;

    private final Tokens tokens;
    private int at;
    private int depth;
    private int blocks;

    Cursor(Tokens tokens) {
        this.tokens = tokens;
    }

    SourceFile file() {
        return tokens.file();
    }

    /** Returns which token is next. */
    int index() {
        return at;
    }

    TokenKind kind() {
        return tokens.kind(at);
    }

    String text() {
        return tokens.text(at);
    }

    /** Returns where the next token starts. */
    int start() {
        return tokens.start(at);
    }

    /** Returns where the last token that is no blank ended. */
    int lastEnd() {
        int last = at - 1;
        while (last > 0 && tokens.start(last) == tokens.end(last)) {
            last--;
        }
        return last < 0 ? 0 : tokens.end(last);
    }

    SourceRange range() {
        return tokens.range(at);
    }

    /** Returns the piece from a start to the last token. */
    SourceRange since(int start) {
        return new SourceRange(file(), start, Math.max(start, lastEnd()));
    }

    /** Returns whether the next token is this operator or keyword. */
    boolean is(String wanted) {
        return isAt(at, wanted);
    }

    /** Returns whether the token after the next is this operator or keyword. */
    boolean isSecond(String wanted) {
        return at + 1 < tokens.count() && isAt(at + 1, wanted);
    }

    private boolean isAt(int index, String wanted) {
        TokenKind kind = tokens.kind(index);
        boolean word = kind == TokenKind.NAME || kind == TokenKind.OPERATOR;
        return word && tokens.is(index, wanted);
    }

    /** Returns whether the next token may be an operator between two operands; quick. */
    boolean mayBeBinary() {
        char first = start() < tokens.end(at) ? file().text().charAt(start()) : ' ';
        return switch (kind()) {
            case OPERATOR -> "()[]{},.:=".indexOf(first) < 0 || tokens.is(at, "==");
            case NAME -> "oain".indexOf(first) >= 0;
            default -> false;
        };
    }

    boolean is(TokenKind wanted) {
        return kind() == wanted;
    }

    /** Goes on by one token; never past the end. */
    void next() {
        switch (kind()) {
            case INDENT -> blocks++;
            case DEDENT -> blocks--;
            default -> {
                // Stays in its block.
            }
        }
        if (kind() != TokenKind.END) {
            at++;
        }
    }

    boolean take(String wanted) {
        boolean found = is(wanted);
        if (found) {
            next();
        }
        return found;
    }

    void expect(String wanted) {
        if (!take(wanted)) {
            throw unexpected("'" + wanted + "'");
        }
    }

    void expect(TokenKind wanted) {
        if (!is(wanted)) {
            throw unexpected(wanted.description());
        }
        next();
    }

    /** Takes a name that is no keyword. */
    String name() {
        if (!is(TokenKind.NAME) || Keywords.contains(text())) {
            throw unexpected("a name");
        }
        String name = text();
        next();
        return name;
    }

    /** Returns in how many blocks of the file the next token is. */
    int depthOfBlocks() {
        return blocks;
    }

    /** Returns whether the next token is the first of its line. */
    boolean isLineStart() {
        TokenKind before = at == 0 ? TokenKind.NEWLINE : tokens.kind(at - 1);
        return before == TokenKind.NEWLINE
                || before == TokenKind.INDENT
                || before == TokenKind.DEDENT;
    }

    /** Goes one level deeper; each is left by {@link #leave}. */
    void enter() {
        if (++depth > MAX_DEPTH) {
            throw fault("the code is nested more than " + MAX_DEPTH + " deep here");
        }
    }

    void leave() {
        depth--;
    }

    /** Forgets how deep the reading was that a fault has ended. */
    void reset() {
        depth = 0;
    }

    ScriptSyntaxException unexpected(String wanted) {
        if (kind().isFault()) {
            return fault(kind().description());
        }
        boolean visible = start() < tokens.end(at);
        String found =
                visible
                        ? "'" + ScriptFormatException.visible(text(), LONGEST_FOUND) + "'"
                        : kind().description();
        return fault("expected " + wanted + ", found " + found);
    }

    ScriptSyntaxException fault(String message) {
        return new ScriptSyntaxException(range(), message);
    }
}
