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
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Arrays of masks, indices and numbers made from Java.
 *
 * <p>An array that the engine makes of Java's memory gives that memory up when it is closed, even
 * if a backward pass still reads it. These are copies that own their memory.
 */
final class EngineArrays {

    private EngineArrays() {}

    static NDArray of(NDManager manager, boolean[] data, Shape shape) {
        try (NDArray array = manager.create(data, shape)) {
            return array.duplicate();
        }
    }

    static NDArray of(NDManager manager, DataType type, float[] data, Shape shape) {
        try (NDArray array = manager.create(data, shape)) {
            return array.getDataType() == type ? array.duplicate() : array.toType(type, false);
        }
    }

    static NDArray of(NDManager manager, long[] data, Shape shape) {
        try (NDArray array = manager.create(data, shape)) {
            return array.duplicate();
        }
    }
}
