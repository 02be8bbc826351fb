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
import static io.github.djliit.tensor.TensorBytes.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.types.DataType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Zip files of arrays. */
class NpzTest {

    private static final byte[] ONE = npy("|u1", "False", "(1,)", new byte[] {1});

    @Test
    void compressedFilesAreRead() {
        assertThat(read(zip(Map.of("a.npy", ONE))).get("a").toBytes()).containsExactly(1);
    }

    @Test
    void theSameTensorsMakeTheSameFile() {
        assertThat(two()).isEqualTo(two());
    }

    @Test
    void aFileMayHaveNothing() {
        assertThat(read(TensorBytes.write(TensorFile.Format.NPZ, Map.of()))).isEmpty();
    }

    @Test
    void moreEntriesThanAShortCountsAreRead() {
        Map<String, Tensor> many = new LinkedHashMap<>();
        for (int i = 0; i < 70_000; i++) {
            many.put("t" + i, Tensor.of(DataType.UINT8, new byte[] {(byte) i}));
        }
        byte[] bytes = TensorBytes.write(TensorFile.Format.NPZ, many);
        assertThat(read(bytes).equals(many)).isTrue();
    }

    @Test
    void aNameMayNotComeTwice() {
        byte[] bytes = two();
        byte[] b = "b.npy".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < bytes.length - b.length; i++) {
            if (Arrays.equals(bytes, i, i + b.length, b, 0, b.length)) {
                bytes[i] = 'a';
            }
        }
        fault(bytes, "entry 'a.npy': this name is there twice");
    }

    @Test
    void anEntryThatIsNoArrayIsNamed() {
        byte[] text = "a text that is long enough".getBytes(StandardCharsets.US_ASCII);
        fault(zip(Map.of("notes.txt", text)), "entry 'notes.txt'", "does not start as an array");
    }

    @Test
    void damagedNumbersAreFound() {
        byte[] bytes = two();
        // Headers take 30 bytes and the name, the start of the array 64.
        bytes[30 + 5 + 64 + 64] ^= 1;
        fault(bytes, "entry 'a.npy'", "damaged", "CRC");
    }

    @Test
    void anEntryThatIsNotFoundAnyMoreIsMissed() {
        byte[] bytes = two();
        int second = 1 + indexOf(bytes, "PK\u0003\u0004", 1);
        bytes[second] = 'X';
        fault(bytes, "should have 2 entries, found 1");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 22, 23, 100, 170})
    void whatIsCutOffIsRefused(int missing) {
        byte[] bytes = two();
        fault(Arrays.copyOf(bytes, bytes.length - missing), "");
    }

    @Test
    void bombsStopAtTheLimit() {
        int size = 50_000_000;
        byte[] bytes = zip(Map.of("a.npy", npy("|u1", "False", "(50000000,)", new byte[size])));
        assertThat(bytes).hasSizeLessThan(100_000);
        assertThatExceptionOfType(TensorFormatException.class)
                .isThrownBy(() -> read(bytes, 1_000_000))
                .withMessageContainingAll("entry 'a.npy'", "limit of 1000000", "takes 50000000");
    }

    @Test
    void bombsThatHideTheirSizeAreNotUnpacked() {
        byte[] bytes = zip(Map.of("a.npy", npy("|u1", "False", "(5,)", new byte[50_000_000])));
        fault(bytes, "entry 'a.npy'", "takes 5 bytes, found more");
    }

    @Test
    void limitsHoldForAllEntriesTogether() {
        byte[] bytes = zip(Map.of("a.npy", ONE, "b.npy", ONE));
        assertThat(read(bytes, bytes.length)).hasSize(2);
        assertThatExceptionOfType(TensorFormatException.class)
                .isThrownBy(() -> read(bytes, bytes.length - 1))
                .withMessageContaining("longer than the limit");
    }

    @Test
    void numpyHasNoBfloat16() {
        Map<String, Tensor> tensors = Map.of("x", Tensor.of(DataType.BFLOAT16, new byte[2], 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TensorBytes.write(TensorFile.Format.NPZ, tensors))
                .withMessageContainingAll("'x' is of bfloat16", ".safetensors", "toType");
    }

    @Test
    void namesMayNotBeLongerThanZipCounts() {
        Map<String, Tensor> tensors = Map.of("x".repeat(65_532), Tensor.of(new float[1], 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TensorBytes.write(TensorFile.Format.NPZ, tensors))
                .withMessageContaining("at most 65531 bytes, found 65532");
    }

    /** A file of two arrays, a of 128 bytes and b. */
    private static byte[] two() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("a", Tensor.of(DataType.UINT8, new byte[128], 128));
        tensors.put("b", Tensor.of(new float[] {1}, 1));
        return TensorBytes.write(TensorFile.Format.NPZ, tensors);
    }

    private static int indexOf(byte[] bytes, String text, int from) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text, from);
    }

    private static void fault(byte[] bytes, String... message) {
        assertThatExceptionOfType(TensorFormatException.class)
                .isThrownBy(() -> read(bytes))
                .withMessageContainingAll(message);
    }
}
