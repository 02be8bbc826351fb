/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.generation;

import java.util.Optional;

/**
 * The generation under the plans and, on request, the plain one beside it.
 *
 * @param counterfactual what came out under the plans; without any, the plain generation
 * @param base what comes out without them; empty where it was not asked for
 */
public record Generation(GeneratedTokens counterfactual, Optional<GeneratedTokens> base) {}
