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
import java.util.Arrays;
import java.util.List;

/**
 * The tokens of a file, in arrays of numbers: a file of megabytes may have millions of them.
 *
 * <p>Filled by a {@link Lexer}.
 */
public final class Tokens {

    private final SourceFile file;
    private final List<SourceRange> comments = new ArrayList<>();
    private TokenKind[] kinds = new TokenKind[64];
    private int[] starts = new int[64];
    private int[] ends = new int[64];
    private int count;

    Tokens(SourceFile file) {
        this.file = file;
    }

    void add(TokenKind kind, int start, int end) {
        if (count == kinds.length) {
            kinds = Arrays.copyOf(kinds, 2 * count);
            starts = Arrays.copyOf(starts, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
        kinds[count] = kind;
        starts[count] = start;
        ends[count++] = end;
    }

    void addComment(int start, int end) {
        comments.add(new SourceRange(file, start, end));
    }

    SourceFile file() {
        return file;
    }

    /** Returns the comments, each from its {@code #} to the end of its line. */
    List<SourceRange> comments() {
        return comments;
    }

    int count() {
        return count;
    }

    TokenKind kind(int index) {
        return kinds[index];
    }

    int start(int index) {
        return starts[index];
    }

    int end(int index) {
        return ends[index];
    }

    /** Returns the characters of a token. */
    String text(int index) {
        return file.text().substring(starts[index], ends[index]);
    }

    /** Returns whether a token has these characters. */
    boolean is(int index, String text) {
        return ends[index] - starts[index] == text.length()
                && file.text().startsWith(text, starts[index]);
    }

    SourceRange range(int index) {
        return new SourceRange(file, starts[index], ends[index]);
    }
}
