/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Files of arrays for the command line. */
final class NpzFiles {

    static final int WIDTH = 16;

    private NpzFiles() {}

    /** Writes one array of random numbers, {@code [rows, 16]}. */
    static Path random(Path file, int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] data = new float[rows * WIDTH];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) (random.nextDouble() - .5);
        }
        return write(file, data, new Shape(rows, WIDTH));
    }

    static Path write(Path file, float[] data, Shape... shapes) {
        try (NDManager manager = NDManager.newBaseManager();
                OutputStream out = Files.newOutputStream(file)) {
            NDList arrays = new NDList();
            for (Shape shape : shapes) {
                arrays.add(manager.create(data, shape));
            }
            arrays.encode(out, NDList.Encoding.NPZ);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the arrays of a file by their names, each in row-major order. */
    static Map<String, float[]> read(Path file) {
        try (NDManager manager = NDManager.newBaseManager();
                InputStream in = Files.newInputStream(file)) {
            Map<String, float[]> arrays = new LinkedHashMap<>();
            for (NDArray array : NDList.decode(manager, in)) {
                arrays.put(array.getName(), array.toFloatArray());
            }
            return arrays;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
