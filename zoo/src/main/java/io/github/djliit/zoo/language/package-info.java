/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
/**
 * A small language and a task in it: prompts of a few words, whose next word a causal model knows.
 *
 * <p>Start from {@link io.github.djliit.zoo.language.IndirectObject}. May import every package of
 * the plugin.
 */
package io.github.djliit.zoo.language;
