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
import io.github.djliit.intervention.Matrices;
import java.util.Optional;

/**
 * An edit as arithmetic, for networks that apply it inside compiled code.
 *
 * <p>Of features f it makes {@code scale * f + shift}, and just {@code shift} where the scale is 0,
 * whatever f is; with a scale that is larger than f, the code fails. Without a map the features are
 * the activation x.
 *
 * @param scale the factor, of the shape of the features
 * @param shift what is added
 * @param map the map into the space of the edit and back
 */
public record HookEdit(NDArray scale, Shift shift, Optional<Map> map) {

    /**
     * What is added; sealed, because the code has either known it before it runs, or meets it on
     * the way.
     */
    public sealed interface Shift permits Numbers, Input {}

    /**
     * Numbers that are known before.
     *
     * @param array the numbers, of the shape of the features
     */
    public record Numbers(NDArray array) implements Shift {}

    /**
     * Where the scale is 0, the features of the input of the same number of the module whose output
     * this is, in the same run of its code and before any edit of that input; elsewhere nothing.
     *
     * @param picks for each number of the activation, the place of the input's number that goes
     *     there, among all of the input in row-major order, as 64-bit integers; empty where each
     *     goes to its own place
     */
    public record Input(Optional<NDArray> picks) implements Shift {}

    /**
     * A map on the last axis, or on some units of it.
     *
     * @param matrices the map, {@code width} the number of units
     * @param units the units, {@code [width]}, as 64-bit integers; empty for all as they are
     */
    public record Map(Matrices matrices, Optional<NDArray> units) {}
}
