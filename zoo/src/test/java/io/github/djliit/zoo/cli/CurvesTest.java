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

import io.github.djliit.zoo.MeasuredOn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CurvesTest {

    private static final Optional<MeasuredOn> SOURCE =
            Optional.of(new MeasuredOn("a", "p", Optional.of("n")));

    @TempDir private Path folder;

    private Curves curves(String measuredOn, Optional<MeasuredOn> source) throws IOException {
        String line =
                """
                {"epoch":1,"step":5,"loss":0.5,"losses":{"task":0.5},"task_accuracy":0.75,"iia":{"x":0.25}%s}
                """
                        .formatted(measuredOn);
        Files.writeString(folder.resolve("metrics.jsonl"), line + "{\"epoch\":2,\"lo");
        return Curves.of(folder, source, 1);
    }

    private static String svg(Curves curves) {
        return curves.picture().orElseThrow().toSvg();
    }

    @Test
    void figuresOfTheSameAlignmentAndPairsAreDrawn() throws IOException {
        Curves curves = curves(",\"measured_on\":{\"alignment\":\"a\",\"pairs\":\"p\"}", SOURCE);
        assertThat(svg(curves)).contains("IIA x");
        assertThat(curves.text()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"measured_on\":{\"alignment\":\"b\",\"pairs\":\"p\"}",
                ",\"measured_on\":{\"alignment\":\"a\",\"pairs\":\"q\"}"
            })
    void otherFiguresAreLeftOutAndSaidToBe(String measuredOn) throws IOException {
        Curves curves = curves(measuredOn, SOURCE);
        assertThat(svg(curves)).contains("task 0.5").doesNotContain("IIA x", "accuracy 0.75");
        assertThat(curves.text()).contains("are not shown");
    }

    @Test
    void whereNothingIsKnownNoFigureIsDrawn() throws IOException {
        Curves curves =
                curves(",\"measured_on\":{\"alignment\":\"a\",\"pairs\":\"p\"}", Optional.empty());
        assertThat(svg(curves)).doesNotContain("IIA x");
    }

    @Test
    void aTrainingThatLeftNothingHasNoCurves() throws IOException {
        assertThat(Curves.of(folder, SOURCE, 1).picture()).isEmpty();
    }

    @Test
    void curvesOfAnotherNumberOfEpochsAreOfAnotherTraining() throws IOException {
        curves("", SOURCE);
        Curves curves = Curves.of(folder, SOURCE, 3);
        assertThat(curves.picture()).isEmpty();
        assertThat(curves.text()).contains("lines of 1 epochs", "trained for 3");
    }
}
