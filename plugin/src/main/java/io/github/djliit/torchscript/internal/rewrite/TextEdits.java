/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.rewrite;

import io.github.djliit.torchscript.internal.syntax.SourceRange;
import java.util.Map;
import java.util.TreeMap;

/** Replacements in a piece of a file of code; all else stays as it is. */
final class TextEdits {

    private final SourceRange piece;

    /** By where they start; of two at one place the earlier goes first. */
    private final TreeMap<Integer, Replacement> edits = new TreeMap<>();

    private record Replacement(int end, String text) {}

    TextEdits(SourceRange piece) {
        this.piece = piece;
    }

    /** Puts a text in the place of a range, which meets no other range but at its ends. */
    void replace(int start, int end, String text) {
        edits.merge(
                start,
                new Replacement(end, text),
                (a, b) -> new Replacement(Math.max(a.end(), b.end()), a.text() + b.text()));
    }

    void insert(int at, String text) {
        replace(at, at, text);
    }

    /** Returns the piece with all replacements. */
    String apply() {
        StringBuilder text = new StringBuilder();
        int at = piece.start();
        for (Map.Entry<Integer, Replacement> edit : edits.entrySet()) {
            text.append(piece.file().text(), at, edit.getKey()).append(edit.getValue().text());
            at = Math.max(edit.getKey(), edit.getValue().end());
        }
        return text.append(piece.file().text(), at, piece.end()).toString();
    }
}
