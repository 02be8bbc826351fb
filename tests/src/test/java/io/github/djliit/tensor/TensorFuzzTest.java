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

import ai.djl.ndarray.types.DataType;
import io.github.djliit.tensor.TensorFile.Format;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged files are refused as such, or read; nothing else happens, and soon. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // Against loops without an end only.
class TensorFuzzTest {

    private static final int FILES = 20_000;

    static Stream<Named<byte[]>> files() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("a", Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
        tensors.put("b[5:7]", Tensor.of(new long[] {-1}));
        tensors.put("c", Tensor.of(DataType.BOOLEAN, new byte[] {1, 0, 1}, 3));
        byte[] npy = TensorBytes.npy(">f4", "True", "(2, 3)", new byte[24]);
        return Stream.of(
                Named.of("npy", npy),
                Named.of("npz", TensorBytes.write(Format.NPZ, tensors)),
                Named.of("npz, compressed", TensorBytes.zip(Map.of("a.npy", npy, "b.npy", npy))),
                Named.of("safetensors", TensorBytes.write(Format.SAFETENSORS, tensors)));
    }

    @ParameterizedTest
    @MethodSource("files")
    void damageIsToldAsSuch(byte[] whole) {
        SplittableRandom random = new SplittableRandom(1);
        int refused = 0;
        for (int i = 0; i < FILES; i++) {
            byte[] damaged = damage(whole, random);
            try {
                TensorBytes.read(damaged);
            } catch (TensorFormatException e) {
                refused++;
            } catch (RuntimeException | Error e) {
                throw new AssertionError("File " + i + ": " + Arrays.toString(damaged), e);
            }
        }
        // Not all of it shows: numbers and names may be any.
        assertThat(refused).isBetween(FILES / 3, FILES);
    }

    private static byte[] damage(byte[] whole, SplittableRandom random) {
        byte[] bytes = whole.clone();
        int times = random.nextInt(1, 4);
        for (int i = 0; i < times && bytes.length > 0; i++) {
            int at = random.nextInt(bytes.length);
            int length = Math.min(random.nextInt(1, 9), bytes.length - at);
            bytes =
                    switch (random.nextInt(6)) {
                        case 0 -> Arrays.copyOf(bytes, at);
                        case 1 -> splice(bytes, at, at + length, new byte[0]);
                        case 2 -> splice(bytes, at, at, noise(length, random));
                        case 3 -> splice(bytes, at, at + length, noise(length, random));
                        case 4 -> splice(bytes, at, at, Arrays.copyOfRange(bytes, at, at + length));
                        default -> flip(bytes, at, random.nextInt(8));
                    };
        }
        return bytes;
    }

    private static byte[] flip(byte[] bytes, int at, int bit) {
        bytes[at] ^= (byte) (1 << bit);
        return bytes;
    }

    private static byte[] noise(int length, SplittableRandom random) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            // Digits and extremes do more harm than the rest.
            byte[] harmful = {0, 1, -1, 127, '0', '9', '{', '['};
            bytes[i] =
                    random.nextBoolean()
                            ? harmful[random.nextInt(harmful.length)]
                            : (byte) random.nextInt();
        }
        return bytes;
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] between) {
        byte[] spliced = new byte[bytes.length - (to - from) + between.length];
        System.arraycopy(bytes, 0, spliced, 0, from);
        System.arraycopy(between, 0, spliced, from, between.length);
        System.arraycopy(bytes, to, spliced, from + between.length, bytes.length - to);
        return spliced;
    }
}
