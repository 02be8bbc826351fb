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
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.tensor.TensorFile.Format;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of tensors, ours and those of the tools they come from. */
class TensorFileTest {

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"all.npz", "all.safetensors"})
    void whatIsWrittenIsReadInOrder(String name) throws IOException {
        Path file = folder.resolve(name);
        Map<String, Tensor> tensors = all();
        if (name.endsWith(".safetensors")) {
            tensors.put("bfloat16", Tensor.of(DataType.BFLOAT16, new byte[] {1, 2, 3, 4}, 2));
        }
        TensorFile.write(file, tensors);
        assertThat(TensorFile.read(file)).containsExactlyEntriesOf(tensors);
        assertThat(folder).isDirectoryContaining(file::equals);
        assertThat(folder.toFile().list()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void contentTellsTheFormatWhateverTheName(Format format) throws IOException {
        Path file = folder.resolve("x.bin");
        Files.write(file, TensorBytes.write(format, all()));
        assertThat(TensorFile.read(file)).containsExactlyEntriesOf(all());
    }

    @ParameterizedTest
    @ValueSource(strings = {"stored.npz", "compressed.npz"})
    void numpysFilesAreRead(String name) throws IOException {
        Map<String, Tensor> tensors = golden("numpy-" + name);
        assertThat(tensors.keySet())
                .containsExactly(
                        "layers.1.attn[5:7, h{3}/12].base",
                        "a/b:c", "ü", "big", "fortran", "half", "none", "number", "truth");
        tensors.forEach((key, tensor) -> assertThat(tensor).isEqualTo(numpy().get(key)));
    }

    @Test
    void safetensorsOfTorchAreRead() throws IOException {
        Map<String, Tensor> tensors = golden("torch.safetensors");
        assertThat(tensors.get("weight"))
                .isEqualTo(Tensor.of(new float[] {0, 1, 2, 3, 4, 5}, 2, 3));
        assertThat(tensors.get("brain").toFloats()).containsExactly(1, -2.5f);
        assertThat(tensors.get("brain").type()).isEqualTo(DataType.BFLOAT16);
        assertThat(tensors.get("a/b:c [5:7, h{3}/12]")).isEqualTo(Tensor.of(new long[] {-7}));
        assertThat(tensors.get("none").shape()).isEqualTo(new Shape(0, 4));
        assertThat(tensors).hasSize(4);
    }

    @Test
    void anExistingFileIsReplacedAndALinkStays() throws IOException {
        Path file = Files.writeString(folder.resolve("old.npz"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link.npz"), file);
        TensorFile.write(link, all());
        assertThat(link).isSymbolicLink();
        assertThat(TensorFile.read(file)).isEqualTo(all());
    }

    @Test
    void whatCannotBeWrittenLeavesNothing() {
        Map<String, Tensor> tensors = Map.of("x", Tensor.of(DataType.BFLOAT16, new byte[2], 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TensorFile.write(folder.resolve("x.npz"), tensors));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aDirectoryThatIsMissingIsTold() {
        Path file = folder.resolve("missing").resolve("x.npz");
        assertThatIOException()
                .isThrownBy(() -> TensorFile.write(file, all()))
                .withMessageContainingAll(file.toString(), "no such directory");
    }

    @Test
    void otherEndingsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TensorFile.write(Path.of("x.bin"), all()))
                .withMessageContainingAll(".npz", ".safetensors", "'x.bin'");
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void halvesOfCharactersAreNoNames(Format format) {
        Map<String, Tensor> tensors = Map.of("\ud800", Tensor.of(new float[1]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TensorBytes.write(format, tensors))
                .withMessageContaining("half of a character");
    }

    @Test
    void theNameOfTheMetadataIsTaken() {
        Map<String, Tensor> tensors = Map.of("__metadata__", Tensor.of(new float[1]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TensorBytes.write(Format.SAFETENSORS, tensors))
                .withMessageContaining("__metadata__");
    }

    @Test
    void faultsNameTheFileInOneLine() throws IOException {
        Path file = Files.writeString(folder.resolve("a\nb"), "x");
        assertThatExceptionOfType(TensorFormatException.class)
                .isThrownBy(() -> TensorFile.read(file))
                .withMessageContainingAll("a\\u000ab: not an .npz file", "found 1");
    }

    private static Map<String, Tensor> golden(String name) throws IOException {
        try (InputStream in = TensorFileTest.class.getResourceAsStream("/golden/" + name)) {
            return TensorFile.read(in, 1 << 20);
        }
    }

    private static Map<String, Tensor> all() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.putAll(numpy());
        tensors.put("", Tensor.of(new float[] {1}, 1));
        tensors.put("a.npy", Tensor.of(new float[] {Float.NaN}, 1));
        tensors.put("double", Tensor.of(DataType.FLOAT64, new byte[16], 2));
        tensors.put("int", Tensor.of(DataType.INT32, new byte[] {1, 2, 3, 4}));
        tensors.put("byte", Tensor.of(DataType.INT8, new byte[] {-1, 2}, 2, 1));
        tensors.put("unsigned", Tensor.of(DataType.UINT8, new byte[] {-1, 2}, 1, 2));
        return tensors;
    }

    private static Map<String, Tensor> numpy() {
        float[] range = {0, 1, 2, 3, 4, 5};
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("layers.1.attn[5:7, h{3}/12].base", Tensor.of(range, 2, 3));
        tensors.put("a/b:c", Tensor.of(new long[] {1, -2}, 2));
        tensors.put("ü", Tensor.of(new float[] {3}, 1));
        tensors.put("big", Tensor.of(range, 2, 3));
        tensors.put("fortran", Tensor.of(range, 2, 3));
        tensors.put("half", Tensor.of(DataType.FLOAT16, new byte[] {0, 0x3c, 0, (byte) 0xc1}, 2));
        tensors.put("none", Tensor.of(new float[0], 3, 0));
        tensors.put("number", Tensor.of(new long[] {7}));
        tensors.put("truth", Tensor.of(DataType.BOOLEAN, new byte[] {1, 0}, 2));
        return tensors;
    }
}
