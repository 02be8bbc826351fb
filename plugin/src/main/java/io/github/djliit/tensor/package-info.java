/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */

/**
 * Arrays outside any engine, and the files that hold them by name.
 *
 * <p>Start from {@link io.github.djliit.tensor.TensorFile}; {@link io.github.djliit.tensor.Tensor}
 * is one array. Imports {@code json}, to read the header of a file, DJL's API and gson.
 */
package io.github.djliit.tensor;
