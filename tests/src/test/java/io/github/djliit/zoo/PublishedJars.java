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

import ai.djl.util.Utils;
import io.github.djliit.support.ChildJava;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.tools.ToolProvider;

/**
 * A program that has the published jars on its class path, and nothing else.
 *
 * @param folder where the program was compiled
 * @param classPath the folder, the jars and their libraries
 */
record PublishedJars(Path folder, String classPath) {

    private static final Path TARGET = Path.of("../zoo/target");

    /** Of the modules as they are now; otherwise the test is skipped, and says why. */
    static PublishedJars compile(Path folder, String program) throws IOException {
        String classPath = folder + File.pathSeparator + jars();
        Path source = Files.writeString(folder.resolve("Program.java"), program);
        int code =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-cp", classPath, source.toString());
        assertThat(code).isZero();
        return new PublishedJars(folder, classPath);
    }

    /** Returns the jars of zoo and plugin, and their libraries, as a path. */
    static String jars() throws IOException {
        Path libraries = TARGET.resolve("classpath");
        assumeTrue(Files.exists(libraries), "The module zoo is not packaged: mvnw verify does so");
        String jars = jar(TARGET) + File.pathSeparator + Files.readString(libraries).strip();
        requireFresh(jar(TARGET), TARGET.resolve("classes"));
        Path plugin = Path.of("../plugin/target");
        requireFresh(
                Arrays.stream(jars.split(File.pathSeparator))
                        .map(Path::of)
                        .filter(jar -> jar.getFileName().toString().startsWith("djl-iit-plugin"))
                        .findFirst()
                        .orElseThrow(),
                plugin.resolve("classes"));
        return jars;
    }

    private static Path jar(Path target) throws IOException {
        try (Stream<Path> files = Files.list(target)) {
            List<Path> jars = files.filter(PublishedJars::isZoo).toList();
            assumeTrue(jars.size() == 1, () -> "Expected one jar of the zoo, found " + jars);
            return jars.get(0);
        }
    }

    private static boolean isZoo(Path file) {
        return file.getFileName().toString().matches("djl-iit-zoo-[0-9].*[0-9T]\\.jar");
    }

    /** The phase {@code test} compiles and does not package: a jar may be that of older sources. */
    private static void requireFresh(Path jar, Path classes) throws IOException {
        assumeTrue(Files.isRegularFile(jar), () -> jar + " is not packaged: mvnw verify does so");
        try (ZipFile zip = new ZipFile(jar.toFile());
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = classes.relativize(file).toString().replace('\\', '/');
                assumeTrue(
                        holds(zip, name, Files.readAllBytes(file)),
                        () -> jar + " is older than " + name + ": mvnw verify packages it");
            }
        }
    }

    private static boolean holds(ZipFile zip, String name, byte[] bytes) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            return false;
        }
        try (InputStream stream = zip.getInputStream(entry)) {
            return Arrays.equals(stream.readAllBytes(), bytes);
        }
    }

    /** Starts the program, with a cache of models, which need not be there. */
    Process start(Path cache, String... arguments) throws IOException {
        List<String> command = ChildJava.command("-cp", classPath, "Program");
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("DJL_CACHE_DIR", cache.toString());
        builder.environment().put("ENGINE_CACHE_DIR", Utils.getEngineCacheDir().toString());
        return builder.start();
    }
}
