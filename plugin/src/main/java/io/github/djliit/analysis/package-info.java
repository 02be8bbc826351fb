/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */

/**
 * What a network's inside does for a task, where a causal variable lives in it, and which causal
 * model it follows.
 *
 * <p>Start from {@link io.github.djliit.analysis.AblationStudy}, {@link
 * io.github.djliit.analysis.Hypotheses}, {@link io.github.djliit.analysis.Sweep} or {@link
 * io.github.djliit.analysis.SubspaceSearch}. Imports {@code training}, {@code alignment}, {@code
 * network} and what those import, {@code statistics}, {@code tensor} and {@code json}.
 */
package io.github.djliit.analysis;
