/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandlerJarTest {

    private static List<Path> kept(Path... entries) {
        String all =
                List.of(entries).stream()
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator));
        return HandlerJar.outside(all).map(Path::of).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"djl-iit", "jgrapht", "ejml", "byte-buddy", "zoo/target/classes"})
    void whatAFolderIsCalledDoesNotMatter(String name) {
        Path folder = Path.of("/home", name);
        Path classes = folder.resolve("tests/target/test-classes");
        Path jar = folder.resolve("api-0.36.0.jar");
        assertThat(kept(classes, jar)).containsExactly(classes, jar);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "djl-iit-plugin-0.1.0-SNAPSHOT.jar",
                "djl-iit-serving-handler-0.1.0-plain.jar",
                "jgrapht-core-1.5.2.jar",
                "ejml-ddense-0.44.0.jar",
                "commons-numbers-core-1.2.jar",
                "config-1.4.10.jar"
            })
    void aJarThatIsInsideIsKnownByItsName(String name) {
        assertThat(kept(Path.of("/home/lib", name))).isEmpty();
    }

    /** As in the phase {@code test}, which makes no jars. */
    @ParameterizedTest
    @ValueSource(strings = {"plugin", "zoo", "serving-handler"})
    void theClassesOfAModuleAreInside(String module) {
        Path classes = Path.of("..", module, "target/classes");
        assertThat(kept(classes, classes.toAbsolutePath())).isEmpty();
    }

    @Test
    void theTestsAreNot() {
        Path classes = Path.of("target/test-classes").toAbsolutePath();
        assertThat(kept(classes)).containsExactly(classes);
    }
}
