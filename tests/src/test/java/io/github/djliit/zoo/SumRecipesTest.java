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
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonObject;
import com.typesafe.config.Config;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SumRecipesTest {

    private static final List<String> SUM3 =
            List.of(
                    "base",
                    "base_relu",
                    "one_alignment",
                    "multiple_hidden_layers",
                    "multiple_hidden_layers_relu",
                    "multiple_hidden_layers_relu_no_IIT");
    private static final String DOUBLE = "multiple_hidden_layers_relu_double_alignment";

    private final Recipe sum3 = Recipes.get("sum3");
    private final Recipe sum4 = Recipes.get("sum4");

    @Test
    void counterfactualsOfSum3() {
        CausalModel model = sum3.causalModel();
        Setting base = setting(model, 3, 6, 9);
        Setting source = setting(model, 4, 4, 4);
        Map<String, Integer> expected = Map.of("x", 19, "y", 16, "z", 13, "S", 17, "O", 12);
        expected.forEach(
                (variable, sum) ->
                        assertThat(interchange(model, base, variable, source, "O")).isEqualTo(sum));
    }

    @ParameterizedTest
    @CsvSource({
        "w, 19, 15",
        "x, 28, 24",
        "y, 37, 33",
        "z, 46, 6",
        "S1, 37, 33",
        "C1, 37, 33",
        "C2, 46, 6",
        "S2, 64, 60",
        "C3, 46, 6",
        "O, 100, 6"
    })
    void counterfactualsOfSum4(String variable, int first, int second) {
        CausalModel model = sum4.causalModel();
        Setting base = setting(model, 1, 2, 3, 4);
        Setting source = setting(model, 10, 20, 30, 40);
        assertThat(interchange(model, base, variable, source, "O")).isEqualTo(first);
        assertThat(interchange(model, base, variable, source, "S2")).isEqualTo(second);
    }

    @Test
    void theSeedsNetworksHaveAsManyParameters() {
        assertThat(parameters(sum3, SeedSettings.of(sum3, "base").get())).isEqualTo(1_088_000);
        assertThat(parameters(sum4, SeedSettings.of(sum4, DOUBLE).get())).isEqualTo(3_971_600);
    }

    @Test
    void theSeedsSettingsAreUnderstood() {
        for (String experiment : SUM3) {
            Config config = SeedSettings.of(sum3, experiment).get();
            assertThat(config.getString("optimizer")).isEqualTo("sgd");
            assertThat(config.getBoolean("iit")).isEqualTo(!experiment.endsWith("no_IIT"));
            int layers = experiment.startsWith("multiple") ? 2 : 1;
            assertThat(config.getInt("model_hidden_layers")).isEqualTo(layers);
        }
        Config delayed = SeedSettings.of(sum4, DOUBLE + "_delay").get();
        assertThat(delayed.getInt("T1_warmup")).isEqualTo(100);
        assertThat(SeedSettings.of(sum4, DOUBLE + "_l1").get().getDouble("reg_alpha"))
                .isEqualTo(1e-4);
    }

    @Test
    void theSeedsAlignmentsAreUnderstood() {
        assertThat(sum3.trained(SeedSettings.of(sum3, "one_alignment").get()).variables())
                .containsExactly("S");
        List<Recipe.Task> tasks = sum4.tasks(SeedSettings.of(sum4, DOUBLE).get(), sum4.alignment());
        assertThat(tasks.get(0).variables()).hasSize(10);
        assertThat(tasks.get(1).variables()).containsExactly("w", "x", "y", "S1", "C1", "S2");
    }

    @ParameterizedTest
    @CsvSource({
        "alignments, '[[identity_q, S]]', identity_",
        "alignments, '[[identity_d, T]]', the variable 'T'",
        "alignments, '[[identity_d]]', list of pairs",
        "dataset, Arithmetics, 'one of Arithmetic, fresh'",
        "domain_split, larg, Did you mean 'large'?",
        "activation, gelu, 'one of relu, tanh'",
        "model_hidden_with, 3, Did you mean 'model_hidden_width'",
        "batch_size, 1, a whole number from 2"
    })
    void whatIsNotUnderstoodIsTold(String key, String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RecipeSettings(sum3).set(key, text).get())
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "large", "remainder"})
    void trainingAndTestsShareNoInput(String split) {
        Config config = new RecipeSettings(sum3).set("domain_split", split).get();
        SumInputs inputs = new SumInputs(numbers("x", "y", "z"), config);
        Set<String> training = texts(inputs.all(false, 1));
        Set<String> tests = texts(inputs.all(true, 1));
        assertThat(Collections.disjoint(tests, training)).isTrue();
        assertThat(training.size() + tests.size()).isEqualTo(27_000);
        assertThat(training.containsAll(texts(inputs.draw(500, false, 2)))).isTrue();
        assertThat(tests.containsAll(texts(inputs.draw(500, true, 2)))).isTrue();
    }

    @Test
    void inputsAreDrawnAloneWhereThereAreTooManyToList() {
        SumInputs inputs = new SumInputs(numbers("w", "x", "y", "z"), sum4.defaults());
        assertThat(inputs.all(false, 1)).hasSize(100_000);
    }

    @Test
    void numbersThatLeaveNothingToTestAreTold() {
        Config config = new RecipeSettings(sum3).set("dataset_highest_number", "2").get();
        SumInputs inputs = new SumInputs(numbers("x"), config);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> inputs.draw(1, true, 1))
                .withMessageContaining("dataset_highest_number");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "2, .25", "5, 1", "9, 1"})
    void theFirstTaskWaitsAndWarmsUp(int epoch, double weight) {
        assertThat(Sum4Recipe.weight(epoch, 1, 4)).isEqualTo(weight);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sum3", "sum4"})
    void anUntrainedNetworkHasChanceFigures(String name) throws Exception {
        Recipe recipe = Recipes.get(name);
        RecipeSettings settings = new RecipeSettings(recipe).set("epochs", "0");
        RecipeRun run = new RecipeRun(recipe, settings.set("dataset_test_size", "1000").get());
        try (Model untrained = run.train(Device.cpu())) {
            Measurement measured = run.measure(untrained, recipe.alignment(), 1);
            assertThat(measured.main().variables().values())
                    .allSatisfy(figures -> assertThat(figures.iia()).isLessThan(.1));
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {1.5f, -1, 30, Float.NaN})
    void whatIsNoNumberOfTheSumIsRefused(float number) throws Exception {
        RecipeRun run = new RecipeRun(sum3, new RecipeSettings(sum3).set("epochs", "0").get());
        try (Model untrained = run.train(Device.cpu());
                NDManager manager = untrained.getNDManager().newSubManager()) {
            NDList input = new NDList(manager.create(new float[] {3, number, 9}, new Shape(1, 3)));
            ParameterStore store = new ParameterStore(manager, false);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> untrained.getBlock().forward(store, input, false))
                    .withMessageContaining("whole numbers from 0 to 29, ")
                    .withMessageEndingWith("found " + (double) number);
        }
    }

    @Test
    void everyTestPairCounts() throws Exception {
        RecipeSettings settings = new RecipeSettings(sum3).set("epochs", "0");
        RecipeRun run = new RecipeRun(sum3, settings.set("dataset_test_size", "2500").get());
        try (Model untrained = run.train(Device.cpu())) {
            assertThat(run.evaluate(untrained, sum3.alignment(), 1).variables().values())
                    .allSatisfy(figures -> assertThat(figures.pairs()).isEqualTo(1250));
        }
    }

    @Test
    void oddSizesTrain() {
        CommandRun run =
                CommandRun.of(
                        "train",
                        "sum3",
                        "--epochs=1",
                        "--set=dataset=Arithmetic",
                        "--set=batch_size=63",
                        "--set=dataset_train_size=333",
                        "--set=dataset_test_size=99");
        assertThat(run.code()).as(run.err()).isZero();
    }

    @Test
    void bothTasksOfSum4AreReported() {
        CommandRun run =
                CommandRun.of(
                        "train",
                        "sum4",
                        "--json",
                        "--epochs=1",
                        "--set=dataset_highest_number=10",
                        "--set=dataset_train_size=1000",
                        "--set=dataset_test_size=100");
        assertThat(run.json().getAsJsonObject("iia").keySet())
                .containsExactly("w", "x", "y", "S1", "C1", "S2");
        JsonObject first = run.json().getAsJsonObject("tasks").getAsJsonObject("T1");
        assertThat(first.getAsJsonObject("iia").keySet())
                .containsExactly("w", "x", "y", "z", "S1", "C1", "C2", "S2", "C3", "O");
    }

    private static Set<String> texts(List<Setting> settings) {
        Set<String> texts = new HashSet<>();
        settings.forEach(setting -> texts.add(setting.toString()));
        return texts;
    }

    private static long parameters(Recipe recipe, Config settings) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block network = recipe.network(settings);
            network.initialize(manager, DataType.FLOAT32, recipe.inputShapes());
            return network.getParameters().values().stream()
                    .map(Parameter::getArray)
                    .mapToLong(array -> array.size())
                    .sum();
        }
    }

    private static int interchange(
            CausalModel model, Setting base, String variable, Setting source, String output) {
        Setting result = model.interchange(base, model.variable(variable), source);
        return result.get(Variable.integer(output));
    }

    private static Setting setting(CausalModel model, int... values) {
        Setting setting = Setting.empty();
        for (int i = 0; i < values.length; i++) {
            setting = setting.with(Variable.integer(model.inputs().get(i).name()), values[i]);
        }
        return setting;
    }

    private static List<Variable<Integer>> numbers(String... names) {
        return List.of(names).stream().map(Variable::integer).toList();
    }
}
