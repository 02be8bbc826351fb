/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.syntax;

/**
 * Something in the code that was not understood; all else in the archive stays usable.
 *
 * @param range where it is
 * @param message what was expected and what was found, without the place
 */
public record ScriptProblem(SourceRange range, String message) {

    /** Returns the place and the message. */
    @Override
    public String toString() {
        return range + ": " + message;
    }
}
