/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.support;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of another Java, which finds the same home, temporary folder and engine as this
 * one: by itself it would take the home of whoever runs the tests.
 */
public final class ChildJava {

    private static final List<String> SAME =
            List.of("user.home", "java.io.tmpdir", "ai.djl.offline", "ai.djl.pytorch.num_threads");

    private ChildJava() {}

    /**
     * Returns the path of the {@code java} that runs this.
     *
     * @return the path
     */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /**
     * Starts a command line; class path and main class are to follow.
     *
     * @param options further options
     * @return the words, to which others can be added
     */
    public static List<String> command(String... options) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                java(),
                                "-XX:+UseSerialGC",
                                // Java 25 warns of native libraries, and a test reads the output.
                                "--enable-native-access=ALL-UNNAMED"));
        SAME.forEach(name -> add(command, name, System.getProperty(name)));
        add(command, "org.slf4j.simpleLogger.defaultLogLevel", "error");
        command.addAll(List.of(options));
        return command;
    }

    /**
     * Starts a command line with the class path of this process.
     *
     * @param program the class with the method {@code main}
     * @param options further options of Java
     * @return the words, to which arguments can be added
     */
    public static List<String> command(Class<?> program, String... options) {
        List<String> command = command(options);
        String path = System.getProperty("surefire.test.class.path");
        String classPath = path == null ? System.getProperty("java.class.path") : path;
        command.addAll(List.of("-cp", classPath, program.getName()));
        return command;
    }

    private static void add(List<String> command, String name, String value) {
        if (value != null) {
            command.add("-D" + name + "=" + value);
        }
    }
}
