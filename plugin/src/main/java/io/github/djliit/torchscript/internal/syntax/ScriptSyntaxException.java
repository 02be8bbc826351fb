/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.syntax;

/** Stops the reading of one method or class; becomes its {@link ScriptProblem}. */
final class ScriptSyntaxException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ScriptProblem problem;

    ScriptSyntaxException(SourceRange range, String message) {
        // Without a trace: a damaged archive may make very many of these.
        super(message, null, false, false);
        problem = new ScriptProblem(range, message);
    }

    ScriptProblem problem() {
        return problem;
    }
}
