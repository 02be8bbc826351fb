/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */

/**
 * The language of TorchScript: texts of code go in, classes and functions come out as trees of
 * statements and expressions.
 *
 * <p>Start from {@code ScriptProgram}: {@code ScriptProgram.of(archive.code()).classes()}. Code
 * that the parser does not understand becomes a {@code ScriptProblem}, and the rest stays usable.
 * Imports {@code archive}.
 */
package io.github.djliit.torchscript.internal.syntax;
