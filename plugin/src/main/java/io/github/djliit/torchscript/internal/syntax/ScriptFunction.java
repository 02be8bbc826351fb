/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.syntax;

import java.util.List;
import java.util.Optional;

/**
 * A method of a class, or a function.
 *
 * <p>What could not be parsed has a problem and an empty body, and no parameters where they were
 * the problem.
 *
 * @param range from {@code def} to the end of the body
 * @param name its name
 * @param nameRange where its name is
 * @param parameters the parameters, {@code self} of a method included
 * @param parametersRange from the opening to the closing parenthesis, both within
 * @param returns the type behind the arrow
 * @param returnsRange where that type is; empty, behind the parameters, where there is none
 * @param body the statements
 * @param problem why it could not be parsed
 */
public record ScriptFunction(
        SourceRange range,
        String name,
        SourceRange nameRange,
        List<FormalParameter> parameters,
        SourceRange parametersRange,
        Optional<ScriptType> returns,
        SourceRange returnsRange,
        Suite body,
        Optional<ScriptProblem> problem) {

    /** Copies the parameters. */
    public ScriptFunction {
        parameters = List.copyOf(parameters);
    }
}
