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

import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SiteFuzzTest {

    private static final int COUNT = Boolean.getBoolean("iit.long") ? 50_000 : 10_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void readsEverySiteThatItPrints(long seed) {
        RandomSites random = new RandomSites(seed);
        for (int i = 0; i < 10_000; i++) {
            Site site = random.site();
            Site read = Site.of(site.toString());
            assertThat(read).isEqualTo(site);
            assertThat(read).hasToString(site.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4})
    void refusesOrRoundTripsMutants(long seed) {
        RandomSites random = new RandomSites(seed);
        for (int i = 0; i < COUNT; i++) {
            assertRefusedOrCanonical(random.mutant());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void refusesOrRoundTripsNoise(long seed) {
        RandomSites random = new RandomSites(seed);
        for (int i = 0; i < COUNT; i++) {
            assertRefusedOrCanonical(random.noise());
        }
    }

    private static void assertRefusedOrCanonical(String text) {
        Site site;
        try {
            site = Site.of(text);
        } catch (SiteSyntaxException e) {
            assertThat(e.position()).isBetween(0, text.length());
            return;
        }
        String printed = site.toString();
        assertThat(Site.of(printed)).isEqualTo(site).hasToString(printed);
        // Only in the axes are there two ways to write one thing, and they differ in white space.
        boolean lenient = !site.region().isWhole();
        assertThat(lenient ? squeeze(printed) : printed).isEqualTo(lenient ? squeeze(text) : text);
    }

    private static String squeeze(String text) {
        return text.codePoints()
                .filter(c -> !Character.isWhitespace(c))
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.", "\"", "\"\\\"", "[0,", "[{ ", "[{1,", "[-", "[1", "[h{1,"})
    @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
    void refusesLongTexts(String part) {
        String text = part.repeat(SiteReader.MAX_LENGTH / part.length());

        assertThatExceptionOfType(SiteSyntaxException.class).isThrownBy(() -> Site.of(text));
    }
}
