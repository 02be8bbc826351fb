/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Arrays in and out of an engine. */
class TensorTest {

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @EnumSource(value = ElementType.class, mode = Mode.EXCLUDE, names = "BFLOAT16")
    void everyTypeComesBackFromTheEngine(ElementType type) {
        Tensor tensor = Tensor.of(type.dataType(), oneToSix(type), 2, 3);
        NDArray array = tensor.toArray(manager);
        assertThat(array.getDataType()).isEqualTo(type.dataType());
        assertThat(array.getShape()).isEqualTo(new Shape(2, 3));
        assertThat(Tensor.of(array)).isEqualTo(tensor);
    }

    @Test
    void bfloat16ComesToTheEngineAsFloat32() {
        Tensor tensor = Tensor.of(DataType.BFLOAT16, oneToSix(ElementType.BFLOAT16), 2, 3);
        assertThat(Tensor.of(tensor.toArray(manager)))
                .isEqualTo(Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
    }

    @ParameterizedTest
    @EnumSource(ElementType.class)
    void theEngineReadsTheSameNumbers(ElementType type) {
        Tensor tensor = Tensor.of(type.dataType(), oneToSix(type), 6);
        float[] engine = tensor.toArray(manager).toType(DataType.FLOAT32, false).toFloatArray();
        assertThat(tensor.toFloats()).isEqualTo(engine);
    }

    @ParameterizedTest
    @EnumSource(ElementType.class)
    void aSingleNumberHasNoAxes(ElementType type) {
        byte[] one = Arrays.copyOf(oneToSix(type), type.width());
        NDArray array = Tensor.of(type.dataType(), one).toArray(manager);
        assertThat(array.getShape()).isEqualTo(new Shape());
        assertThat(Tensor.of(array).toFloats()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource(value = ElementType.class, mode = Mode.EXCLUDE, names = "BFLOAT16")
    void anAxisMayBeEmpty(ElementType type) {
        Tensor tensor = Tensor.of(type.dataType(), new byte[0], 2, 0, 3);
        NDArray array = tensor.toArray(manager);
        assertThat(array.getShape()).isEqualTo(new Shape(2, 0, 3));
        assertThat(array.getDataType()).isEqualTo(type.dataType());
        assertThat(Tensor.of(array)).isEqualTo(tensor);
    }

    @Test
    void viewsAreReadInRowMajorOrder() {
        NDArray array = manager.arange(6f).reshape(2, 3).transpose();
        assertThat(Tensor.of(array)).isEqualTo(Tensor.of(new float[] {0, 3, 1, 4, 2, 5}, 3, 2));
        NDArray part = manager.arange(6f).get("1:3");
        assertThat(Tensor.of(part)).isEqualTo(Tensor.of(new float[] {1, 2}, 2));
    }

    @Test
    void onlyTheArrayStaysWithTheManager() {
        Tensor.of(new float[] {1, 2}, 2).toArray(manager);
        assertThat(manager.getManagedArrays()).hasSize(1);
        Tensor.of(manager.getManagedArrays().get(0));
        assertThat(manager.getManagedArrays()).hasSize(1);
    }

    @Test
    void numbersAreCopiedInAndOut() {
        float[] data = {1, 2};
        Tensor tensor = Tensor.of(data, 2);
        data[0] = 9;
        tensor.toFloats()[0] = 9;
        tensor.toBytes()[0] = 9;
        tensor.shape().getShape()[0] = 9;
        tensor.toArray(manager).muli(9);
        assertThat(tensor).isEqualTo(Tensor.of(new float[] {1, 2}, 2));
    }

    @Test
    void allHalvesAreTheNumbersTheEngineSays() {
        ByteBuffer bytes = ByteBuffer.allocate(2 << 16).order(ByteOrder.LITTLE_ENDIAN);
        for (int bits = 0; bits < 1 << 16; bits++) {
            bytes.putShort((short) bits);
        }
        Tensor tensor = Tensor.of(DataType.FLOAT16, bytes.array(), 1 << 16);
        NDArray floats = tensor.toArray(manager).toType(DataType.FLOAT32, false);
        assertThat(tensor.toFloats()).isEqualTo(floats.toFloatArray());
    }

    @Test
    void uint8HasNoSignAndInt8Has() {
        assertThat(Tensor.of(DataType.UINT8, new byte[] {-1}, 1).toFloats()).containsExactly(255);
        assertThat(Tensor.of(DataType.INT8, new byte[] {-1}, 1).toFloats()).containsExactly(-1);
    }

    @Test
    void anyNumberButZeroIsTrue() {
        Tensor tensor = Tensor.of(DataType.BOOLEAN, new byte[] {0, 1, 2, -1}, 4);
        assertThat(tensor.toBytes()).containsExactly(0, 1, 1, 1);
    }

    @Test
    void equalityIsByTypeShapeAndBits() {
        Tensor tensor = Tensor.of(new float[] {0, Float.NaN}, 2);
        assertThat(tensor)
                .isEqualTo(Tensor.of(new float[] {0, Float.NaN}, 2))
                .hasSameHashCodeAs(Tensor.of(new float[] {0, Float.NaN}, 2))
                .isNotEqualTo(Tensor.of(new float[] {-0f, Float.NaN}, 2))
                .isNotEqualTo(Tensor.of(new float[] {0, Float.NaN}, 1, 2))
                .isNotEqualTo(Tensor.of(DataType.INT32, tensor.toBytes(), 2));
        assertThat(tensor).hasToString("float32 (2)");
    }

    @ParameterizedTest
    @CsvSource({
        "3, takes 12 bytes, found 8",
        "-2, 'no axis of a tensor is shorter than 0, found [-2]'",
        "536870912, at most 2147483639 bytes",
        "4611686018427387904, at most 2147483639 bytes",
        "9223372036854775807, at most 2147483639 bytes"
    })
    void shapesThatDoNotFitAreRefused(long size, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tensor.of(new float[2], size))
                .withMessageContaining(message);
    }

    @Test
    void productsOfLengthsMayNotOverflow() {
        long big = 1L << 32;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tensor.of(new float[0], 0, big, big))
                .withMessageContaining("[0, 4294967296, 4294967296]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tensor.of(new float[1], big, big))
                .withMessageContaining("[4294967296, 4294967296]");
    }

    @Test
    void typesWithoutATensorAreRefused() {
        NDArray array = manager.create(new String[] {"x"});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tensor.of(array))
                .withMessageContainingAll("float32", "found string", "toType");
    }

    /** One to six; of booleans, all true. */
    private static byte[] oneToSix(ElementType type) {
        ByteBuffer bytes = ByteBuffer.allocate(6 * type.width()).order(ByteOrder.LITTLE_ENDIAN);
        short[] halves = {0x3c00, 0x4000, 0x4200, 0x4400, 0x4500, 0x4600};
        for (int i = 1; i <= 6; i++) {
            switch (type) {
                case FLOAT16 -> bytes.putShort(halves[i - 1]);
                case BFLOAT16 -> bytes.putShort((short) (Float.floatToIntBits(i) >>> 16));
                case FLOAT32 -> bytes.putFloat(i);
                case FLOAT64 -> bytes.putDouble(i);
                case INT8, UINT8 -> bytes.put((byte) i);
                case INT32 -> bytes.putInt(i);
                case INT64 -> bytes.putLong(i);
                case BOOLEAN -> bytes.put((byte) 1);
            }
        }
        return bytes.array();
    }
}
