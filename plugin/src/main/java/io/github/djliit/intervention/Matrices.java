/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import ai.djl.ndarray.NDArray;
import java.util.Optional;

/**
 * A map of the last axis written out, so that code which knows no featurizers can apply it.
 *
 * <p>Features are {@code p = x matrix + offset}, or {@code 1[p > threshold] relu(p)} where there is
 * a threshold, whose step has no gradient; back it goes by {@code x + (edited - features) back}.
 * The arrays carry the gradients of the map's weights. They belong to the manager of the call that
 * they were made for.
 *
 * @param matrix {@code [width, features]}
 * @param offset {@code [1, features]}
 * @param back {@code [features, width]}
 * @param threshold {@code [1, features]}, zeros for a plain ReLU; empty for a linear map
 */
public record Matrices(NDArray matrix, NDArray offset, NDArray back, Optional<NDArray> threshold) {}
