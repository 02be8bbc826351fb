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

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.djliit.alignment.Alignment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MeasuredOnTest {

    private static final JsonObject SETTINGS = json("{'width': 4, 'epochs': 2, 'kept': [1, 2]}");
    private static final String PAIRS = MeasuredOn.digest("r", SETTINGS, 42, 100, false);
    private static final MeasuredOn SOURCE = new MeasuredOn("a", "p", Optional.of("n"));

    @TempDir private Path folder;

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }

    private static Alignment alignment(String left, String right) {
        return Alignment.builder().align("left", left).align("right", right).build();
    }

    static Stream<Alignment> others() {
        Alignment swapped =
                Alignment.builder().align("right", "b[4:8]").align("left", "b[0:4]").build();
        return Stream.of(
                alignment("b[4:8]", "b[0:4]"),
                alignment("b[0:4]", "b[4:9]"),
                alignment("b[0:4]", "c[4:8]"),
                alignment("b[0:4]", "b:input[4:8]"),
                swapped,
                alignment("b[0:4]", "b[4:8]").restrictedTo(List.of("left")));
    }

    @ParameterizedTest
    @MethodSource("others")
    void anotherAlignmentHasAnotherDigest(Alignment other) {
        assertThat(MeasuredOn.digest(other))
                .isNotEqualTo(MeasuredOn.digest(alignment("b[0:4]", "b[4:8]")));
    }

    @Test
    void theSameAlignmentHasTheSameDigestHoweverItIsWritten() {
        Alignment alignment = alignment("b[0:4]", "b[4:8]");
        String spread = alignment.toJson().replace(":", " : ").replace(" : ]", ":]");
        Alignment read = Alignment.fromJson(spread.replace("0 : 4", "0:4").replace("4 : 8", "4:8"));
        assertThat(MeasuredOn.digest(read)).isEqualTo(MeasuredOn.digest(alignment));
    }

    static Stream<String> otherPairs() {
        JsonObject wider = json("{'width': 5, 'epochs': 2, 'kept': [1, 2]}");
        JsonObject turned = json("{'width': 4, 'epochs': 2, 'kept': [2, 1]}");
        return Stream.of(
                MeasuredOn.digest("s", SETTINGS, 42, 100, false),
                MeasuredOn.digest("r", SETTINGS, 43, 100, false),
                MeasuredOn.digest("r", SETTINGS, 42, 101, false),
                MeasuredOn.digest("r", SETTINGS, 42, 100, true),
                MeasuredOn.digest("r", wider, 42, 100, false),
                MeasuredOn.digest("r", turned, 42, 100, false));
    }

    @ParameterizedTest
    @MethodSource("otherPairs")
    void otherPairsHaveAnotherDigest(String other) {
        assertThat(other).isNotEqualTo(PAIRS);
    }

    @Test
    void neitherTheOrderOfSettingsNorTheEpochsMatter() {
        JsonObject same = json("{'kept': [1, 2], 'epochs': 9, 'width': 4}");
        assertThat(MeasuredOn.digest("r", same, 42, 100, false)).isEqualTo(PAIRS);
    }

    @Test
    void eachByteOfTheNetworkMatters() throws IOException {
        Path file = Files.write(folder.resolve("net"), new byte[] {1, 2, 3});
        String before = MeasuredOn.digest(List.of(file));
        Files.write(file, new byte[] {1, 2, 4});
        assertThat(MeasuredOn.digest(List.of(file))).isNotEqualTo(before).startsWith("sha256:");
    }

    @Test
    void whatIsTheSameMatches() {
        assertThat(SOURCE.mismatch(SOURCE)).isEmpty();
    }

    @Test
    void whatDiffersIsNamed() {
        assertThat(SOURCE.mismatch(new MeasuredOn("b", "p", Optional.of("m"))))
                .contains(
                        "they were measured with another alignment, and other parameters of the"
                                + " network");
    }

    @Test
    void figuresOfNoNetworkMatchNone() {
        MeasuredOn unwritten = new MeasuredOn("a", "p", Optional.empty());
        assertThat(unwritten.mismatch(SOURCE)).isPresent();
    }
}
