/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.syntax;

import java.util.Optional;

/**
 * A parameter of a method or function.
 *
 * @param range from its name to the end of its type or default
 * @param name its name
 * @param type its type
 * @param defaultValue what it is if nothing is given
 */
public record FormalParameter(
        SourceRange range,
        String name,
        Optional<ScriptType> type,
        Optional<Expression> defaultValue) {}
