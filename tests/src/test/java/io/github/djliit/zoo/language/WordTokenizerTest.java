/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class WordTokenizerTest {

    private final WordTokenizer tokenizer =
            new WordTokenizer(List.of("when", "Mary", "gave", ",", "ring"));

    @Test
    void wordsAndMarksHaveIdsInTheirOrder() {
        assertThat(tokenizer.encode("when Mary, Mary gave")).containsExactly(1, 2, 4, 2, 3);
    }

    @Test
    void aSentenceMayBeginWithACapital() {
        assertThat(tokenizer.encode("When  Mary\ngave")).containsExactly(1, 2, 3);
    }

    @Test
    void idsBecomeTextWithoutTheEnd() {
        assertThat(tokenizer.decode(1, 2, 4, 2, 3, 0, 0)).isEqualTo("when Mary, Mary gave");
    }

    @Test
    void idsAreThoseOfWords() {
        assertThat(tokenizer.words()).hasSize(6).startsWith("<end>", "when");
        assertThat(tokenizer.word(5)).isEqualTo("ring");
        assertThat(tokenizer.id("ring")).isEqualTo(5);
    }

    @Test
    void aWordThatIsNotKnownIsToldWithItsPlaceAndTheNearest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tokenizer.encode("when Mery gave"))
                .withMessageContainingAll("5 words has no 'Mery', found at 5", "Mary");
    }

    @Test
    void anIdThatThereIsNotIsTold() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tokenizer.decode(1, 6))
                .withMessage("Ids are 0 to 5, found 6");
    }

    @Test
    void aVocabularyHasEachWordOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WordTokenizer(List.of("a", "b", "a")))
                .withMessageContaining("'a' twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WordTokenizer(List.of("a b")))
                .withMessageContaining("'a b'");
    }
}
