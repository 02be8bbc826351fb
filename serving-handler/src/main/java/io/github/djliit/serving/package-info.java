/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
/**
 * Intervened models behind HTTP: the handler that DJL Serving runs.
 *
 * <p>Start from {@link io.github.djliit.serving.InterventionServingTranslator}. May import {@code
 * alignment}, {@code translate}, {@code generation}, {@code network}, {@code torchscript} (its
 * messages), {@code intervention}, {@code site}, {@code tensor} and {@code json} of the plugin;
 * nobody imports it.
 */
package io.github.djliit.serving;
