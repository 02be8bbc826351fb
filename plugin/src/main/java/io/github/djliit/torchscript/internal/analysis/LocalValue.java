/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import io.github.djliit.torchscript.internal.syntax.SourceRange;
import io.github.djliit.torchscript.internal.syntax.Statement;

/**
 * A tensor that a method gives a name.
 *
 * @param name the name; several values of a method may have the same
 * @param range where the name is assigned
 * @param statement the statement that assigns it
 * @param certain whether it is a tensor for sure; else it is likely
 * @param inBlock whether it is inside {@code if}, {@code for}, {@code while}, {@code with} or a
 *     function of the method
 */
record LocalValue(
        String name, SourceRange range, Statement statement, boolean certain, boolean inBlock) {

    /** Returns the line, from 1. */
    int line() {
        return range.line();
    }
}
