/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.NDArray;
import java.util.Optional;

/**
 * An edit as arithmetic, for networks that apply it inside compiled code.
 *
 * <p>Of features f it makes {@code scale * f + shift}, and just {@code shift} where the scale is 0,
 * whatever f is; with a scale that is larger than f, the code fails. Without a map the features are
 * the activation x; with one they are {@code x matrix + offset}, and what comes out is {@code x +
 * (edited - f) back}.
 *
 * @param scale the factor, of the shape of the features
 * @param shift what is added, of the shape of the features
 * @param map the map into the space of the edit and back
 */
public record HookEdit(NDArray scale, NDArray shift, Optional<Map> map) {

    /**
     * A linear map on the last axis, and back.
     *
     * @param matrix {@code [width, features]}
     * @param offset {@code [1, features]}
     * @param back {@code [features, width]}
     */
    public record Map(NDArray matrix, NDArray offset, NDArray back) {}
}
