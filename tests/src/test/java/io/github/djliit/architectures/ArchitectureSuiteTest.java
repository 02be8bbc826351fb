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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** All networks that tests/golden/architectures.py makes, where they were made: see README.md. */
@EnabledIfSystemProperty(named = "iit.architectures", matches = ".+")
class ArchitectureSuiteTest {

    private static List<Path> folders() throws Exception {
        return Architecture.all(Path.of(System.getProperty("iit.architectures")));
    }

    @Test
    void nothingIsSilentlyDifferent(@TempDir Path work) throws Exception {
        List<Report> reports = Architectures.run(folders(), work);
        Files.writeString(Path.of("target", "architectures.md"), ArchitectureTable.page(reports));
        Files.writeString(
                Path.of("target", "architectures-causes.md"), ArchitectureTable.causes(reports));
        assertThat(reports)
                .allSatisfy(
                        report ->
                                assertThat(report.findings())
                                        .extracting(Finding::verdict)
                                        .doesNotContain(Verdict.DIFFERENT));
    }

    @Test
    @EnabledIfSystemProperty(named = "iit.fuzz", matches = "[0-9]+")
    void noPlanKillsOrPoisons(@TempDir Path work) throws Exception {
        PlanFuzz fuzz = PlanFuzz.of(folders(), Integer.getInteger("iit.fuzz"), 1, work);
        Files.writeString(Path.of("target", "fuzz.md"), fuzz.report());
        assertThat(fuzz.crashes()).isEmpty();
        assertThat(fuzz.poisoned()).isEmpty();
    }
}
