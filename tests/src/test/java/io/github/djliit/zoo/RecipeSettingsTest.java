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

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeSettingsTest {

    private final RecipeSettings settings = new RecipeSettings(Recipes.get("equality"));

    @Test
    void areTheDefaultsOfTheRecipeAtFirst() {
        assertThat(settings.get()).isEqualTo(Recipes.get("equality").defaults());
    }

    @ParameterizedTest
    @CsvSource({
        "learning_rate, .5, 0.5",
        "learning_rate, 1e-3, 0.001",
        "batch_size, ' 7 ', 7",
        "epochs, 1e2, 100",
        "seed, -9223372036854775808, -9.223372036854775808e18"
    })
    void numbersAreReadFromText(String key, String text, double number) {
        assertThat(settings.set(key, text).get().getDouble(key)).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"right,left", " right , left ", "[right, left]"})
    void listsAreReadFromText(String text) {
        Config config = settings.set("alignment", text).get();
        assertThat(config.getStringList("alignment")).containsExactly("right", "left");
    }

    @Test
    void booleansAreReadFromText() {
        assertThat(settings.set("iit", "false").get().getBoolean("iit")).isFalse();
    }

    @Test
    void theLastOfTwoHolds() {
        assertThat(settings.set("epochs", "1").set("epochs", "2").get().getInt("epochs"))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "epochs = 3",
                "{\"epochs\": 3}",
                "epochs = \"3\"",
                "epochs = 2, epochs = 3",
                "batch_size = 3, epochs = ${batch_size} // as many",
            })
    void filesAreHocon(String text, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a.conf"), text);
        assertThat(settings.read(file, null).get().getInt("epochs")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "NaN", "0x10", "1d", "3,seed=1", "${HOME}", "{a = 1}"})
    void whatIsNoNumberIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.set("epochs", text))
                .withMessageContainingAll("epochs", "must be a number", "'" + text + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "epochs, -1",
        "epochs, 1.5",
        "epochs, 2147483648",
        "batch_size, 0",
        "train_pairs, 1073741824",
        "test_pairs, 0",
        "seed, 0.5",
        "seed, 9223372036854775808",
        "seed, 1e400",
        "learning_rate, 0",
        "learning_rate, 1e-50",
        "learning_rate, 1e39"
    })
    void numbersOutOfRangeAreRefused(String key, String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.set(key, text).get())
                .withMessageStartingWith("The setting " + key + " must be ");
    }

    @ParameterizedTest
    @CsvSource({
        "epocs, Did you mean 'epochs'?",
        "learningrate, Did you mean 'learning_rate'?",
        "zzzzzzzzz, Known: "
    })
    void anUnknownKeyIsToldWithItsNeighbours(String key, String hint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.set(key, "1"))
                .withMessageContainingAll("no setting '" + key + "'", hint);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "left,left", "middle"})
    void anAlignmentNamesDifferentVariablesOfTheRecipe(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.set("alignment", text).get())
                .withMessageContaining("left");
    }

    @Test
    void thoseOfAnotherRecipeAreRefusedByARun() {
        Config own = settings.get();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RecipeRun(Recipes.get("sum3"), own))
                .withMessageStartingWith("Expected all settings of the recipe sum3, missing: ");
    }
}
