/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djliit.site.Site;
import org.junit.jupiter.api.Test;

/** Which places are one array. */
class PlaceTest {

    private static Place at(String site) {
        return new Place(Site.of(site), Site.of(site), 0);
    }

    @Test
    void anOutputIsThatOfItsRegions() {
        assertThat(at("a").isAllOf(at("a:output0[0:4]"))).isTrue();
        assertThat(at("a[0:4]").isSameAs(at("a:output[0:4]"))).isTrue();
    }

    @Test
    void twoValuesOfOneModuleAreTwoArrays() {
        assertThat(at("a@x").isAllOf(at("a@y"))).isFalse();
        assertThat(at("a@x[0:4]").isSameAs(at("a@y[0:4]"))).isFalse();
        assertThat(at("a@x").isAllOf(at("a@x[0:4]"))).isTrue();
    }

    @Test
    void aValueIsNotTheOutput() {
        assertThat(at("a").isAllOf(at("a@x"))).isFalse();
        assertThat(at("a@x").isAllOf(at("a"))).isFalse();
    }
}
