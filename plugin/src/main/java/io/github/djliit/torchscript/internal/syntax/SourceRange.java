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

/**
 * A piece of a file of code.
 *
 * @param file the file
 * @param start the offset of its first character
 * @param end the offset behind its last character
 */
public record SourceRange(SourceFile file, int start, int end) {

    /** Returns the piece itself. */
    public String text() {
        return file.text().substring(start, end);
    }

    /** Returns the line that it starts on, from 1. */
    public int line() {
        return file.line(start);
    }

    /** Returns the column that it starts at, from 1. */
    public int column() {
        return file.column(start);
    }

    /** Returns the place for messages: {@code __torch__/a.py:3:7}. */
    @Override
    public String toString() {
        return ScriptFormatException.visible(file.path(), 200) + ":" + line() + ":" + column();
    }
}
