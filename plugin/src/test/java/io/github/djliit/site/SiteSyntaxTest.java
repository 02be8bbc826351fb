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
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SiteSyntaxTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "a b      | 1 | '.', ':', '@', '[' or the end but found ' '",
                "a..b     | 2 | a step",
                "a.       | 2 | but found the end",
                ".a       | 0 | in double quotes if it is empty or holds",
                "a:       | 2 | 'input' or 'output' but found the end",
                "a:Input  | 2 | 'input' or 'output' but found 'I'",
                "a:inputs | 7 | '@', '[' or the end but found 's'",
                "a:input-1| 7 | '@', '[' or the end but found '-'",
                "a:input01| 7 | an int without leading zeros but found '0'",
                "a@       | 2 | a value",
                "a@x:input| 3 | '[' or the end but found ':'",
                "a[1]x    | 4 | the end but found 'x'",
                "\"a.b    | 4 | a closing '\"' but found the end",
                "\"a\\n\" | 3 | '\"' or '\\' after '\\' but found 'n'",
                "b.\"a\"  | 2 | a step without the quotes, which 'a' does not need,",
            })
    void saysWhereANameGoesWrong(String text, int position, String expected) {
        assertRefused(text, position, expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "a[]          | 2 | an axis: 3, 5:7, :, {1,4} or h{3}/12, but found ']'",
                "a[1          | 3 | ']' or ',' but found the end",
                "a[5::        | 4 | ']' or ',' but found ':'",
                "a[1;2]       | 3 | ']' or ',' but found ';'",
                "a[1,]        | 4 | an axis",
                "a[007]       | 2 | an int without leading zeros but found '0'",
                "a[-0]        | 2 | an int without leading zeros but found '-'",
                "a[-]         | 2 | an int without leading zeros but found '-'",
                "a[2147483648]| 2 | an int without leading zeros",
                "a[7:5]       | 2 | a range that holds a position but found '7:5'",
                "a[3:3]       | 2 | a range that holds a position but found '3:3'",
                "a[:0]        | 2 | a range that holds a position but found ':0'",
                "a[-2:-4]     | 2 | a range that holds a position but found '-2:-4'",
                "a[-1:0]      | 2 | a range that holds a position but found '-1:0'",
                "a[{}]        | 3 | a number but found '}'",
                "a[{1 4}]     | 5 | '}' or ',' but found '4'",
                "a[0, {1,1}]  | 5 | one or more different positions but found '{1,1}'",
                "a[h{3}]      | 6 | '/' and the number of heads but found ']'",
                "a[h{3,3}/12] | 2 | one or more different heads but found '{3,3}'",
                "a[h{12}/12]  | 2 | heads from 0 up to, but not including, 12 but found '{12}'",
                "a[h{-1}/12]  | 2 | heads from 0 up to, but not including, 12 but found '{-1}'",
                "a[h{0}/0]    | 2 | heads from 0 up to, but not including, 0 but found '{0}'",
            })
    void saysWhereAnAxisGoesWrong(String text, int position, String expected) {
        assertRefused(text, position, expected);
    }

    private static void assertRefused(String text, int position, String expected) {
        assertThatExceptionOfType(SiteSyntaxException.class)
                .isThrownBy(() -> Site.of(text))
                .withMessageContaining(expected)
                .withMessageStartingWith(text + " at character " + position + ": expected ")
                .satisfies(e -> assertThat(e.text()).isEqualTo(text))
                .satisfies(e -> assertThat(e.position()).isEqualTo(position))
                .satisfies(e -> assertThat(e.expected()).startsWith("expected "));
    }

    @Test
    void refusesTheEmptyText() {
        assertThatExceptionOfType(SiteSyntaxException.class)
                .isThrownBy(() -> Site.of(""))
                .withMessageContaining("such as :output for the root");
    }

    @ParameterizedTest
    @ValueSource(strings = {" a", "a ", "a .b", "a [1]", "a: input", "a[5 :7]", "a[h {1}/2]"})
    void refusesWhiteSpaceElsewhere(String text) {
        assertThatExceptionOfType(SiteSyntaxException.class).isThrownBy(() -> Site.of(text));
    }

    @Test
    void readsTheLongestText() {
        assertThat(Site.of("a".repeat(4096)).toString()).hasSize(4096);
    }

    @Test
    void refusesALongerText() {
        assertThatExceptionOfType(SiteSyntaxException.class)
                .isThrownBy(() -> Site.of("a".repeat(4097)))
                .withMessageContaining("at most 4096 characters")
                .withMessageStartingWith("...");
    }

    @Test
    void cutsALongTextAroundThePlace() {
        assertThatExceptionOfType(SiteSyntaxException.class)
                .isThrownBy(() -> Site.of("a".repeat(2000) + "{" + "b".repeat(2000)))
                .withMessageContaining("a{b")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    }

    @ParameterizedTest
    @CsvSource({"'a\n', \\u000a", "'a]\u202e', \\u202e"})
    void staysOnOneLineAndHidesNothing(String text, String shown) {
        assertThatExceptionOfType(SiteSyntaxException.class)
                .isThrownBy(() -> Site.of(text))
                .withMessageContaining(shown)
                .satisfies(
                        e -> assertThat(e.getMessage()).doesNotContainPattern("\\p{Cc}|\\p{Cf}"));
    }

    @Test
    void refusesNull() {
        assertThatNullPointerException().isThrownBy(() -> Site.of((String) null));
    }
}
