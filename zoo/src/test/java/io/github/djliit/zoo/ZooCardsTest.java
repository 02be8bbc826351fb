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
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ZooCardsTest {

    private static final long MAX_BYTES = 16L << 20;

    @TempDir private Path folder;

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** Cards and metadata are made from the models, and never by hand. */
    @Test
    void whatIsThereIsWhatIsGenerated() throws Exception {
        Map<String, String> expected = new TreeMap<>();
        Map<String, String> found = new TreeMap<>();
        for (Path file : files(ZooCards.SOURCES)) {
            Path relative = ZooCards.SOURCES.relativize(file);
            Path copy = folder.resolve(relative);
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
            expected.put(relative.toString(), CachedFiles.sha1(Files.readAllBytes(file)));
        }
        ZooCards.write(folder);
        for (Path file : files(folder)) {
            String name = folder.relativize(file).toString();
            found.put(name, CachedFiles.sha1(Files.readAllBytes(file)));
        }
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void allTogetherAreSmall() throws Exception {
        assertThat(ZooCards.size(ZooCards.SOURCES)).isLessThan(MAX_BYTES);
    }

    @Test
    void theReadmeHasTheirFigures() throws Exception {
        String readme = Files.readString(ZooCards.README);
        assertThat(ZooCards.fill(readme)).isEqualTo(readme);
    }

    static Stream<ZooEntry> aligned() {
        return ZooEntry.all().stream().filter(entry -> entry.settings().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("aligned")
    void everyTrainedVariableIsRecordedAsAligned(ZooEntry entry) throws Exception {
        ModelDirectory model = ModelDirectory.open(new ZooWriter(ZooCards.SOURCES).folder(entry));
        double least = List.of("equality", "sum3").contains(entry.id()) ? .99 : .95;
        for (String variable : model.settings().getStringList("alignment")) {
            assertThat(model.figures().iia().get(variable)).as(variable).isGreaterThan(least);
        }
    }

    @Test
    void theCardTellsTheEffectOfUnalignedSites() throws Exception {
        Path sum3 = new ZooWriter(ZooCards.SOURCES).folder(ZooEntry.get("sum3"));
        JsonObject json =
                JsonParser.parseString(Files.readString(sum3.resolve(ModelDirectory.CARD)))
                        .getAsJsonObject();
        JsonObject figures = json.getAsJsonObject("figures");
        figures.add("unaligned_effect", JsonParser.parseString("{'second': 0.25}"));
        figures.add("unaligned_effect_interval", JsonParser.parseString("{'second': [0.2, 0.3]}"));
        ModelCard card = ModelCard.fromJson(json.toString());
        ModelDirectory model =
                new ModelDirectory(sum3, card, file(sum3, Recipes.get("sum3").alignment()));
        String text = ModelCardText.of(ZooEntry.get("sum3"), model);
        assertThat(text).contains("| `second` | 0.2500 (0.2000 to 0.3000) |");
    }

    private static AlignmentFile file(Path folder, Alignment alignment) {
        return new AlignmentFile(folder.resolve(ModelDirectory.ALIGNMENT), alignment);
    }

    @Test
    void theCardOfAnotherAlignmentHasNoFigures() throws Exception {
        ModelDirectory sum3 =
                ModelDirectory.open(new ZooWriter(ZooCards.SOURCES).folder(ZooEntry.get("sum3")));
        Alignment other = sum3.alignment().restrictedTo(List.of("S", "O"));
        String text = ModelCardText.of(ZooEntry.get("sum3"), sum3.with(file(sum3.path(), other)));
        assertThat(text)
                .contains("No figures are shown: they were measured with another alignment.")
                .doesNotContain("0.99");
    }

    @Test
    void theCardOfATwinSaysInItsTitleThatItHadNoIit() throws Exception {
        Path twin = new ZooWriter(ZooCards.SOURCES).folder(ZooEntry.get("sum3-no-iit"));
        assertThat(twin.resolve("README.md"))
                .content()
                .startsWith("# sum3-no-iit, trained without IIT\n");
    }
}
