/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import ai.djl.nn.Block;

/**
 * All that is known of a model that is served; its workers share it.
 *
 * @param model what stands in its directory
 * @param settings its settings
 * @param reader reads requests
 * @param network the network, open to interventions
 * @param texts generates text
 * @param cache what sources gave before
 */
record Serving(
        ServedModel model,
        ServingSettings settings,
        RequestReader reader,
        Block network,
        TextGeneration texts,
        SourceCache cache) {}
