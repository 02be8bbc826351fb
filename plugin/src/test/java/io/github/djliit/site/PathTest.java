/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a.b.c", "\"\"", "\"a.b\".\"\\\"\""})
    void printsWhatItReads(String text) {
        assertThat(Path.of(text)).hasToString(text);
    }

    @Test
    void readsNoPort() {
        assertThatExceptionOfType(SiteSyntaxException.class)
                .isThrownBy(() -> Path.of("a:input"))
                .withMessageContaining("expected '.' or the end but found ':'");
    }

    @Test
    void quotesAChildOnlyInText() {
        Path path = Path.of("a").child("b.c");

        assertThat(path.steps()).containsExactly("a", "b.c");
        assertThat(path).hasToString("a.\"b.c\"");
    }

    @Test
    void hasAParent() {
        assertThat(Path.of("a.b").parent()).contains(Path.of("a"));
    }

    @Test
    void rootHasNoParent() {
        assertThat(Path.root().parent()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"a.b, a, true", "a.b, a.b, true", "a.b, '', true", "ab, a, false", "a, a.b, false"})
    void startsWithWholeSteps(String path, String start, boolean expected) {
        assertThat(Path.of(path).startsWith(Path.of(start))).isEqualTo(expected);
    }

    @Test
    void doesNotChangeWithTheListItWasMadeOf() {
        List<String> steps = new ArrayList<>(List.of("a"));
        Path path = new Path(steps);
        steps.add("b");

        assertThat(path).hasToString("a");
    }
}
