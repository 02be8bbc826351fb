/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

import io.github.djliit.causal.Setting;

/**
 * A distinguishing pair has an interchange whose outcome differs between two hypotheses.
 *
 * @param pair base and source
 * @param first what the first hypothesis says of the interchange
 * @param second what the second says
 */
public record DistinguishingPair(InputPair pair, Setting first, Setting second) {}
