/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.benchmarks;

import ai.djl.ndarray.NDManager;

/** Something that is measured, as often as asked for. */
@FunctionalInterface
interface Work {

    /**
     * Does it once.
     *
     * @param scope the owner of what is made; closed afterwards, within the time that is measured
     */
    void run(NDManager scope);
}
