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
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher with a Java that only tells how it was called, and an engine that is off. */
class LauncherTest {

    private static final String REMEDY = "it runs with ONEDNN_MAX_CPU_ISA=AVX2 from now on";

    /** Counts the checks of the engine; it is right only where {@code $RIGHT_WITH} is set. */
    private static final String JAVA =
            """
            #!/bin/sh
            case "$*" in
            *"cli.Iit engine")
              echo check >>"$(dirname "$0")/checks"
              if [ "$RIGHT_WITH" = crash ]; then exit 1; fi
              if [ "$RIGHT_WITH" = any ] || [ "$RIGHT_WITH" = "${ONEDNN_MAX_CPU_ISA:-}" ]; then
                echo "all is right"
                exit 0
              fi
              echo "PyTorch computes wrong results"
              exit 1
              ;;
            esac
            echo "ran with ${ONEDNN_MAX_CPU_ISA:-nothing}"
            """;

    @TempDir private Path folder;
    private Path clone;

    @BeforeEach
    void layOut() throws Exception {
        assumeTrue(File.separatorChar == '/', "a POSIX shell runs the launcher");
        clone = Files.createDirectories(folder.resolve("a clone"));
        Files.copy(Path.of("../iit"), clone.resolve("iit"));
        for (String module : List.of("plugin", "zoo")) {
            Files.createDirectories(clone.resolve(module + "/src/main"));
            Files.writeString(clone.resolve(module + "/pom.xml"), "");
        }
        Files.writeString(clone.resolve("pom.xml"), "");
        Files.createDirectories(clone.resolve("zoo/target/classes"));
        Files.writeString(clone.resolve("zoo/target/classpath"), clone.resolve("pom.xml") + ":b");
        Files.writeString(clone.resolve("zoo/target/iit.built"), "");
        Path java = Files.createDirectories(clone.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, JAVA);
        assertThat(java.toFile().setExecutable(true)).isTrue();
    }

    private Process start(String threads) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder("sh", clone.resolve("iit").toString(), "models");
        builder.environment().put("JAVA_HOME", clone.resolve("jdk").toString());
        builder.environment().put("IIT_THREADS", threads);
        return builder.start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"two", "0", "-1", "1.5", "99999", "9999999999999999999999", "1 2"})
    void aNumberOfThreadsThatIsNoneIsBadUse(String threads) throws Exception {
        Process process = start(threads);
        String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(error).contains("IIT_THREADS", "'" + threads + "'").hasLineCount(1);
        assertThat(process.waitFor()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "4", ""})
    void aNumberOfThreadsIsTaken(String threads) throws Exception {
        assertThat(start(threads).waitFor()).isZero();
    }

    private String run(String rightWith, String... arguments) throws Exception {
        List<String> command =
                Stream.concat(
                                Stream.of("sh", clone.resolve("iit").toString()),
                                Stream.of(arguments))
                        .collect(Collectors.toList());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", clone.resolve("jdk").toString());
        builder.environment().put("RIGHT_WITH", rightWith);
        builder.environment().remove("ONEDNN_MAX_CPU_ISA");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private long checks() throws Exception {
        Path checks = clone.resolve("jdk/bin/checks");
        return Files.exists(checks) ? Files.readAllLines(checks).size() : 0;
    }

    @Test
    void anEngineThatIsRightIsCheckedOnce() throws Exception {
        assertThat(run("any", "run", "model.pt")).isEqualTo("ran with nothing\n");
        assertThat(run("any", "evaluate", "sum3")).isEqualTo("ran with nothing\n");
        assertThat(checks()).isEqualTo(1);
    }

    @Test
    void anEngineThatIsWrongIsMendedAndToldOnce() throws Exception {
        assertThat(run("AVX2", "run", "model.pt")).contains(REMEDY).endsWith("ran with AVX2\n");
        assertThat(run("AVX2", "run", "model.pt")).isEqualTo("ran with AVX2\n");
        assertThat(checks()).isEqualTo(2);
    }

    @Test
    void whatNothingMendsIsToldEachTime() throws Exception {
        for (int i = 0; i < 2; i++) {
            assertThat(run("none", "run", "model.pt"))
                    .isEqualTo("iit: PyTorch computes wrong results\nran with nothing\n");
        }
    }

    @Test
    void aCheckThatCannotRunHindersNothing() throws Exception {
        assertThat(run("crash", "run", "model.pt")).isEqualTo("ran with nothing\n");
        assertThat(run("any", "run", "model.pt")).isEqualTo("ran with nothing\n");
        assertThat(checks()).isEqualTo(2);
    }

    @Test
    void whatNeedsNoEngineChecksNone() throws Exception {
        run("none", "--help");
        run("none", "recipes");
        run("none", "run", "--help");
        assertThat(checks()).isZero();
    }

    @Test
    void debugTellsMore() throws Exception {
        assertThat(run("AVX2", "run", "model.pt", "--debug"))
                .contains("PyTorch computes wrong results");
        assertThat(run("AVX2", "run", "model.pt", "--debug")).contains("of the engine: AVX2");
    }
}
