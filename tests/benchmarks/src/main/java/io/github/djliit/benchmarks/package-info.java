/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
/**
 * What interventions cost: each line of the table runs the same work by this library, by plain DJL
 * and, where there is Python, by PyTorch, one after the other in one process. {@link
 * io.github.djliit.benchmarks.Benchmarks} is the program. Imports what a user of the library could.
 */
package io.github.djliit.benchmarks;
