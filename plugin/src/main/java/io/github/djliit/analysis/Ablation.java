/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

/** What takes the place of an activation that is ablated. */
public enum Ablation {

    /** Zeros. They may be far from what the network ever sees there. */
    ZERO,

    /** The mean over the data, of each position and unit by itself. */
    MEAN,

    /**
     * The activation of another row of the batch, drawn once for each row; all sites that are
     * ablated together have theirs from the same row (Chan et al., "Causal Scrubbing", 2022).
     */
    RESAMPLE
}
