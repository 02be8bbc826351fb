/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The one jar for the server, which is there once the module was packaged: mvnw verify. */
final class HandlerJar {

    static final String MISSING = "serving-handler is not packaged: mvnw verify";

    /** What the jar has inside, and the server has not. */
    private static final Pattern INSIDE =
            Pattern.compile(
                    "(?:djl-iit-|byte-buddy|objenesis|jgrapht|jheaps|ejml"
                            + "|commons-(?:text|lang3|statistics|numbers)|config-[0-9]).*\\.jar");

    private static final List<Path> MODULES =
            Stream.of("plugin", "zoo", "serving-handler")
                    .map(module -> absolute("../" + module + "/target/classes"))
                    .toList();

    private HandlerJar() {}

    static Optional<Path> find() throws IOException {
        Path target = Path.of("../serving-handler/target");
        if (!Files.isDirectory(target)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(
                            f ->
                                    f.getFileName()
                                            .toString()
                                            .matches("djl-iit-serving-handler-[0-9].*[0-9T]\\.jar"))
                    .map(file -> file.toAbsolutePath().normalize())
                    .findFirst();
        }
    }

    /** Returns DJL and its engine without anything of this project but its tests. */
    static String serverClassPath() {
        return outside(System.getProperty("java.class.path"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    static Stream<String> outside(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator, -1))
                .filter(entry -> !isInside(absolute(entry)));
    }

    /** By what an entry is: the folders above it may have any name. */
    private static boolean isInside(Path entry) {
        return MODULES.contains(entry) || INSIDE.matcher(entry.getFileName().toString()).matches();
    }

    private static Path absolute(String path) {
        return Path.of(path).toAbsolutePath().normalize();
    }
}
