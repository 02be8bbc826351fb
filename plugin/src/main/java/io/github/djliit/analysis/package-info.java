/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */

/**
 * Where a causal variable lives in a network, and how sure that is: sweeps over sites and the
 * search for subspaces.
 *
 * <p>Start from {@link io.github.djliit.analysis.Sweep} or {@link
 * io.github.djliit.analysis.SubspaceSearch}. May import {@code causal}, {@code site}, {@code
 * intervention}, {@code network}, {@code alignment}, {@code training}, {@code tensor} and {@code
 * json}.
 */
package io.github.djliit.analysis;
