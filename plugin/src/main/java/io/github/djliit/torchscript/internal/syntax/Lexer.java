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
import java.util.Deque;

/**
 * Cuts a file of code into tokens.
 *
 * <p>It never fails: what is no token becomes a token that says why, and whoever comes to that
 * place tells it. A bracket that is not closed ends at the next line that starts with {@code def}
 * or {@code class}, so that one damaged method does not take the others along.
 */
final class Lexer {

    /** How deep brackets, or blocks, may be in one another. */
    static final int MAX_NESTING = 200;

    /** Longest first, so that none hides a longer one. */
    private static final String[] OPERATORS = {
        "**=", "//=", "<<=", ">>=", "...", "**", "//", "<<", ">>", "<=", ">=", "==", "!=", "->",
        "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", ":=", "+", "-", "*", "/", "%", "@", "&",
        "|", "^", "<", ">", ":", ".", "="
    };

    /** Those that start no longer one; most of them all, so they are looked for first. */
    private static final String ALONE = "()[]{},;~";

    private final String text;
    private final Tokens tokens;
    private final Deque<Integer> indents = new ArrayDeque<>();
    private int at;
    private int brackets;

    private Lexer(SourceFile file) {
        text = file.text();
        tokens = new Tokens(file);
        indents.push(0);
    }

    /** Cuts a file into tokens, which end with one {@link TokenKind#END}. */
    static Tokens read(SourceFile file) {
        Lexer lexer = new Lexer(file);
        while (lexer.at < lexer.text.length()) {
            lexer.line();
        }
        lexer.indentTo(0);
        lexer.tokens.add(TokenKind.END, lexer.at, lexer.at);
        return lexer.tokens;
    }

    /** Reads one line of the file from its start. */
    private void line() {
        int start = at;
        skipBlanks();
        if (brackets > 0 && startsDefinition()) {
            tokens.add(TokenKind.OPEN_BRACKET, start, at);
            tokens.add(TokenKind.NEWLINE, start, start);
            brackets = 0;
        }
        if (brackets == 0 && !isLineEnd() && text.charAt(at) != '#') {
            indentTo(at - start);
        }
        int before = tokens.count();
        while (!isLineEnd()) {
            token();
            skipBlanks();
        }
        int end = at;
        at = Math.min(text.length(), at + 1);
        if (brackets == 0 && tokens.count() > before) {
            tokens.add(TokenKind.NEWLINE, end, end);
        }
    }

    private boolean startsDefinition() {
        return text.startsWith("def ", at) || text.startsWith("class ", at);
    }

    private boolean isLineEnd() {
        return at >= text.length() || text.charAt(at) == '\n';
    }

    private void skipBlanks() {
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\f';
    }

    private void indentTo(int width) {
        if (width > indents.peek()) {
            if (indents.size() > MAX_NESTING) {
                tokens.add(TokenKind.DEEP_BLOCKS, at, at);
                return;
            }
            indents.push(width);
            tokens.add(TokenKind.INDENT, at, at);
        }
        while (width < indents.peek()) {
            indents.pop();
            tokens.add(TokenKind.DEDENT, at, at);
        }
        if (width > indents.peek()) {
            indents.push(width);
            tokens.add(TokenKind.BAD_INDENTATION, at, at);
            tokens.add(TokenKind.INDENT, at, at);
        }
    }

    private void token() {
        char c = text.charAt(at);
        if (c == '#') {
            int start = at;
            at = lineEnd();
            tokens.addComment(start, at);
        } else if (isNameStart(c)) {
            name();
        } else if (isDigit(at) || (c == '.' && isDigit(at + 1))) {
            number();
        } else if (c == '"' || c == '\'') {
            string(c);
        } else {
            operator();
        }
    }

    private int lineEnd() {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end;
    }

    private static boolean isNameStart(char c) {
        return c == '_' || Character.isLetter(c);
    }

    private boolean isDigit(int index) {
        return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }

    private boolean isNamePart(int index) {
        return isDigit(index) || (index < text.length() && isNameStart(text.charAt(index)));
    }

    private void name() {
        int start = at;
        while (isNamePart(at)) {
            at++;
        }
        tokens.add(TokenKind.NAME, start, at);
    }

    /** Reads digits, letters (exponent, {@code j}, {@code 0x}), dots and an exponent's sign. */
    private void number() {
        int start = at;
        while (isNamePart(at) || (at < text.length() && text.charAt(at) == '.') || isSign(start)) {
            at++;
        }
        tokens.add(TokenKind.NUMBER, start, at);
    }

    private boolean isSign(int start) {
        if (at >= text.length() || (text.charAt(at) != '+' && text.charAt(at) != '-')) {
            return false;
        }
        boolean exponent = text.charAt(at - 1) == 'e' || text.charAt(at - 1) == 'E';
        return exponent && !text.startsWith("0x", start) && isDigit(at + 1);
    }

    private void string(char quote) {
        int start = at++;
        while (!isLineEnd() && text.charAt(at) != quote) {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        if (isLineEnd() || at > text.length()) {
            at = Math.min(at, text.length());
            tokens.add(TokenKind.OPEN_STRING, start, at);
        } else {
            at++;
            tokens.add(TokenKind.STRING, start, at);
        }
    }

    private void operator() {
        int alone = ALONE.indexOf(text.charAt(at));
        if (alone >= 0) {
            bracket(ALONE.substring(alone, alone + 1));
            return;
        }
        for (String operator : OPERATORS) {
            if (text.startsWith(operator, at)) {
                bracket(operator);
                return;
            }
        }
        int length = Character.charCount(text.codePointAt(at));
        tokens.add(TokenKind.BAD_CHARACTER, at, at + length);
        at += length;
    }

    private void bracket(String operator) {
        int start = at;
        at += operator.length();
        switch (operator) {
            case "(", "[", "{" -> brackets++;
            case ")", "]", "}" -> brackets = Math.max(0, brackets - 1);
            default -> {
                // Others do not nest.
            }
        }
        if (brackets > MAX_NESTING) {
            skipToDefinition();
            tokens.add(TokenKind.DEEP_BRACKETS, start, start);
            tokens.add(TokenKind.NEWLINE, start, start);
            brackets = 0;
        } else {
            tokens.add(TokenKind.OPERATOR, start, at);
        }
    }

    /** Goes to the end of the last line before the next definition. */
    private void skipToDefinition() {
        at = lineEnd();
        while (at < text.length()) {
            int end = at++;
            skipBlanks();
            if (startsDefinition()) {
                at = end;
                return;
            }
            at = lineEnd();
        }
    }
}
