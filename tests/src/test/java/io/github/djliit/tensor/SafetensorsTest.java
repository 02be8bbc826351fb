/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.tensor;

import static io.github.djliit.tensor.TensorBytes.read;
import static io.github.djliit.tensor.TensorBytes.safetensors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Safetensors, byte by byte. */
class SafetensorsTest {

    private static final String ONE =
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";

    @Test
    void theOrderIsThatOfTheHeaderNotOfTheData() {
        String header =
                "{\"__metadata__\":{\"format\":\"pt\"},"
                        + "\"late\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[2,3]},"
                        + "\"none\":{\"dtype\":\"F64\",\"shape\":[0],\"data_offsets\":[2,2]},"
                        + "\"early\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}   ";
        byte[] bytes = safetensors(header, 3);
        bytes[bytes.length - 1] = 7;
        Map<String, Tensor> tensors = read(bytes);
        assertThat(tensors.keySet()).containsExactly("late", "none", "early");
        assertThat(tensors.get("late").toFloats()).containsExactly(7);
    }

    @Test
    void wideNumbersLieFirstSoThatAllAreAligned() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("narrow", Tensor.of(ElementType.UINT8.dataType(), new byte[] {5}, 1));
        tensors.put("wide", Tensor.of(new long[] {3}, 1));
        byte[] bytes = TensorBytes.write(TensorFile.Format.SAFETENSORS, tensors);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(buffer.getLong(0) % 8).isZero();
        assertThat(buffer.getLong(bytes.length - 9)).isEqualTo(3);
        assertThat(read(bytes)).containsExactlyEntriesOf(tensors);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "F32 | [2] | [0,4] | 8 | /a/data_offsets: float32 (2) takes 8 bytes, found 4",
                "F32 | [2] | [8,0] | 8 | takes 8 bytes, found -8",
                "F32 | [2] | [-8,0] | 8 | expected no number below 0",
                "F32 | [2] | [4,12] | 12 | entry 'a': its data should begin at 0,",
                "F32 | [2] | [0,8] | 9 | takes 8 bytes, found more",
                "F32 | [2] | [0,8] | 7 | entry 'a': its data takes 8 bytes, found 7",
                "F32 | [2] | [0,8,8] | 8 | expected 2 numbers, found 3",
                "F32 | [2] | [0,8.5] | 8 | expected a whole number of 64 bits",
                "F32 | [2] | 8 | 8 | /a/data_offsets: expected an array, found 8",
                "F32 | [-2] | [0,8] | 8 | /a/shape: expected no number below 0",
                "F32 | [1e300] | [0,8] | 8 | /a/shape/0: expected a whole number",
                "F32 | [4294967296,4294967296] | [0,8] | 8 | /a/shape: a tensor takes at most",
                "F32 | [400000000] | [0,1600000000] | 8 | takes 1600000000 bytes, found 8",
                "I16 | [2] | [0,4] | 4 | /a/dtype: expected one of float16,",
                "F32 | [[2]] | [0,8] | 8 | /a/shape/0: expected a number",
                "F32 | {} | [0,8] | 8 | /a/shape: expected an array"
            })
    void entriesMustFit(String type, String shape, String offsets, int data, String message) {
        String header =
                "{\"a\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}}"
                        .formatted(type, shape, offsets);
        fault(safetensors(header, data), message);
    }

    @Test
    void tensorsMayNotOverlap() {
        String second = ",\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}";
        String header = ONE.substring(0, ONE.length() - 1) + second;
        fault(safetensors(header, 12), "entry 'b'", "should begin at 8", "found 4");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1} | /a: expected an object, found 1",
                "{\"a\":{}} | /a/dtype: missing",
                "{\"__metadata__\":{\"k\":1}} | /__metadata__/k: expected a string",
                "{\"a\": | header: Not JSON",
                "{} {} | header: Not JSON",
                "[1,2] | nor .npy or .safetensors: the header should start with '{'"
            })
    void headersMustBeOfTheFormat(String header, String message) {
        fault(safetensors(header, 0), message);
    }

    @Test
    void aNameMayNotComeTwice() {
        String body = ONE.substring(1, ONE.length() - 1);
        fault(safetensors("{" + body + "," + body + "}", 8), "/a: this key is there twice");
    }

    @Test
    void deepHeadersAreRefused() {
        fault(safetensors("{\"a\":" + "[".repeat(1_000_000), 0), "Not JSON", "255");
    }

    @Test
    void messagesDoNotGrowWithNames() {
        byte[] bytes = safetensors("{\"" + "a".repeat(1_000_000) + "\":1}", 0);
        assertThatExceptionOfType(TensorFormatException.class)
                .isThrownBy(() -> read(bytes))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1000));
    }

    @Test
    void headersMustBeText() {
        byte[] bytes = safetensors(ONE, 8);
        bytes[10] = (byte) 0xff;
        fault(bytes, "not text in UTF-8");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 1, 8388609, Long.MAX_VALUE, Long.MIN_VALUE})
    void headersMayNotClaimMuch(long length) {
        byte[] bytes = safetensors(ONE, 8);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
        fault(bytes, "not an .npz file", Long.toUnsignedString(length));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 20})
    void whatIsCutOffIsRefused(int length) {
        fault(Arrays.copyOf(safetensors(ONE, 8), length), "takes", "found");
    }

    @Test
    void limitsHoldBeforeTheDataIsRead() {
        byte[] bytes = safetensors(ONE, 8);
        assertThat(read(bytes, bytes.length)).hasSize(1);
        assertThatExceptionOfType(TensorFormatException.class)
                .isThrownBy(() -> read(bytes, bytes.length - 1))
                .withMessageContaining("more than the limit of " + (bytes.length - 1));
    }

    private static void fault(byte[] bytes, String... message) {
        assertThatExceptionOfType(TensorFormatException.class)
                .isThrownBy(() -> read(bytes))
                .withMessageContainingAll(message);
    }
}
