/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import io.github.djliit.support.ChildJava;
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

    /** The names of jars that the jar has inside, and the server has not. */
    private static final Pattern INSIDE =
            Pattern.compile(
                    "(?:djl-iit|byte-buddy|objenesis|jgrapht|jheaps|ejml|config"
                            + "|commons-(?:text|lang3|statistics|numbers))-.*\\.jar");

    /** What stands for the jars of this project until they are made. */
    private static final List<Path> CLASSES =
            Stream.of("plugin", "zoo", "serving-handler")
                    .map(module -> real(Path.of("..", module, "target", "classes")))
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
        return outside(ChildJava.classPath()).collect(Collectors.joining(File.pathSeparator));
    }

    /** Returns those entries of a class path that the jar does not have inside. */
    static Stream<String> outside(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator, -1))
                .filter(entry -> !isInside(Path.of(entry)));
    }

    /** By what it is: the folder of a project may be called anything. */
    private static boolean isInside(Path entry) {
        return INSIDE.matcher(entry.getFileName().toString()).matches()
                || CLASSES.contains(real(entry));
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }
}
