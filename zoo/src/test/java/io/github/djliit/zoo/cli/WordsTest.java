/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djliit.zoo.FreshPairs;
import io.github.djliit.zoo.Recipe;
import io.github.djliit.zoo.Recipes;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordsTest {

    @Test
    void aWordThatIsNotInAllInputsHasAStar() {
        assertThat(Words.of(List.of(List.of("to", "Mary"), List.of("to", "John")), 2))
                .containsExactly("0 to", "1 Mary*");
    }

    @Test
    void inputsOfOtherLengthsHaveNoWords() {
        assertThat(Words.of(List.of(List.of("a"), List.of("a", "b")), 2)).isEmpty();
        assertThat(Words.of(List.of(List.of("a", "b")), 3)).isEmpty();
    }

    @Test
    void inputsThatAreNoTextHaveNoWords() {
        assertThat(Words.of(fresh("sum3"), 3)).isEmpty();
    }

    @Test
    void promptsHaveTheirWords() {
        assertThat(Words.of(fresh("ioi"), 14)).startsWith("0 when").endsWith("13 to").hasSize(14);
    }

    @Test
    void numbersAreTokensOfATransformer() {
        assertThat(Words.of(fresh("sum4-transformer"), 5)).startsWith("0 [CLS]").hasSize(5);
    }

    private static FreshPairs fresh(String name) {
        Recipe recipe = Recipes.get(name);
        return new FreshPairs(recipe, recipe.defaults(), 1);
    }
}
