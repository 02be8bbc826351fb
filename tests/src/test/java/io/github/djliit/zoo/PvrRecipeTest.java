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

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.typesafe.config.Config;
import io.github.djliit.causal.Setting;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.zoo.pvr.GridEncoding;
import io.github.djliit.zoo.pvr.PointerModel;
import io.github.djliit.zoo.pvr.QuadrantNetwork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PvrRecipeTest {

    private static final String[] TINY = {
        "train",
        "pvr",
        "--json",
        "--set=train_grids=300",
        "--set=train_pairs=300",
        "--set=test_pairs=20",
        "--set=eval_freq=0",
        "--set=channels=4,8",
        "--set=aligned_layer=2"
    };

    private final Recipe recipe = Recipes.get("pvr");

    @TempDir private Path folder;

    @Test
    void theEncodingDrawsTheGridThatTheNetworkTakes() {
        Setting run = PointerModel.MODEL.run(PointerModel.grid(9, 3, 5, 7, 1));
        try (NDManager manager = NDManager.newBaseManager()) {
            var inputs = recipe.encoding().inputs(manager, List.of(run));
            assertThat(inputs.getShapes()).isEqualTo(recipe.inputShapes());
            assertThat(inputs.head().toFloatArray()).isEqualTo(GridEncoding.image(run));
            var labels = recipe.encoding().labels(manager, List.of(run));
            assertThat(labels.singletonOrThrow().toLongArray()).containsExactly(5);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "routing=",
                "routing=[8, 8]",
                "last_kernel=2",
                "network=resnet",
                "channels=[4]",
                "channels=4,8,8"
            })
    void everyNetworkHasTheSitesThatAreTrained(String setting) {
        String[] pair = setting.split("=", -1);
        RecipeSettings settings = new RecipeSettings(recipe).set("aligned_layer", "1");
        Config config = settings.set(pair[0], pair[1]).get();
        try (NDManager manager = NDManager.newBaseManager()) {
            Block network = recipe.network(config);
            network.initialize(manager, DataType.FLOAT32, recipe.inputShapes());
            InterventionBlock block = new InterventionBlock(network);
            assertThat(recipe.trained(config).check(block::resolve).variables())
                    .containsExactly("TL", "TR", "BL", "BR");
            assertThat(network.getOutputShapes(recipe.inputShapes()))
                    .containsExactly(new Shape(1, 10));
        }
    }

    @Test
    void itsParametersAreFew() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block network = recipe.network(recipe.defaults());
            network.initialize(manager, DataType.FLOAT32, recipe.inputShapes());
            long numbers =
                    network.getParameters().values().stream()
                            .mapToLong(parameter -> parameter.getArray().size())
                            .sum();
            assertThat(numbers).isLessThan(2_000_000 / Float.BYTES);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"iit", "plain", "multitask", "augmentation"})
    void everyMethodLearns(String method) throws Exception {
        Path out = folder.resolve(method);
        CommandRun run =
                CommandRun.of(with("--set=method=" + method, "--epochs=4", "--out=" + out));
        assertThat(run.code()).as(run.err()).isZero();
        List<String> lines = Files.readAllLines(out.resolve("metrics.jsonl"));
        assertThat(loss(lines.get(3))).isLessThan(loss(lines.get(0)));
        assertThat(run.json().getAsJsonObject("tasks").keySet())
                .containsExactly("trained", "held_out");
        assertThat(run.json().getAsJsonObject("iia").keySet())
                .containsExactly("TL", "TR", "BL", "BR");
    }

    private static double loss(String line) {
        JsonObject metrics = JsonParser.parseString(line).getAsJsonObject();
        return metrics.get("loss").getAsDouble();
    }

    /** Its batch norms mix rows in training, so that base and source run apart. */
    @Test
    void aResidualNetworkLearns() throws Exception {
        Path out = folder.resolve("resnet");
        CommandRun run = CommandRun.of(with("--set=network=resnet", "--epochs=4", "--out=" + out));
        assertThat(run.code()).as(run.err()).isZero();
        List<String> lines = Files.readAllLines(out.resolve("metrics.jsonl"));
        assertThat(loss(lines.get(3))).isLessThan(loss(lines.get(0)));
        CommandRun evaluated = CommandRun.of("evaluate", out.toString(), "--json");
        assertThat(evaluated.figures()).isEqualTo(run.figures());
    }

    @Tag("long")
    @Test
    void probesGoOnToo() throws Exception {
        Path first = folder.resolve("first");
        Path once = folder.resolve("once");
        String[] more = {"--set=method=multitask", "--set=schedule=constant"};
        CommandRun.of(with("--epochs=1", "--out=" + first, more[0], more[1]));
        CommandRun resumed = CommandRun.of("train", "pvr", "--epochs=2", "--resume=" + first);
        assertThat(resumed.code()).as(resumed.err()).isZero();
        CommandRun.of(with("--epochs=2", "--out=" + once, more[0], more[1]));
        assertThat(Files.readAllBytes(first.resolve("pvr-0000.params")))
                .isEqualTo(Files.readAllBytes(once.resolve("pvr-0000.params")));
    }

    @Test
    void probesAreNoPartOfTheModel() {
        Config settings = new RecipeSettings(recipe).set("method", "multitask").get();
        assertThat(recipe.probes(settings).getParameters().size()).isEqualTo(8);
        assertThat(recipe.network(settings).getChildren().keys())
                .containsExactly("01features", "02head");
    }

    @Test
    void withoutIitIsPlain() {
        String plain = CommandRun.of(with("--set=method=plain", "--epochs=1")).json().toString();
        String without = CommandRun.of(with("--no-iit", "--epochs=1")).json().toString();
        assertThat(figures(without)).isEqualTo(figures(plain));
    }

    private static String figures(String json) {
        JsonObject object = JsonParser.parseString(json).getAsJsonObject();
        object.remove("seconds");
        object.remove("measured_on"); // It has the settings, too.
        return object.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "method=iot|one of augmentation, iit, multitask, plain",
                "channels=4,x|The setting channels must be a list of whole numbers",
                "channels=1,1,1,1,1|one to 4 convolutions",
                "channels=4,0|at least one channel",
                "aligned_layer=5|convolutions 1 to 4, found 5",
                "iit_weight=-1|iit_weight must be a number from 0"
            })
    void whatIsNotRightIsTold(String setting, String message) {
        CommandRun run = CommandRun.of("train", "pvr", "--set=" + setting);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(message);
    }

    @ParameterizedTest
    @CsvSource({"plain, true, false", "augmentation, false, true"})
    void aMethodThatContradictsIitIsTold(String method, String iit, String expected) {
        RecipeSettings settings = new RecipeSettings(recipe).set("method", method).set("iit", iit);
        assertThatThrownBy(settings::get)
                .hasMessageContaining("must be " + expected + " where method = " + method);
    }

    @Test
    void aQuadrantHasAsManyNumbersAsItsProbeReads() {
        QuadrantNetwork network = new QuadrantNetwork(List.of(4, 6), 3, List.of());
        assertThat(network.width(1)).isEqualTo(4 * 8 * 8);
        assertThat(network.width(2)).isEqualTo(6 * 4 * 4);
    }

    private static String[] with(String... more) {
        return Stream.of(TINY, more).flatMap(Arrays::stream).toArray(String[]::new);
    }
}
