/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */

/**
 * What translators and the server share, and users need not know.
 *
 * <p>Start from {@link io.github.djliit.translate.internal.InterventionBatch}: {@code new
 * InterventionBatch<>(requests).plan()} is the plan of requests that run as one. May import {@code
 * intervention}.
 */
package io.github.djliit.translate.internal;
