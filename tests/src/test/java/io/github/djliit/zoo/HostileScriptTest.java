/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.djliit.support.Zips;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files from strangers: a clear message, and nothing is left behind. */
class HostileScriptTest {

    private static final String STATE_DICT =
            "\u0080\u0002ccollections\nOrderedDict\nq\u0000)Rq\u0001.";

    @TempDir private Path folder;

    static Stream<Arguments> files() throws IOException {
        byte[] whole = Files.readAllBytes(ScriptFiles.model("mlp"));
        byte[] damaged = whole.clone();
        // The tensors lie in the middle; their sums tell.
        Arrays.fill(damaged, whole.length / 2, whole.length / 2 + 200, (byte) 7);
        return Stream.of(
                arguments("nothing", new byte[0], "an empty file"),
                arguments("text", "hello".getBytes(StandardCharsets.UTF_8), "no zip file"),
                arguments("cut", Arrays.copyOf(whole, whole.length / 2), "cut off"),
                arguments("damaged", damaged, "mlp/"),
                arguments("elsewhere", with("mlp/../../x", "?"), "leads elsewhere"),
                arguments("absolute", with("/tmp/x", "?"), "leads elsewhere"),
                arguments("bomb", with("mlp/data/9", new byte[80 << 20]), "100 times as many"),
                arguments("much code", with("mlp/code/x.py", new byte[9 << 20]), "bytes of code"),
                arguments("no code", zip("m/data.pkl", STATE_DICT, "m/data/0", "1234"), "state"));
    }

    private static byte[] with(String name, Object content) {
        Map<String, byte[]> contents = Zips.read(ScriptFiles.model("mlp"));
        contents.put(name, bytes(content));
        return Zips.bytes(contents);
    }

    private static byte[] zip(String... namesAndTexts) {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            contents.put(namesAndTexts[i], bytes(namesAndTexts[i + 1]));
        }
        return Zips.bytes(contents);
    }

    private static byte[] bytes(Object content) {
        return content instanceof String text
                ? text.getBytes(StandardCharsets.ISO_8859_1)
                : (byte[]) content;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void isRefusedInALine(String name, byte[] content, String word) throws IOException {
        Path model = Files.write(folder.resolve("strange.pt"), content);
        Path base = ScriptFiles.inputs(folder, "mlp", "base");
        CommandRun run =
                CommandRun.of(
                        "run",
                        model.toString(),
                        "--base=" + base,
                        "--out=" + folder.resolve("out.npz"));
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).startsWith("iit: " + model + ": ").contains(word).hasLineCount(1);
        assertThat(run.err()).doesNotContain("Exception", "\tat ");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(model, base);
        }
    }
}
