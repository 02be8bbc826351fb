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
import java.util.Arrays;
import java.util.List;

/** Java processes of tests, which have the home and the caches that the tests have. */
public final class ChildJava {

    /** What a Java takes from its user, or its system, unless it is told. */
    private static final List<String> INHERITED =
            List.of("user.home", "java.io.tmpdir", "DJL_CACHE_DIR", "ENGINE_CACHE_DIR");

    private ChildJava() {}

    /** Returns the class path of the tests. */
    public static String classPath() {
        return System.getProperty("java.class.path");
    }

    /**
     * Returns a process to be started, which writes errors where it writes all else.
     *
     * @param classPath what it has on its class path
     * @param options of Java
     * @param program the name of the class whose {@code main} it runs
     * @param arguments of the program, as their texts
     * @return the process, with DJL offline and on one thread
     */
    public static ProcessBuilder of(
            String classPath, List<String> options, String program, Object... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        INHERITED.stream()
                .filter(name -> System.getProperty(name) != null)
                .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
        command.addAll(List.of("-Dai.djl.offline=true", "-Dai.djl.pytorch.num_threads=1"));
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, program));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        return new ProcessBuilder(command).redirectErrorStream(true);
    }
}
