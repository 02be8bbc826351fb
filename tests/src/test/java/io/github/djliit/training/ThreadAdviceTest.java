/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThreadAdviceTest {

    @Test
    void aSmallNetworkOnSeveralThreadsIsToldOf() {
        assertThat(ThreadAdvice.of(2, 8_000).orElseThrow())
                .contains("8000 parameters", "2 threads", "-Dai.djl.pytorch.num_threads=1");
    }

    @ParameterizedTest
    @CsvSource({"1, 8000", "2, 1000000", "64, 7000000000"})
    void oneThreadOrALargeNetworkIsNot(int threads, long parameters) {
        assertThat(ThreadAdvice.of(threads, parameters)).isEmpty();
    }
}
