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

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

    @ParameterizedTest
    @CsvSource({
        "interchang, interchange", // one edit
        "ZERO, zero", // case
        "Linear, 01block.02Linear", // inside
        "model.encoder.attn, attn", // holds it
        "x.y.attn, encoder.layers.0.attn", // last step
    })
    void findsANearName(String wanted, String candidate) {
        assertThat(Nearest.of(wanted, List.of("qqqqqqqq", candidate), 3))
                .containsExactly(candidate);
    }

    @ParameterizedTest
    @CsvSource({"x, y", "ab, abcdef", "noise, interchange", "'', a", "a, ''"})
    void findsNothingFar(String wanted, String candidate) {
        assertThat(Nearest.of(wanted, List.of(candidate), 3)).isEmpty();
    }

    @Test
    void putsTheNearestFirst() {
        assertThat(Nearest.of("layer3", List.of("layers35", "layer3s", "Layer3"), 3))
                .containsExactly("Layer3", "layer3s", "layers35");
    }

    @Test
    void keepsTheOrderOfEquallyNearNames() {
        assertThat(Nearest.of("layer.9", List.of("layer.3", "layer.1", "layer.2"), 2))
                .containsExactly("layer.3", "layer.1");
    }

    @Test
    void namesWhatWasMeant() {
        assertThat(Nearest.hint("lefd", List.of("left", "right", "lefx")))
                .isEqualTo(" Did you mean 'left', 'lefx'?");
    }

    @Test
    void namesAllWhereThereAreFew() {
        assertThat(Nearest.hint("q", List.of("left", "right")))
                .isEqualTo(" Known: 'left', 'right'.");
    }

    @Test
    void isSilentWhereThereAreMany() {
        List<String> nine = IntStream.range(0, 9).mapToObj(i -> "name" + i).toList();

        assertThat(Nearest.hint("q", nine)).isEmpty();
    }

    @Test
    void isSilentWhereThereIsNothing() {
        assertThat(Nearest.hint("q", List.of())).isEmpty();
    }
}
