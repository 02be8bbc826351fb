/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.language;

import static io.github.djliit.zoo.language.IndirectObject.DUPLICATE;
import static io.github.djliit.zoo.language.IndirectObject.FIRST;
import static io.github.djliit.zoo.language.IndirectObject.GIVER;
import static io.github.djliit.zoo.language.IndirectObject.IO;
import static io.github.djliit.zoo.language.IndirectObject.MODEL;
import static io.github.djliit.zoo.language.IndirectObject.SECOND;
import static io.github.djliit.zoo.language.IndirectObject.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The task, its causal model worked out by hand, and its prompts. */
class IndirectObjectTest {

    private static final String JOHN_GAVE =
            "when Mary and John went to the store, John gave a ring to";
    private static final Setting BASE = IndirectObject.read(JOHN_GAVE);

    /** The giver, Anna, is the first of the two names. */
    private static final Setting SOURCE =
            IndirectObject.read("when Anna and Paul went to the park, Anna gave a book to");

    @Test
    void theNameThatIsLeftComesNext() {
        Setting run = MODEL.run(BASE);
        assertThat(run.get(DUPLICATE)).isEqualTo(1);
        assertThat(run.get(TARGET)).isZero();
        assertThat(run.get(IO)).isEqualTo("Mary");
        assertThat(MODEL.run(SOURCE).get(IO)).isEqualTo("Paul");
    }

    /** Which of the two is left comes from the source, the names from the base. */
    @ParameterizedTest
    @CsvSource({"duplicate, John", "target, John", "IO, Paul", "giver, Mary", "first, Anna"})
    void interchangesAreThoseByHand(String name, String next) {
        Variable<?> variable =
                MODEL.variables().stream().filter(v -> v.name().equals(name)).findAny().get();
        assertThat(MODEL.interchange(BASE, variable, SOURCE).get(IO)).isEqualTo(next);
    }

    @Test
    void aPromptIsReadBack() {
        for (Setting input : IndirectObject.draw(50, 3, false)) {
            assertThat(IndirectObject.read(IndirectObject.prompt(input))).isEqualTo(input);
        }
        assertThat(IndirectObject.prompt(BASE)).isEqualTo(JOHN_GAVE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "when Mary and John went to the store, John gave a; found 12 words",
                "when Mary and John went to the store, John gave the ring to; other words",
                "when Mary and Mary went to the store, Mary gave a ring to; Mary twice",
                "when Mary and John went to the ring, John gave a ring to; 'ring', which is no place",
                "when Mary and John went to the store, Anna gave a ring to; 'Anna', which is no giver"
            })
    void whatIsNoPromptSaysWhy(String text, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IndirectObject.read(text))
                .withMessageContaining(why);
    }

    @Test
    void promptsKeptFromTrainingHaveOrdersOfNamesThatItNeverHas() {
        Set<List<String>> trained = orders(IndirectObject.draw(20000, 1, false));
        Set<List<String>> kept = orders(IndirectObject.draw(20000, 2, true));
        assertThat(trained).hasSize(20 * 15);
        assertThat(kept).hasSize(20 * 4).doesNotContainAnyElementsOf(trained);
        assertThat(kept.stream().map(o -> List.of(o.get(1), o.get(0)))).isSubsetOf(trained);
    }

    private static Set<List<String>> orders(List<Setting> inputs) {
        return inputs.stream()
                .map(input -> List.of(input.get(FIRST), input.get(SECOND)))
                .collect(Collectors.toCollection(HashSet::new));
    }

    @Test
    void eitherNameIsRepeated() {
        List<Setting> inputs = IndirectObject.draw(2000, 5, true);
        long first = inputs.stream().filter(i -> i.get(FIRST).equals(i.get(GIVER))).count();
        assertThat(first).isBetween(900L, 1100L);
    }

    @Test
    void oneSeedGivesOneList() {
        assertThat(IndirectObject.draw(20, 7, true)).isEqualTo(IndirectObject.draw(20, 7, true));
        assertThat(IndirectObject.draw(20, 7, true)).isNotEqualTo(IndirectObject.draw(20, 8, true));
    }

    @Test
    void promptsAreIdsOfTheirWordsAndLabelsThatOfTheNext() {
        try (NDManager manager = NDManager.newBaseManager()) {
            List<Setting> rows = List.of(MODEL.run(BASE), MODEL.run(SOURCE));
            NDList inputs = new PromptEncoding().inputs(manager, rows);
            assertThat(inputs.singletonOrThrow().get(0).toLongArray())
                    .containsExactly(1, 9, 2, 10, 3, 4, 5, 29, 6, 10, 7, 8, 39, 4);
            assertThat(new PromptEncoding().labels(manager, rows).head().toLongArray())
                    .containsExactly(9, 12);
        }
    }
}
