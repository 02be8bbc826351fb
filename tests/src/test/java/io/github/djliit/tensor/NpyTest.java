/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.tensor;

import static io.github.djliit.tensor.TensorBytes.npy;
import static io.github.djliit.tensor.TensorBytes.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
        Tensor tensor = one(npy("<f4", "False", "(2, 3)", floats(ByteOrder.LITTLE_ENDIAN)));
        assertThat(tensor).isEqualTo(Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
    }

    @Test
    void columnsRunFastestInTheOrderOfFortran() {
        Tensor tensor = one(npy("<f4", "True", "(2, 3)", floats(ByteOrder.LITTLE_ENDIAN)));
        assertThat(tensor).isEqualTo(Tensor.of(new float[] {1, 3, 5, 2, 4, 6}, 2, 3));
    }

    @Test
    void fortranHasItsOrderWithThreeAxesToo() {
        byte[] data = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
        Tensor tensor = one(npy("|u1", "True", "(2, 3, 2)", data));
        // Element [i, j, k] lies at i + 2 (j + 3 k).
        assertThat(tensor.toBytes()).containsExactly(0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11);
    }

    @ParameterizedTest
    @ValueSource(strings = {"()", "(1,)", "(1, 1)"})
    void aSingleNumberHasOneOrder(String shape) {
        assertThat(one(npy("|u1", "True", shape, new byte[] {7})).toBytes()).containsExactly(7);
    }

    @Test
    void anEmptyAxisMayComeInAnyOrder() {
        Tensor tensor = one(npy("<f4", "True", "(2, 0, 4294967296)", new byte[0]));
        assertThat(tensor.shape()).isEqualTo(new Shape(2, 0, 1L << 32));
    }

    @Test
    void bytesMayComeInTheOtherOrder() {
        Tensor tensor = one(npy(">f4", "False", "(6,)", floats(ByteOrder.BIG_ENDIAN)));
        assertThat(tensor).isEqualTo(Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 6));
    }

    @Test
    void aLoneArrayHasNumpysNameForTheNameless() {
        assertThat(read(npy("|u1", "False", "()", new byte[1]))).containsOnlyKeys("arr_0");
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
        byte[] data = new byte[2 * expected.getNumOfBytes()];
        assertThat(one(npy(type, "False", "(2,)", data)).type()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<u2", "<i2", "<u8", "<c8", "|O", "<U1", "<M8[s]", "<f16", "|V2"})
    void typesThatTheEngineLacksAreRefused(String type) {
        fault(npy(type, "False", "(1,)", new byte[16]), "float32", "int64", type);
    }

    @ParameterizedTest
    @CsvSource({
        "'(7,)', 'takes 28 bytes, found 24'",
        "'(5,)', 'takes 20 bytes, found more'",
        "'(4294967296, 4294967296)', 'at most 2147483639 bytes'",
        "'(500000000,)', 'takes 2000000000 bytes, found 24'",
        "'(6, 0)', 'takes 0 bytes, found more'",
        "'(99999999999999999999,)', 'not a list of numbers'",
        "'(2 3)', 'not a list of numbers'",
        "'(-6,)', 'header is not numpy'",
        "'6', 'header is not numpy'"
    })
    void shapeAndNumberOfBytesMustAgree(String shape, String message) {
        fault(npy("<f4", "False", shape, floats(ByteOrder.LITTLE_ENDIAN)), message);
    }

    @Test
    void moreAxesThanNumpyHasAreRefused() {
        String shape = "(" + "1, ".repeat(65) + ")";
        fault(npy("|u1", "False", shape, new byte[1]), "at most 64 axes, found 65");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 9, 11, 40, 100})
    void whatIsCutOffIsRefused(int length) {
        byte[] whole = npy("<f4", "False", "(6,)", floats(ByteOrder.LITTLE_ENDIAN));
        fault(Arrays.copyOf(whole, Math.min(length, whole.length - 1)), "takes", "found");
    }

    @Test
    void aHeaderMayNotClaimMuch() {
        byte[] bytes =
                "\u0093NUMPY\u0002\u0000\u00ff\u00ff\u00ff\u007f"
                        .getBytes(StandardCharsets.ISO_8859_1);
        fault(bytes, "at most 65536 bytes, found 2147483647");
    }

    @Test
    void versionsToComeAreRefused() {
        byte[] bytes = npy("|u1", "False", "()", new byte[1]);
        bytes[6] = 4;
        fault(bytes, "must be 1 to 3, found 4");
    }

    private static Tensor one(byte[] npy) {
        return read(npy).values().iterator().next();
    }

    private static void fault(byte[] bytes, String... message) {
        assertThatExceptionOfType(TensorFormatException.class)
                .isThrownBy(() -> read(bytes))
                .withMessageContainingAll(message);
    }

    private static byte[] floats(ByteOrder order) {
        ByteBuffer buffer = ByteBuffer.allocate(24).order(order);
        for (int i = 1; i <= 6; i++) {
            buffer.putFloat(i);
        }
        return buffer.array();
    }
}
