/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.djliit.torchscript.Samples;
import io.github.djliit.torchscript.internal.syntax.ScriptProgram;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ScriptArchiveTest {

    private static final String SAMPLES = "io.github.djliit.torchscript.Samples#names";

    @Test
    void readsWhatPyTorchWrote() {
        ScriptArchive archive = Samples.archive("attention");

        assertThat(archive.folder()).isEqualTo("attention");
        assertThat(archive.rootClass()).startsWith("__torch__.models.").endsWith(".Attention");
        assertThat(archive.code().keySet())
                .hasSize(3)
                .allMatch(path -> path.startsWith("__torch__/") && path.endsWith(".py"));
        assertThat(archive.entries()).contains("data.pkl", "constants.pkl", "data/0");
    }

    @ParameterizedTest
    @MethodSource(SAMPLES)
    void findsTheClassOfTheModelInTheCode(String name) {
        ScriptArchive archive = Samples.archive(name);

        assertThat(ScriptProgram.of(archive.code()).classes()).containsKey(archive.rootClass());
    }

    @Test
    void readsAFileAsItReadsMemory(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("a.pt"), Samples.bytes("attention.pt"));

        ScriptArchive archive = ScriptArchive.read(file);

        assertThat(archive.code()).isEqualTo(Samples.archive("attention").code());
        assertThat(Samples.written(archive, Map.of()))
                .isEqualTo(Samples.written(Samples.archive("attention"), Map.of()));
    }

    @ParameterizedTest
    @MethodSource(SAMPLES)
    void writesEveryOtherEntryByteForByte(String name) throws IOException {
        Map<String, byte[]> before = contents(Samples.bytes(name + ".pt"));
        before.keySet().removeIf(entry -> entry.endsWith(".debug_pkl"));

        Map<String, byte[]> after = contents(Samples.written(Samples.archive(name), Map.of()));

        assertThat(List.copyOf(after.keySet())).isEqualTo(List.copyOf(before.keySet()));
        after.forEach((entry, bytes) -> assertThat(bytes).isEqualTo(before.get(entry)));
    }

    @Test
    void leavesOutWhatIsForDebuggers() {
        assertThat(Samples.archive("attention").entries())
                .anyMatch(entry -> entry.endsWith(".debug_pkl"));
        assertThat(Samples.read(Samples.written(Samples.archive("attention"), Map.of())).entries())
                .noneMatch(entry -> entry.endsWith(".debug_pkl"));
    }

    @Test
    void writesReplacedCode() {
        ScriptArchive archive = Samples.read(Samples.small());
        String text = "class M(Module):\n  pass\n# \u00e9\n";

        byte[] written = Samples.written(archive, Map.of("__torch__.py", text));

        assertThat(Samples.read(written).code()).isEqualTo(Map.of("__torch__.py", text));
    }

    @Test
    void refusesToReplaceWhatIsNotThere() {
        ScriptArchive archive = Samples.read(Samples.small());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> archive.write(new ByteArrayOutputStream(), Map.of("a.py", "")))
                .withMessage("model.pt has no code file 'a.py'. Known: '__torch__.py'.");
    }

    @ParameterizedTest
    @MethodSource(SAMPLES)
    void startsEachContentAtAMultipleOf64(String name) throws IOException {
        byte[] bytes = Samples.written(Samples.archive(name), Map.of());
        ByteBuffer zip = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);

        List<ZipItem> items = items(bytes);

        for (ZipItem item : items) {
            int header = (int) item.header();
            int start = header + 30 + zip.getShort(header + 26) + zip.getShort(header + 28);
            assertThat(start % 64).isZero();
            assertThat(item.method()).isEqualTo(ZipItem.STORED);
        }
    }

    @Test
    void writesAndReadsTheLongForm() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ZipWriter writer = new ZipWriter(out, 1);
        byte[] content = {1, 2, 3};
        CRC32 crc = new CRC32();
        crc.update(content);
        for (String name : List.of("a/x", "a/y")) {
            writer.entry(name, 3, crc.getValue(), to -> to.write(content));
        }
        writer.finish();

        List<ZipItem> items = items(out.toByteArray());

        assertThat(items).extracting(ZipItem::name).containsExactly("a/x", "a/y");
        assertThat(items).extracting(ZipItem::size).containsExactly(3L, 3L);
        assertThat(contents(out.toByteArray()).get("a/y")).isEqualTo(content);
    }

    @ParameterizedTest
    @CsvSource({
        "other-state-dict.pt, a state dict or tensors by torch.save",
        "other-pickle.pt, a Python object of torch.nn.modules.linear.Linear by torch.save",
        "other-old.pt, what torch.save wrote before 1.6",
        "other-exported.pt2, 'an ExportedProgram (.pt2, by torch.export)'"
    })
    void tellsWhatElseAFileIs(String file, String what) {
        assertThatExceptionOfType(ScriptFormatException.class)
                .isThrownBy(() -> Samples.read(Samples.bytes(file)))
                .withMessageStartingWith("model.pt: expected a TorchScript archive, found " + what)
                .withMessageEndingWith("save that with torch.jit.save");
    }

    @ParameterizedTest
    @CsvSource({
        "'', an empty file",
        "hello, a file that is no zip file",
        "DJL@abcdefgh, DJL's parameters",
        "'01234567{\"a\"', what looks like safetensors",
        "\u0080\u0004, a Python pickle",
        "'\u001f\u008b\u0008', a file packed by gzip"
    })
    void tellsWhatIsNoZipFile(String start, String what) {
        assertThatExceptionOfType(ScriptFormatException.class)
                .isThrownBy(() -> Samples.read(Samples.latin(start)))
                .withMessageContaining("found " + what);
    }

    private static List<ZipItem> items(byte[] bytes) throws IOException {
        return ZipDirectory.read(new ByteSource.OfMemory(bytes), "", ArchiveLimits.DEFAULT);
    }

    /** What the JDK finds in a zip file. */
    private static Map<String, byte[]> contents(byte[] bytes) throws IOException {
        Path file = Files.write(Files.createTempFile("iit", ".zip"), bytes);
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Map<String, byte[]> contents = new LinkedHashMap<>();
            for (ZipEntry entry : Collections.list(zip.entries())) {
                contents.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
            return contents;
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void readsTheNameFromEitherInstruction() {
        assertThat(PickleGlobals.first(Samples.PICKLE)).contains("__torch__.M");
        byte[] four =
                Samples.latin(
                        "\u0080\u0004\u0095\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000"
                                + "\u008c\u0003a.b\u0094\u008c\u0001C\u0094\u0093.");
        assertThat(PickleGlobals.first(four)).contains("a.b.C");
        assertThat(PickleGlobals.first("K\u0001.".getBytes(StandardCharsets.US_ASCII))).isEmpty();
        assertThat(PickleGlobals.first("\u00ff?".getBytes(StandardCharsets.UTF_8))).isEmpty();
    }
}
