/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djliit.json.JsonFormatException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrainingCurvesTest {

    private static final String ONE = "{\"epoch\":1,\"loss\":2.5,\"losses\":{\"task\":2.5}}\n";

    @Test
    void lastValuesStandAsText() {
        assertThat(Examples.curves(100).toSvg())
                .contains(">task 0.0402</text>", ">IIA left 0.9198</text>");
    }

    @Test
    void aLossOfOneTermIsDrawnOnce() {
        assertThat(TrainingCurves.fromJsonLines(ONE).toSvg())
                .contains(">task 2.5</text>")
                .doesNotContain(">all ", "Accuracy");
    }

    @Test
    void halfALineAtTheEndIsLeftOut() {
        assertThat(TrainingCurves.fromJsonLines(ONE + "{\"epoch\":2,\"lo").toSvg())
                .contains("After 1 epoch;");
    }

    @Test
    void aDamagedLineIsAnError() {
        assertThatThrownBy(() -> TrainingCurves.fromJsonLines(ONE + "\n{\"epoch\":2}\n"))
                .isInstanceOf(JsonFormatException.class)
                .hasMessageContaining("In line 3: ")
                .hasMessageContaining("loss");
    }

    @Test
    void nothingToDrawIsAnError() {
        assertThatThrownBy(() -> TrainingCurves.fromJsonLines("{"))
                .hasMessage("There is no line of an epoch to draw; each ends with a line break");
    }

    @Test
    void ofManyValuesTheLastIsKept() {
        List<Series.Point> points =
                IntStream.range(0, 1_000).mapToObj(i -> new Series.Point(i, i)).toList();
        Series series = new Series("loss", points);
        assertThat(series.points()).hasSizeLessThanOrEqualTo(400);
        assertThat(series.last()).isEqualTo(999);
    }
}
