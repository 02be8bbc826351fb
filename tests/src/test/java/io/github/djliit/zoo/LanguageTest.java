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

import io.github.djliit.support.Languages;
import io.github.djliit.zoo.pvr.Quadrant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written does not depend on the language of the user: others read and compare it. */
class LanguageTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "models",
                "recipes",
                "recipes --json",
                "sites sum3",
                "sites sum4 --json",
                "sweep sum3 --pairs=50",
                "run sum3 --base=[1,2,3] --site=01Linear[99] --edit=zero",
                "no-such-command"
            })
    void aCommandWritesTheSameInEveryLanguage(String line) throws Exception {
        String[] command = line.split(" ");
        CommandRun english = Languages.in("en-US", () -> CommandRun.of(command));
        for (String tag : new String[] {"de-DE", "tr-TR", "ar-EG"}) {
            assertThat(Languages.in(tag, () -> CommandRun.of(command))).as(tag).isEqualTo(english);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"de-DE", "tr-TR", "ar-EG"})
    void aRegionIsReadInEveryLanguage(String tag) throws Exception {
        assertThat(Languages.in(tag, () -> Quadrant.TR.region(32))).isEqualTo("[:, 0:16, 16:32]");
    }
}
