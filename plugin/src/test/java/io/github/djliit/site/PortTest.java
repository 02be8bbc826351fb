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
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PortTest {

    @Test
    void meansTheFirstArrayWithoutAnIndex() {
        assertThat(new Port(Port.Kind.INPUT, OptionalInt.empty()).indexOrZero()).isZero();
    }

    @Test
    void refusesANegativeIndex() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Port(Port.Kind.INPUT, -1))
                .withMessage("expected a port index from 0 but found -1");
    }
}
