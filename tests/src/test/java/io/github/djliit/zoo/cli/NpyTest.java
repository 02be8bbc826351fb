/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrays as numpy writes them, byte by byte. */
class NpyTest {

    @Test
    void rowsRunFastestInTheOrderOfC() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray array = Npy.read(npy("<f4", "False", "(2, 3)", floats(false)), manager);
            assertThat(array.getShape()).isEqualTo(new Shape(2, 3));
            assertThat(array.toFloatArray()).containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    @Test
    void columnsRunFastestInTheOrderOfFortran() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray array = Npy.read(npy("<f4", "True", "(2, 3)", floats(false)), manager);
            assertThat(array.getShape()).isEqualTo(new Shape(2, 3));
            assertThat(array.toFloatArray()).containsExactly(1, 3, 5, 2, 4, 6);
        }
    }

    @Test
    void bytesMayComeInTheOtherOrder() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray array = Npy.read(npy(">f4", "False", "(6,)", floats(true)), manager);
            assertThat(array.toFloatArray()).containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    @Test
    void aSingleNumberHasNoAxes() {
        try (NDManager manager = NDManager.newBaseManager()) {
            byte[] number = {7, 0, 0, 0, 0, 0, 0, 0};
            NDArray array = Npy.read(npy("<i8", "False", "()", number), manager);
            assertThat(array.getShape()).isEqualTo(new Shape());
            assertThat(array.getLong()).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "<f2, FLOAT16",
        "<f4, FLOAT32",
        "<f8, FLOAT64",
        "|i1, INT8",
        "|u1, UINT8",
        "<i4, INT32",
        "<i8, INT64",
        "|b1, BOOLEAN"
    })
    void typesAreKept(String type, DataType expected) {
        try (NDManager manager = NDManager.newBaseManager()) {
            byte[] data = new byte[2 * expected.getNumOfBytes()];
            NDArray array = Npy.read(npy(type, "False", "(2,)", data), manager);
            assertThat(array.getDataType()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"<u2", "<i2", "<u8", "<c8", "|O", "<U1", "<M8[s]", "<f16"})
    void typesThatTheEngineLacksAreRefused(String type) {
        try (NDManager manager = NDManager.newBaseManager()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Npy.read(npy(type, "False", "(1,)", new byte[16]), manager))
                    .withMessageContainingAll("float32", "int64", type);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"(7,)", "(5,)", "(4294967296, 4294967296)", "(6, 0)"})
    void shapeAndNumberOfBytesMustAgree(String shape) {
        try (NDManager manager = NDManager.newBaseManager()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Npy.read(npy("<f4", "False", shape, floats(false)), manager))
                    .withMessageContaining("found 24");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 9, 11, 40})
    void whatIsCutOffIsRefused(int length) {
        byte[] start = Arrays.copyOf(npy("<f4", "False", "(6,)", floats(false)), length);
        try (NDManager manager = NDManager.newBaseManager()) {
            assertThatIllegalArgumentException().isThrownBy(() -> Npy.read(start, manager));
        }
    }

    private static byte[] floats(boolean big) {
        ByteBuffer buffer = ByteBuffer.allocate(24);
        buffer.order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        for (int i = 1; i <= 6; i++) {
            buffer.putFloat(i);
        }
        return buffer.array();
    }

    private static byte[] npy(String type, String fortran, String shape, byte[] data) {
        String header =
                "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n"
                        .formatted(type, fortran, shape);
        ByteBuffer buffer = ByteBuffer.allocate(10 + header.length() + data.length);
        buffer.order(ByteOrder.LITTLE_ENDIAN);
        buffer.put("\u0093NUMPY\u0001\u0000".getBytes(StandardCharsets.ISO_8859_1));
        buffer.putShort((short) header.length());
        buffer.put(header.getBytes(StandardCharsets.ISO_8859_1));
        return buffer.put(data).array();
    }
}
