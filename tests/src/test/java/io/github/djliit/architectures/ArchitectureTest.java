/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.architectures;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djliit.architectures.ArchitectureCheck.Report;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Small networks of one construct each are right or refused: tests/golden/architectures.py. */
class ArchitectureTest {

    static Path folder() {
        try {
            return Path.of(ArchitectureTest.class.getResource("/architectures").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static Stream<String> networks() throws IOException {
        return Architecture.all(folder()).stream().map(f -> f.getFileName().toString());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void nothingIsSilentlyDifferent(String name) throws IOException {
        Report report = ArchitectureCheck.run(Architecture.read(folder().resolve(name)));
        assertThat(report.findings())
                .filteredOn(f -> f.verdict() != Verdict.RIGHT && f.verdict() != Verdict.REFUSED)
                .isEmpty();
        assertThat(report.count("capture", Verdict.RIGHT)).isPositive();
        assertThat(report.count("edit", Verdict.RIGHT)).isPositive();
    }
}
