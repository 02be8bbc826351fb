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

import org.junit.jupiter.api.Test;

class SpanTest {

    @Test
    void refusesBoundsInTheWrongOrder() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Span(3, 2))
                .withMessage("expected 0 <= start <= end but found 3 and 2");
    }

    @Test
    void hasALength() {
        assertThat(new Span(2, 5).length()).isEqualTo(3);
    }
}
