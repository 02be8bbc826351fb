/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.serving.NdListBytes.Named;
import io.github.djliit.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lists of arrays are read and written as DJL does it. */
class NdListBytesTest {

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager("PyTorch");
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT32", "FLOAT64", "INT8", "UINT8", "INT32", "INT64", "BOOLEAN"})
    void whatDjlWritesIsRead(DataType type) {
        NDArray array = manager.create(new float[] {0, 1, 1, 0}, new Shape(2, 2));
        NDArray typed = array.toType(type, false);
        typed.setName("x");
        List<Named> read = NdListBytes.read(new NDList(typed).encode());
        assertThat(read).containsExactly(new Named("x", Tensor.of(typed)));
    }

    @Test
    void anArrayNeedsNoName() {
        byte[] bytes = new NDList(manager.create(3f)).encode();
        assertThat(NdListBytes.read(bytes))
                .containsExactly(new Named("", Tensor.of(new float[] {3})));
    }

    @Test
    void whatIsWrittenDjlReads() {
        Tensor tensor = Tensor.of(new long[] {1, 2, 3, 4, 5, 6}, 2, 3);
        NDList read = NDList.decode(manager, NdListBytes.write(Map.of("a", tensor)));
        assertThat(Tensor.of(read.head())).isEqualTo(tensor);
        assertThat(read.head().getName()).isEqualTo("a");
    }

    @Test
    void aLengthThatIsNotThereMakesNoArray() {
        byte[] bytes = new NDList(manager.create(3f)).encode();
        // The length stands before the four bytes of the number.
        bytes[bytes.length - 8] = 0x7f;
        assertThatThrownBy(() -> NdListBytes.read(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("an array of 2130706436 bytes, where 4 follow");
    }
}
