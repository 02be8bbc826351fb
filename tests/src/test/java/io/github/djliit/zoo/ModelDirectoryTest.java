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
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.github.djliit.alignment.Alignment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelDirectoryTest {

    private static final String PARAMETERS = "equality-0000.params";

    @TempDir private static Path shared;
    private static Path trained;
    @TempDir private Path folder;
    private Path target;

    @BeforeAll
    static void train() {
        trained = CommandRun.model(shared.resolve("trained"));
    }

    @BeforeEach
    void choose() {
        target = folder.resolve("target");
    }

    @Test
    void hasTheFilesOfTheContract() throws IOException {
        write();
        assertThat(names(target)).containsExactly("alignment.json", PARAMETERS, "model.json");
    }

    @Test
    void leavesNothingBesideItself() throws IOException {
        write();
        write();
        assertThat(names(folder)).containsExactly("target");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void canBeReadByAllWhoMayReadWhatIsBesideIt() throws IOException {
        write();
        Path plain = Files.createDirectory(folder.resolve("plain"));
        assertThat(Files.getPosixFilePermissions(target))
                .isEqualTo(Files.getPosixFilePermissions(plain));
    }

    @Test
    void takesThePlaceOfAnotherModel() throws IOException {
        write();
        Files.write(target.resolve(PARAMETERS), new byte[3]);
        write();
        ModelDirectory.open(target).load(Device.cpu()).close();
        assertThat(names(target)).hasSize(3);
    }

    @Test
    void keepsTheDefaultPlanOfTheModelBefore() throws IOException {
        write();
        Files.writeString(target.resolve("plan.json"), "{\"version\": 1}");
        write();
        assertThat(ModelDirectory.open(target).defaultPlan()).isPresent();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void staysTheSameFolderWhereItIsEmpty() throws IOException {
        Object before = Files.getAttribute(Files.createDirectory(target), "unix:ino");
        write();
        assertThat(Files.getAttribute(target, "unix:ino")).isEqualTo(before);
        assertThat(names(target)).hasSize(3);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void isWrittenWhereALinkPointsTo() throws IOException {
        Path link = folder.resolve("link");
        Files.createSymbolicLink(link, Files.createDirectory(target));
        write(link);
        assertThat(link).isSymbolicLink();
        assertThat(names(target)).contains("model.json");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void isNotWrittenThroughALinkToNothing() throws IOException {
        Files.createSymbolicLink(target, folder.resolve("nothing"));
        assertThatIllegalArgumentException()
                .isThrownBy(this::write)
                .withMessageContaining("is a link to nothing");
    }

    @ParameterizedTest
    @CsvSource({
        "notes.txt, something else than a model",
        "model.json, something else than a model",
    })
    void doesNotTakeThePlaceOfSomethingElse(String name, String words) throws IOException {
        Files.writeString(Files.createDirectory(target).resolve(name), "{}");
        assertThatIllegalArgumentException().isThrownBy(this::write).withMessageContaining(words);
        assertThat(target.resolve(name)).hasContent("{}");
    }

    @Test
    void doesNotThrowAwayWhatIsBesideAModel() throws IOException {
        write();
        Files.writeString(target.resolve("notes.txt"), "mine");
        assertThatIllegalArgumentException()
                .isThrownBy(this::write)
                .withMessageContaining("notes.txt beside it, which would be lost");
    }

    @Test
    void doesNotTakeThePlaceOfAFile() throws IOException {
        Files.writeString(target, "mine");
        assertThatIllegalArgumentException()
                .isThrownBy(this::write)
                .withMessageContaining("is a file; name a directory");
    }

    @Test
    void saysWhereItCannotBeWritten() throws IOException {
        Files.writeString(target, "mine");
        Path below = target.resolve("below");
        assertThatIOException()
                .isThrownBy(() -> write(below))
                .withMessageContainingAll("Cannot write", below.toString(), "in the way");
    }

    @Test
    void isNotThereBeforeItIsWhole() throws IOException {
        try (AtomicDirectory directory = AtomicDirectory.open(target)) {
            Files.writeString(directory.path().resolve("half"), "half");
            assertThat(target).doesNotExist();
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void stillHoldsTheOldModelWhereTheNewOneIsNotFinished() throws IOException {
        write();
        try (AtomicDirectory directory = AtomicDirectory.open(target)) {
            Files.writeString(directory.path().resolve("half"), "half");
        }
        assertThat(names(target)).containsExactly("alignment.json", PARAMETERS, "model.json");
    }

    @Test
    void theFoldersAboveItGoAwayAgainWhereNothingIsWritten() throws IOException {
        ModelDirectory.checkWritable(folder.resolve("a/b/c"));
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 10, 100, 3000, -1, -1000})
    void damagedParametersAreRefused(int length) throws IOException {
        write();
        byte[] bytes = Files.readAllBytes(target.resolve(PARAMETERS));
        byte[] damaged = Arrays.copyOf(bytes, Math.abs(length));
        if (length < 0) {
            new Random(length).nextBytes(damaged);
        }
        Files.write(target.resolve(PARAMETERS), damaged);
        assertRefused("The parameters in " + target, "damaged");
    }

    @Test
    void parametersOfAnotherNetworkAreRefused() throws IOException {
        write();
        Block other = new SequentialBlock().add(Linear.builder().setUnits(2).build());
        try (Model model = Model.newInstance("equality")) {
            other.initialize(model.getNDManager(), DataType.FLOAT32, new Shape(1, 16));
            model.setBlock(other);
            model.save(target, "equality");
        }
        assertRefused("not those of the network of the recipe equality");
    }

    @Test
    void aModelOfAnotherNetworkIsNotWritten() throws IOException {
        ModelDirectory own = ModelDirectory.open(trained);
        try (Model sum3 = BundledModels.open("sum3").load(Device.cpu())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> ModelDirectory.write(target, sum3, own.card(), own.alignment()))
                    .withMessageContaining("model.json: Expected the network of these settings");
        }
        assertThat(target).doesNotExist();
    }

    @Test
    void anAlignmentOfAnUnknownVariableIsNotWritten() throws IOException {
        ModelDirectory own = ModelDirectory.open(trained);
        Alignment other = Alignment.builder().align("lft", ":output").build();
        try (Model model = own.load(Device.cpu())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ModelDirectory.write(target, model, own.card(), other))
                    .withMessageContaining("alignment.json: /variables/0/variable")
                    .withMessageContaining("'left'");
        }
        assertThat(target).doesNotExist();
    }

    @Test
    void aModelThatWasNotLoadedHasNoDirectory() {
        try (Model model = Model.newInstance("new")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> AlignedModel.of(model))
                    .withMessageContaining("not loaded from one");
        }
    }

    @Test
    void missingParametersAreMissed() throws IOException {
        write();
        Files.delete(target.resolve(PARAMETERS));
        assertRefused("there is no file " + PARAMETERS);
    }

    @ParameterizedTest
    @CsvSource({
        "alignment.json, '', the text is empty",
        "alignment.json, '{}', /version: missing",
        "model.json, '{\"version\": 9}', expected version 1",
        "model.json, '{\"version\": 1, \"settings\": {}, \"seed\": 0.5, \"recipe\": \"equality\"}',"
                + " /seed",
        "model.json, '{\"version\": 1, \"settings\": {\"epochs\": \"x\"}, \"seed\": 1,"
                + " \"recipe\": \"equality\"}', /settings",
        "model.json, '{\"version\": 1, \"settings\": {}, \"seed\": 1, \"recipe\": \"equalty\"}',"
                + " Did you mean 'equality'?",
    })
    void aDamagedDescriptionIsToldWithItsFile(String file, String text, String words)
            throws IOException {
        write();
        Files.writeString(target.resolve(file), text);
        assertRefused(target.resolve(file).toString(), words);
    }

    @Test
    void aMissingAlignmentIsMissed() throws IOException {
        write();
        Files.delete(target.resolve("alignment.json"));
        assertRefused("There is no file " + target.resolve("alignment.json"));
    }

    @Test
    void anAlignmentToASiteThatIsNotThereIsToldWithItsFile() throws IOException {
        write();
        Path file = target.resolve("alignment.json");
        Files.writeString(file, Files.readString(file).replace("02Seq", "07Seq"));
        CommandRun run = CommandRun.of("evaluate", target.toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains(file + ": ", "'left'", "Did you mean '01SequentialBlock'");
    }

    private void assertRefused(String... words) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelDirectory.open(target).load(Device.cpu()).close())
                .withMessageContainingAll(words);
    }

    private void write() throws IOException {
        write(target);
    }

    private static void write(Path to) throws IOException {
        ModelDirectory directory = ModelDirectory.open(trained);
        try (Model model = directory.load(Device.cpu())) {
            ModelDirectory.write(to, model, directory.card(), directory.alignment());
        }
    }

    private static String[] names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toArray(String[]::new);
        }
    }

    @Test
    void aModelThatCriteriaLoadedCanBeWritten() throws Exception {
        try (ZooModel<NDList, NDList> model =
                Criteria.builder()
                        .setTypes(NDList.class, NDList.class)
                        .optGroupId("io.github.djliit")
                        .optArtifactId("sum3")
                        .build()
                        .loadModel()) {
            AlignedModel aligned = AlignedModel.of(model);
            ModelDirectory.write(target, model, aligned.card(), aligned.alignment());
        }
        ModelDirectory.open(target).load(Device.cpu()).close();
    }

    @Test
    void aNetworkWithoutValuesIsRefused() throws IOException {
        ModelDirectory before = ModelDirectory.open(trained);
        try (Model bare = Model.newInstance("bare")) {
            bare.setBlock(before.recipe().network(before.settings()));
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () ->
                                    ModelDirectory.write(
                                            target, bare, before.card(), before.alignment()))
                    .withMessageContaining("initialise, load or train it first");
        }
    }
}
