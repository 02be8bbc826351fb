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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.Batch;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.typesafe.config.Config;
import io.github.djliit.causal.Setting;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.tensor.TensorFile;
import io.github.djliit.torchscript.TorchScriptBlock;
import io.github.djliit.training.CounterfactualDataset;
import io.github.djliit.zoo.language.IndirectObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The recipe of a TorchScript file: a short training, and all commands on what it wrote. */
class IoiRecipeTest {

    private static final String[] SMALL = {
        "train",
        "ioi",
        "--json",
        "--set=train_pairs=512",
        "--set=test_pairs=60",
        "--set=schedule=constant"
    };

    @TempDir private static Path shared;
    private static Path trained;
    private static CommandRun training;

    private final Recipe recipe = Recipes.get("ioi");
    @TempDir private Path folder;

    @BeforeAll
    static void train() {
        trained = shared.resolve("trained");
        training = CommandRun.of(with("--epochs=4", "--out=" + trained));
    }

    private static String[] with(String... more) {
        return Stream.of(SMALL, more).flatMap(Arrays::stream).toArray(String[]::new);
    }

    private static CommandRun run(String... arguments) {
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    @Test
    void everySiteIsThere() {
        try (TorchScriptBlock network = (TorchScriptBlock) recipe.network(recipe.defaults())) {
            InterventionBlock block = new InterventionBlock(network);
            assertThat(recipe.alignment().check(block::resolve).variables())
                    .containsExactly("duplicate", "target", "IO");
        }
    }

    /** Base and source alike, read back from the ids that the network gets. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void networksAreMeasuredOnPromptsThatNoneIsTrainedOn(boolean isTest) throws Exception {
        Config settings = recipe.defaults();
        CounterfactualDataset.Builder builder =
                isTest ? recipe.testPairs(settings, 5) : recipe.trainingPairs(settings, 5);
        CounterfactualDataset pairs =
                builder.setCausalModel(recipe.causalModel())
                        .setAlignment(recipe.alignment())
                        .optEncoding(recipe.encoding())
                        .build();
        try (NDManager manager = NDManager.newBaseManager();
                Batch batch = pairs.getData(manager).iterator().next()) {
            for (NDArray ids : batch.getData().subList(0, 2)) {
                for (long row = 0; row < ids.getShape().get(0); row++) {
                    assertThat(IndirectObject.isKept(setting(ids.get(row)))).isEqualTo(isTest);
                }
            }
        }
    }

    private static Setting setting(NDArray ids) {
        return IndirectObject.read(IndirectObject.tokenizer().decode(ids.toLongArray()));
    }

    @Test
    void aFewEpochsLowerTheLoss() throws IOException {
        List<String> lines = Files.readAllLines(trained.resolve("metrics.jsonl"));
        assertThat(lines).hasSize(4);
        assertThat(loss(lines.get(3))).isLessThan(.9 * loss(lines.get(0)));
    }

    private static double loss(String line) {
        JsonObject losses =
                JsonParser.parseString(line).getAsJsonObject().getAsJsonObject("losses");
        return losses.get("task").getAsDouble() + losses.get("iit").getAsDouble();
    }

    @Test
    void theDirectoryHoldsTheNetworkWhole() throws IOException {
        try (Stream<Path> files = Files.list(trained)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .contains("model.pt", "model.json", "alignment.json")
                    .noneMatch(name -> name.endsWith(".params"));
        }
    }

    @Test
    void whatWasWrittenMeasuresTheSame() {
        JsonObject evaluated = run("evaluate", trained.toString(), "--json").figures();
        assertThat(evaluated).isEqualTo(training.figures());
    }

    /** What it writes takes the place of the model of its first half. */
    @Tag("long")
    @Test
    void aTrainingThatGoesOnDoesWhatItWouldHaveDone() throws IOException {
        Path half = folder.resolve("half");
        run(with("--epochs=2", "--out=" + half));
        CommandRun resumed = run("train", "ioi", "--json", "--epochs=4", "--resume=" + half);
        assertThat(resumed.figures()).isEqualTo(training.figures());
        assertThat(half.resolve("metrics.jsonl"))
                .hasSameTextualContentAs(trained.resolve("metrics.jsonl"));
    }

    @Tag("long")
    @Test
    void sitesHaveShapes() {
        JsonArray sites = run("sites", trained.toString(), "--json").json().getAsJsonArray("sites");
        assertThat(sites)
                .anySatisfy(
                        site -> {
                            JsonObject object = site.getAsJsonObject();
                            assertThat(object.get("site").getAsString())
                                    .isEqualTo("transformer.h.1.attn@weights");
                            assertThat(object.get("shape")).hasToString("[-1,4,14,14]");
                        });
    }

    @Test
    void runsUnderAPlan() throws IOException {
        Path base = folder.resolve("base.npz");
        Path out = folder.resolve("out.npz");
        long[] ids =
                IndirectObject.tokenizer()
                        .encode("when Mary and John went to the store, John gave a ring to");
        TensorFile.write(base, Map.of("ids", Tensor.of(ids, 1, ids.length)));
        Path plan = folder.resolve("plan.json");
        Files.writeString(
                plan,
                """
                {"version": 1, "interventions": [{"site": "transformer.h.1[13]", "edit": "zero"}],
                 "collect": ["transformer.h.1.attn@weights"]}
                """);
        run("run", trained.toString(), "--base=" + base, "--plan=" + plan, "--out=" + out);
        Map<String, Tensor> arrays = TensorFile.read(out);
        assertThat(arrays.get("output0").shape()).isEqualTo(new Shape(1, 14, 49));
        assertThat(arrays.get("output0").toFloats()).isNotEqualTo(arrays.get("base0").toFloats());
        assertThat(arrays).containsKey("transformer.h.1.attn@weights.base");
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(strings = {"layer", "head"})
    void sweeps(String by) {
        JsonObject result =
                run("sweep", trained.toString(), "--by=" + by, "--pairs=60", "--json").json();
        assertThat(result.getAsJsonArray("sweeps")).hasSize(3);
    }

    @Tag("long")
    @Test
    void aSearchFindsTheNameInHalfOfTheUnitsAndTheFileIsMeasured() {
        Path found = folder.resolve("found.json");
        CommandRun search =
                CommandRun.of(
                        "align",
                        "ioi",
                        "--variable=IO",
                        "--site=transformer.h.2",
                        "--dimensions=16",
                        "--pairs=4000",
                        "--epochs=3",
                        "--out=" + found,
                        "--json");
        JsonObject baselines = search.json().getAsJsonObject("baselines").getAsJsonObject("IO");
        assertThat(iia(search.json())).isGreaterThan(.98);
        assertThat(baselines.getAsJsonObject("random").get("iia").getAsDouble()).isLessThan(.3);
        assertThat(baselines.getAsJsonObject("units").get("iia").getAsDouble()).isLessThan(.8);
        CommandRun measured = CommandRun.of("evaluate", "ioi", "--alignment=" + found, "--json");
        assertThat(iia(measured.json())).isGreaterThan(.98);
    }

    private static double iia(JsonObject result) {
        return result.getAsJsonObject("iia").get("IO").getAsDouble();
    }

    @Tag("long")
    @Test
    void isDrawn() throws IOException {
        Path picture = folder.resolve("ioi.svg");
        run("draw", trained.toString(), "--out=" + picture);
        assertThat(Files.readString(picture)).contains("duplicate", "transformer");
    }

    @Test
    void aDirectoryWithoutItsNetworkIsTold() throws IOException {
        Path copy = copy();
        Files.delete(copy.resolve("model.pt"));
        assertRefused(copy, "there is no file model.pt");
    }

    @Test
    void aDamagedNetworkIsTold() throws IOException {
        Path copy = copy();
        Path file = copy.resolve("model.pt");
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 5000));
        assertRefused(copy, "model.pt");
    }

    @Test
    void anotherNetworkIsTold() throws Exception {
        Path copy = copy();
        Path other = Path.of(getClass().getResource("/torchscript/adder.pt").toURI());
        Files.write(copy.resolve("model.pt"), Files.readAllBytes(other));
        assertRefused(copy, "is not the network of the recipe ioi: expected the parameters");
    }

    private Path copy() throws IOException {
        Path copy = Files.createDirectory(folder.resolve("copy"));
        for (String name : List.of("model.pt", "model.json", "alignment.json")) {
            Files.copy(trained.resolve(name), copy.resolve(name));
        }
        return copy;
    }

    private static void assertRefused(Path directory, String why) throws IOException {
        ModelDirectory model = ModelDirectory.open(directory);
        assertThatThrownBy(
                        () -> {
                            try (Model loaded = model.load(Device.cpu())) {
                                assertThat(loaded).isNull();
                            }
                        })
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }
}
