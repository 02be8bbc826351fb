/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */

/**
 * Code with hooks: a program and its sites go in, the texts of the files that apply hooks at these
 * sites come out, and the arrays by which Java sets the hooks of a call.
 *
 * <p>Start from {@code HookedCode}, which writes for each method a twin that takes hooks, and
 * {@code HookNames}, the names that both sides use. Imports {@code analysis}, {@code syntax} and
 * {@code archive}, and {@code intervention}, {@code network} and {@code site}.
 */
package io.github.djliit.torchscript.internal.rewrite;
