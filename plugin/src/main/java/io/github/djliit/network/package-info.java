/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */

/**
 * Running interventions on DJL blocks: the wrapper, the anchor block, and the instrumentation.
 *
 * <p>Start from {@link io.github.djliit.network.InterventionBlock}. May import {@code site}, {@code
 * intervention}, {@code tensor} and {@code engine}.
 */
package io.github.djliit.network;
