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
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Arrays made of numbers from Java.
 *
 * <p>An array that the engine makes from Java's memory gives that memory up when it is closed, even
 * if a backward pass still reads it. These are copies that own their memory.
 */
final class Constants {

    private Constants() {}

    /** Makes an array on the manager of another, in its type. */
    static NDArray array(NDArray like, float[] data, Shape shape) {
        return array(like.getManager(), like.getDataType(), data, shape);
    }

    static NDArray array(NDManager manager, DataType type, float[] data, Shape shape) {
        try (NDArray array = manager.create(data, shape)) {
            return array.getDataType() == type ? array.duplicate() : array.toType(type, false);
        }
    }
}
