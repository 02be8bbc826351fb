/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */

/**
 * Archives as {@code torch.jit.save} writes them: a file goes in, the texts of its code and the
 * class of its model come out.
 *
 * <p>Start from {@code ScriptArchive}: {@code ScriptArchive.read(file).code()}. Every fault of a
 * file is a {@code ScriptFormatException}. Imports {@code site} alone.
 */
package io.github.djliit.torchscript.internal.archive;
