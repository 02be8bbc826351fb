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

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EqualityRecipeTest {

    private static final Variable<Boolean> LEFT = Variable.bool("left");
    private static final Variable<Boolean> RIGHT = Variable.bool("right");

    private final Recipe recipe = Recipes.get("equality");
    private final CausalModel model = recipe.causalModel();

    @ParameterizedTest
    @CsvSource({
        "1, 1, 2, 2, true",
        "1, 2, 3, 3, false",
        "1, 1, 2, 3, false",
        "1, 2, 3, 4, true",
        "1, 2, 1, 2, true",
        "1, 1, 1, 1, true"
    })
    void theOutputSaysWhetherBothPairsAreAlike(float a, float b, float c, float d, boolean same) {
        Setting run = model.run(setting(a, b, c, d));
        assertThat(run.get(Variable.bool("O"))).isEqualTo(same);
    }

    @Test
    void anInterchangeOfTheLeftComparisonTurnsTheOutput() {
        Setting base = setting(1, 2, 3, 3);
        Setting source = setting(1, 1, 2, 3);
        assertThat(model.interchange(base, LEFT, source).get(Variable.bool("O"))).isTrue();
    }

    @Test
    void theFourCasesAreEquallyFrequent() {
        assertThat(
                        recipe.inputs(400, 7).stream()
                                .map(model::run)
                                .map(run -> List.of(run.get(LEFT), run.get(RIGHT)))
                                .collect(
                                        Collectors.groupingBy(
                                                Function.identity(), Collectors.counting())))
                .hasSize(4)
                .allSatisfy((values, count) -> assertThat(count).isEqualTo(100));
    }

    @Test
    void oneSeedGivesOneListOfInputs() {
        assertThat(recipe.inputs(20, 7)).isEqualTo(recipe.inputs(20, 7));
    }

    @Test
    void anotherSeedGivesOtherInputs() {
        assertThat(recipe.inputs(20, 7)).doesNotContainAnyElementsOf(recipe.inputs(20, 8));
    }

    @Test
    void aLongerListStartsAsAShorterOne() {
        assertThat(recipe.inputs(20, 7)).startsWith(recipe.inputs(5, 7).toArray(Setting[]::new));
    }

    @Test
    void inputsLieInTheirRange() {
        for (Setting input : recipe.inputs(100, 7)) {
            for (Variable<?> object : model.inputs()) {
                for (float number : (float[]) input.value(object)) {
                    assertThat(number).isBetween(-.5f, .5f);
                }
            }
        }
    }

    @Test
    void theEncodingHasTheShapeThatTheNetworkTakes() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Setting run = model.run(recipe.inputs(1, 7).get(0));
            assertThat(recipe.encoding().inputs(manager, List.of(run)).getShapes())
                    .isEqualTo(recipe.inputShapes());
        }
    }

    @Test
    void theNetworkHasOneOutputForEachClass() {
        assertThat(recipe.network(recipe.defaults()).getOutputShapes(recipe.inputShapes()))
                .containsExactly(new Shape(1, 2));
    }

    @Test
    void theAlignmentIsOfItsCausalModel() {
        assertThat(recipe.alignment().check(model).variables()).containsExactly("left", "right");
    }

    /** Objects that are equal where their numbers are. */
    private Setting setting(float... objects) {
        Setting setting = Setting.empty();
        List<String> names = List.of("a", "b", "c", "d");
        for (int i = 0; i < objects.length; i++) {
            float[] vector = {objects[i], 0, 0, 0};
            setting = setting.with(Variable.vector(names.get(i), 4), vector);
        }
        return setting;
    }

    @Test
    void anUntrainedNetworkHasChanceFigures() throws Exception {
        RecipeSettings settings = new RecipeSettings(recipe).set("epochs", "0");
        RecipeRun run = new RecipeRun(recipe, settings.set("train_pairs", "10").get());
        try (Model untrained = run.train(Device.cpu())) {
            var figures = run.evaluate(untrained, recipe.alignment(), 1).variables().values();
            assertThat(figures).allSatisfy(f -> assertThat(f.iia()).isBetween(.4, .6));
        }
    }
}
