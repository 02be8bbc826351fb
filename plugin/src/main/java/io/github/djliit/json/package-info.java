/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */

/**
 * Reading JSON from outside: every fault is told with the JSON pointer of its place.
 *
 * <p>Start from {@link io.github.djliit.json.JsonNode}. Imports {@code Nearest} of {@code site}
 * only, to hint at near names.
 */
package io.github.djliit.json;
