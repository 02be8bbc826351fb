/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.generation;

import io.github.djliit.network.ActivationCache;

/** Where a value is taken from: prompts that run, or what was kept before. */
sealed interface GenerationSource {

    /** Prompts, one for each row. */
    record OfPrompts(Prompts prompts) implements GenerationSource {}

    /** Activations that the caller kept. */
    record OfCache(ActivationCache cache) implements GenerationSource {}
}
