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

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.typesafe.config.Config;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import io.github.djliit.network.InterventionBlock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Sum4TransformerTest {

    private static final String[] TINY = {
        "train",
        "sum4-transformer",
        "--json",
        "--set=dataset_highest_number=4",
        "--set=dataset_train_size=400",
        "--set=dataset_test_size=100",
        "--set=batch_size=50",
        "--set=model_hidden_width=16",
        "--set=model_intermediate_width=32",
        "--set=learning_rate=0.01"
    };

    private final Recipe recipe = Recipes.get("sum4-transformer");

    @TempDir private Path folder;

    @Test
    void numbersAreTokensBehindTheStart() {
        Setting setting = Setting.empty();
        int[] numbers = {3, 0, 9, 1};
        for (int i = 0; i < numbers.length; i++) {
            setting = setting.with(Variable.integer("wxyz".substring(i, i + 1)), numbers[i]);
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            long[] ids = recipe.encoding().inputs(manager, List.of(setting)).head().toLongArray();
            assertThat(ids).containsExactly(0, 4, 1, 10, 2);
        }
    }

    /** The classes of KarelDO/IIT-Pytorch: 133 and 100. */
    @Test
    void itsNetworkHasTheSizeOfTheSeeds() {
        Config settings = new RecipeSettings(recipe).set("dataset", "Arithmetic").get();
        Shape[] shapes = recipe.network(settings).getOutputShapes(recipe.inputShapes());
        assertThat(shapes).containsExactly(new Shape(1, 133), new Shape(1, 100));
        assertThat(settings.getInt("model_hidden_width")).isEqualTo(768);
    }

    @Test
    void everySiteIsThere() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block network = recipe.network(recipe.defaults());
            network.initialize(manager, DataType.FLOAT32, recipe.inputShapes());
            InterventionBlock block = new InterventionBlock(network);
            assertThat(recipe.alignment().check(block::resolve).variables()).hasSize(10);
        }
    }

    @Test
    void aFewEpochsLowerTheLoss() throws Exception {
        Path out = folder.resolve("model");
        CommandRun run = CommandRun.of(with("--epochs=12", "--out=" + out));
        assertThat(run.code()).as(run.err()).isZero();
        List<String> lines = Files.readAllLines(out.resolve("metrics.jsonl"));
        assertThat(lines).hasSize(12);
        assertThat(loss(lines.get(11))).isLessThan(.8 * loss(lines.get(0)));
    }

    private static double loss(String line) {
        JsonObject losses =
                JsonParser.parseString(line).getAsJsonObject().getAsJsonObject("losses");
        return losses.get("T2").getAsDouble() + losses.get("iit").getAsDouble();
    }

    private static String[] with(String... more) {
        return Stream.of(TINY, more).flatMap(Arrays::stream).toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 0.25", "5, 1", "10, 0.5", "15, 0", "20, 0"})
    void theRateRisesAndFalls(int step, float rate) {
        assertThat(new LinearDecay(1, 4, 14).getNewValue(step)).isEqualTo(rate);
    }
}
