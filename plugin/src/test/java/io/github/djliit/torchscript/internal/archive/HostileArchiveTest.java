/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.archive;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.djliit.torchscript.Samples;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class HostileArchiveTest {

    @ParameterizedTest
    @CsvSource({
        "m/../x, leads elsewhere",
        "m/./x, leads elsewhere",
        "m//x, leads elsewhere",
        "/m/x, leads elsewhere",
        "m\\x, leads elsewhere",
        "C:/x, leads elsewhere",
        "'m/x\ny', leads elsewhere",
        "x, is in no folder",
        "other/x, is in another folder than the first"
    })
    void refusesNames(String name, String why) {
        refuses(
                Samples.zip("m/data.pkl", Samples.PICKLE, Samples.CODE, Samples.CLASS, name, "?"),
                why);
    }

    @Test
    void refusesANameThatIsThereTwice() {
        byte[] zip = Samples.zip("m/data.pkl", Samples.PICKLE, "m/data.pk1", "x");

        refuses(Samples.replaced(zip, "data.pk1", "data.pkl"), "'m/data.pkl' is there twice");
    }

    @Test
    void refusesANameThatIsNotText() {
        byte[] zip = Samples.zip("m/data.pkl", Samples.PICKLE, "m/abc", "x");

        refuses(Samples.replaced(zip, "m/abc", "m/a\u00ffc"), "not text in UTF-8");
    }

    @Test
    void refusesMoreEntriesThanTheLimit() {
        refuses(Samples.small(), new ArchiveLimits(1, 1000, 1000), "at most 1 entries, found 2");
    }

    @Test
    void refusesMoreBytesThanTheLimitBeforeItUnpacks() {
        byte[] bomb = bomb("m/data/0");

        refuses(bomb, new ArchiveLimits(10, 1 << 20, 1000), "more than the limit of 1048576 bytes");
    }

    @Test
    void refusesMoreCodeThanTheLimit() {
        byte[] bomb = bomb("m/code/a.py");

        refuses(bomb, "at most 8388608 bytes of code, found more at 'a.py'");
    }

    @Test
    void refusesWhatUnpacksToFarMoreThanItIs() {
        byte[] zeros = new byte[80 << 20];

        refuses(
                Samples.zip(
                        "m/data.pkl", Samples.PICKLE, Samples.CODE, Samples.CLASS, "m/0", zeros),
                "more than 100 times as many");
    }

    @Test
    void stopsWhatUnpacksToMoreThanItSays() {
        byte[] zip = bomb("m/code/a.py");
        int size = 16 << 20;

        refuses(withSize(zip, size, 1000), "more than the 1000 bytes of the list");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 30, 100, 200})
    void refusesWhatIsCutOff(int length) {
        refuses(Samples.cut(Samples.small(), length), "cut off");
    }

    @Test
    void refusesCodeThatIsDamaged() {
        byte[] stored = Samples.written(Samples.read(Samples.small()), Map.of());

        refuses(Samples.replaced(stored, "class M", "class N"), "its checksum is not");
    }

    @Test
    void refusesCodeThatIsNotText() {
        byte[] zip = Samples.zip("m/data.pkl", Samples.PICKLE, Samples.CODE, new byte[] {-1});

        refuses(zip, "'__torch__.py' is not text in UTF-8");
    }

    @ParameterizedTest
    @CsvSource({"'}.', no class", "'ca\nB\n.', 'a.B'", "'c__torch__', no class"})
    void refusesAModelOfNoClassOfTheCode(String pickle, String found) {
        byte[] zip = Samples.zip("m/data.pkl", pickle, Samples.CODE, Samples.CLASS);

        refuses(zip, "which starts with '__torch__.', found");
        refuses(zip, found);
    }

    @Test
    void refusesArraysAndNothing() {
        refuses(Samples.zip("a.npy", "x"), "arrays only (.npz)");
        refuses(Samples.zip(), "or nothing");
    }

    private static byte[] bomb(String name) {
        return Samples.zip(
                "m/data.pkl",
                Samples.PICKLE,
                Samples.CODE,
                Samples.CLASS,
                name,
                new byte[16 << 20]);
    }

    /** Writes another size into the list of entries; the JDK's own sizes follow the contents. */
    private static byte[] withSize(byte[] zip, int old, int other) {
        return Samples.replaced(zip, number(old), number(other));
    }

    private static String number(int value) {
        StringBuilder bytes = new StringBuilder();
        for (int shift = 0; shift < 32; shift += 8) {
            bytes.append((char) (value >> shift & 0xff));
        }
        return bytes.toString();
    }

    private static void refuses(byte[] bytes, String message) {
        refuses(bytes, ArchiveLimits.DEFAULT, message);
    }

    private static void refuses(byte[] bytes, ArchiveLimits limits, String message) {
        assertThatExceptionOfType(ScriptFormatException.class)
                .isThrownBy(() -> ScriptArchive.read(bytes, "model.pt", limits))
                .withMessageStartingWith("model.pt: ")
                .withMessageContaining(message);
    }
}
