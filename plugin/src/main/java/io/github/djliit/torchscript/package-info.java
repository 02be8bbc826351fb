/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */

/**
 * TorchScript archives: what is in them, and the text of their code.
 *
 * <p>Start from {@link io.github.djliit.torchscript.ScriptArchive}, which reads a file; {@link
 * io.github.djliit.torchscript.ScriptProgram} is its code, parsed, and {@link
 * io.github.djliit.torchscript.ModuleTree} the modules by their paths. Imports {@code
 * intervention}, {@code network}, {@code site}, {@code tensor} and {@code json}, and no engine.
 */
package io.github.djliit.torchscript;
