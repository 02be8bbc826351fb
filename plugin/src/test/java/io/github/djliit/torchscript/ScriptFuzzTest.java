/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djliit.torchscript.internal.analysis.MethodScan;
import io.github.djliit.torchscript.internal.analysis.ModuleTree;
import io.github.djliit.torchscript.internal.archive.ArchiveLimits;
import io.github.djliit.torchscript.internal.archive.ScriptArchive;
import io.github.djliit.torchscript.internal.archive.ScriptFormatException;
import io.github.djliit.torchscript.internal.syntax.ScriptProgram;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is damaged, only the declared exception comes, and soon. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class ScriptFuzzTest {

    private static final int COUNT = Boolean.getBoolean("iit.long") ? 10_000 : 2_000;

    private static final String[] PIECES = {
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "\n",
        "  ",
        "    ",
        "def ",
        "class ",
        "self",
        "\"",
        "\\",
        "=",
        ".",
        "-",
        "if x:\n",
        "else:\n",
        "for ",
        "in ",
        "lambda",
        "->",
        "#",
        "\u0000",
        "\ud800",
        "__torch__.",
        "getattr(self, \"0\")",
        "forward",
        "x, ",
        "\r",
        "\t",
        "9",
        "None"
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void readsOrRefusesDamagedArchives(long seed) throws IOException {
        Random random = new Random(seed);
        List<byte[]> whole =
                List.of(
                        Samples.bytes("attention.pt"),
                        Samples.bytes("stack.pt"),
                        Samples.written(Samples.archive("stack-frozen"), Map.of()),
                        Samples.small());
        for (int i = 0; i < COUNT; i++) {
            byte[] bytes = damaged(whole.get(random.nextInt(whole.size())).clone(), random);
            try {
                ScriptArchive archive =
                        ScriptArchive.read(
                                bytes, "a.pt", new ArchiveLimits(1000, 1 << 20, 1 << 18));
                archive.write(OutputStream.nullOutputStream(), Map.of());
                goThrough(archive.code(), archive.rootClass());
            } catch (ScriptFormatException e) {
                assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4})
    void parsesOrRefusesDamagedCode(long seed) {
        Random random = new Random(seed);
        List<ScriptArchive> whole =
                List.of(Samples.archive("everything"), Samples.archive("attention"));
        for (int i = 0; i < COUNT; i++) {
            ScriptArchive archive = whole.get(random.nextInt(whole.size()));
            List<String> paths = List.copyOf(archive.code().keySet());
            String path = paths.get(random.nextInt(paths.size()));
            String text = damaged(archive.code().get(path), random);
            try {
                goThrough(Map.of(path, text), "__torch__." + "models.Everything");
            } catch (ScriptFormatException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    private static void goThrough(Map<String, String> code, String root) {
        ScriptProgram program = ScriptProgram.of(code);
        program.problems().forEach(problem -> assertThat(problem.toString()).isNotBlank());
        program.classes()
                .values()
                .forEach(
                        type ->
                                type.methods()
                                        .values()
                                        .forEach(m -> MethodScan.of(program, type, m)));
        ModuleTree.of(program, root);
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        int kind = random.nextInt(4);
        if (kind == 0) {
            return Samples.cut(bytes, random.nextInt(bytes.length));
        }
        // Most faults matter at the end, where the list of entries is.
        int range = kind == 1 ? Math.min(bytes.length, 1500) : bytes.length;
        for (int i = 0; i <= random.nextInt(8); i++) {
            int at = bytes.length - 1 - random.nextInt(range);
            bytes[at] = kind == 3 ? (byte) -1 : (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static String damaged(String text, Random random) {
        StringBuilder damaged = new StringBuilder(text);
        for (int i = 0; i <= random.nextInt(6); i++) {
            int at = random.nextInt(damaged.length() + 1);
            int end = Math.min(damaged.length(), at + random.nextInt(30));
            switch (random.nextInt(4)) {
                case 0 -> damaged.delete(at, end);
                case 1 -> damaged.insert(at, PIECES[random.nextInt(PIECES.length)]);
                case 2 -> damaged.insert(at, damaged.substring(at, end));
                default -> damaged.replace(at, end, noise(random));
            }
        }
        return damaged.toString();
    }

    private static String noise(Random random) {
        byte[] bytes = new byte[random.nextInt(8)];
        random.nextBytes(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
