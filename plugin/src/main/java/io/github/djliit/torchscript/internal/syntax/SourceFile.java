/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.syntax;

import java.util.Arrays;

/** One file of code as it stands in the archive. */
public final class SourceFile {

    private final String path;
    private final String text;
    private final int[] lines;

    /**
     * Creates a file.
     *
     * @param path the path below {@code code/}, such as {@code __torch__/a/b.py}
     * @param text its text
     */
    SourceFile(String path, String text) {
        this.path = path;
        this.text = text;
        lines = starts(text);
    }

    private static int[] starts(String text) {
        int[] starts = new int[16];
        int count = 1;
        for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, 2 * count);
            }
            starts[count++] = at + 1;
        }
        return Arrays.copyOf(starts, count);
    }

    /** Returns the path below {@code code/}. */
    public String path() {
        return path;
    }

    /** Returns the whole text. */
    public String text() {
        return text;
    }

    /** Returns the name of what the file holds: {@code __torch__.a.b}. */
    String module() {
        String name = path.endsWith(".py") ? path.substring(0, path.length() - 3) : path;
        return name.replace('/', '.');
    }

    /** Returns the line of an offset, from 1. */
    int line(int offset) {
        int found = Arrays.binarySearch(lines, offset);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /** Returns the column of an offset, from 1. */
    int column(int offset) {
        return offset - lines[line(offset) - 1] + 1;
    }

    /** Returns where the line of an offset starts. */
    public int lineStart(int offset) {
        return lines[line(offset) - 1];
    }

    /** Returns where the line of an offset ends: the offset of its newline, or of the end. */
    public int lineEnd(int offset) {
        int end = text.indexOf('\n', offset);
        return end < 0 ? text.length() : end;
    }

    @Override
    public String toString() {
        return path;
    }
}
