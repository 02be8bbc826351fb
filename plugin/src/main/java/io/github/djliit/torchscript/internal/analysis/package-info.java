/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */

/**
 * Facts about a program: a parsed program goes in; its modules, types, sites, aliases, mixed rows,
 * effects and state come out.
 *
 * <p>Start from {@code ModuleTree}, the modules by their paths, and {@code ScriptSites}, the places
 * that can be hooked: {@code new ScriptSites(tree, traced, shared).resolve(site)}. Imports {@code
 * syntax} and {@code archive}, and {@code engine}, {@code network} and {@code site}.
 */
package io.github.djliit.torchscript.internal.analysis;
