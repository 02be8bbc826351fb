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
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ":          | 3  | [0, 1, 2]",
                ":          | 0  | []",
                "0          | 1  | [0]",
                "3          | 4  | [3]",
                "-1         | 4  | [3]",
                "-4         | 4  | [0]",
                "5:7        | 7  | [5, 6]",
                "5:         | 7  | [5, 6]",
                ":2         | 7  | [0, 1]",
                "-2:        | 7  | [5, 6]",
                ":-5        | 7  | [0, 1]",
                "1:-4       | 7  | [1, 2]",
                "-3:6       | 7  | [4, 5]",
                "{4,1}      | 5  | [4, 1]",
                "{0,-1}     | 5  | [0, 4]",
                "h{1}/3     | 6  | [2, 3]",
                "h{2,0}/3   | 6  | [4, 5, 0, 1]",
                "h{0}/1     | 2  | [0, 1]",
                "h{1,2}/3   | 3  | [1, 2]",
            })
    void takesPositionsInTheOrderWritten(String text, long length, String expected) {
        assertThat(Arrays.toString(Axis.of(text).indices(length))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ":          | 9  | 0 | 9",
                ":          | 0  | 0 | 0",
                "-1         | 9  | 8 | 9",
                "5:7        | 9  | 5 | 7",
                "{4}        | 9  | 4 | 5",
                "{4,5,6}    | 9  | 4 | 7",
                "{7,-1}     | 9  | 7 | 9",
                "h{3}/4     | 8  | 6 | 8",
                "h{1,2}/4   | 8  | 2 | 6",
                ":          | 5000000000 | 0 | 5000000000",
            })
    void isOneRun(String text, long length, long start, long end) {
        assertThat(Axis.of(text).contiguous(length)).contains(new Span(start, end));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{1,4}|9", "{5,4}|9", "{-1,0}|9", "h{0,2}/4|8", "h{2,1}/4|8"})
    void isSeveralRuns(String text, long length) {
        assertThat(Axis.of(text).contiguous(length)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ":         | -1 | a length from 0",
                "4         | 4  | positions from -length up to length - 1",
                "-5        | 4  | positions from -length up to length - 1",
                "0         | 0  | positions from -length up to length - 1",
                "5:7       | 6  | a range that is not empty and lies inside",
                "6:        | 6  | a range that is not empty and lies inside",
                "-7:       | 6  | a range that is not empty and lies inside",
                "4:-2      | 6  | a range that is not empty and lies inside",
                "{1,9}     | 8  | positions from -length up to length - 1",
                "{3,-1}    | 4  | each position once",
                "h{0}/12   | 64 | a length that is a multiple of 12",
                "h{0}/12   | 0  | a length that is a multiple of 12",
            })
    void refusesALengthItDoesNotFit(String text, long length, String expected) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Axis.of(text).indices(length))
                .withMessage(
                        "Axis '%s' does not fit an axis of length %s: expected %s",
                        text, length, expected);
    }

    @Test
    void refusesToListMorePositionsThanAnArrayHolds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Axis.All().indices(1L << 31))
                .withMessageContaining("a length that fits an int");
    }

    @Test
    void refusesARangeWithoutBounds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Axis.Range(OptionalInt.empty(), OptionalInt.empty()))
                .withMessageContaining("':'");
    }

    @Test
    void refusesAnEmptySet() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Axis.IndexSet(List.of()))
                .withMessageContaining("one or more different positions but found '{}'");
    }

    @Test
    void readsNothingBehindAnAxis() {
        assertThatExceptionOfType(SiteSyntaxException.class)
                .isThrownBy(() -> Axis.of("3, 4"))
                .withMessage("3, 4 at character 1: expected the end but found ','");
    }
}
