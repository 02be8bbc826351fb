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
 * One argument of a call.
 *
 * @param range with the keyword, where there is one
 * @param keyword the name before the equals sign
 * @param value the value
 */
public record CallArgument(SourceRange range, Optional<String> keyword, Expression value) {}
