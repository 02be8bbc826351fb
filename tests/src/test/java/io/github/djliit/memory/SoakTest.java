/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.djliit.support.ChildRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A short soak; the long one is run by hand, see tests/benchmarks/README.md. */
class SoakTest {

    @Tag("long")
    @Test
    void memoryStaysFlatOverThousandsOfCallsAndSteps() {
        assumeTrue(Soak.canRun(), "only Linux tells the memory of a process");
        // So short a run also sees Java's compilers and the allocator settle.
        ChildRun run = ChildRun.of(Soak.class, 5000, 500, 5, 10);
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output()).contains("arrays by 0");
    }
}
