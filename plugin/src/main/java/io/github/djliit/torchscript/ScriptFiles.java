/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import io.github.djliit.torchscript.internal.archive.ScriptArchive;
import io.github.djliit.torchscript.internal.archive.ScriptFormatException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds TorchScript files by what is in them: people call them {@code .pt}, {@code .pth}, ... */
public final class ScriptFiles {

    private static final Pattern ENDING =
            Pattern.compile("\\.(pt|pth|jit|ts|ptl|torchscript|zip)$");

    private ScriptFiles() {}

    /**
     * Returns whether a file is a TorchScript archive.
     *
     * @param file a file
     * @return whether it can be opened as one, as far as its structure tells
     * @throws IOException if it cannot be read
     */
    public static boolean isScript(Path file) throws IOException {
        return Files.isRegularFile(file) && problem(file).isEmpty();
    }

    /**
     * Tells what a file is that is no TorchScript archive, and what to do about it.
     *
     * @param file a file
     * @return one line, which starts with the name of the file; nothing for an archive
     * @throws IOException if it cannot be read
     */
    public static Optional<String> problem(Path file) throws IOException {
        try {
            ScriptArchive.read(file);
            return Optional.empty();
        } catch (ScriptFormatException e) {
            return Optional.of(
                    String.valueOf(e.getMessage())
                            .replace(file.toString(), file.getFileName().toString()));
        }
    }

    /**
     * Returns whether a file is called as people call models in PyTorch.
     *
     * @param file a file
     * @return whether its ending is one of theirs
     */
    public static boolean isCalledModel(Path file) {
        return ENDING.matcher(file.getFileName().toString()).find();
    }

    /**
     * Returns whether a folder holds a TorchScript file, directly.
     *
     * @param folder the folder
     * @return whether it does
     * @throws IOException if it cannot be read
     */
    public static boolean isIn(Path folder) throws IOException {
        return !scripts(folder).isEmpty();
    }

    /**
     * Finds the model of a folder: {@code model.pt}, or what is called so with another ending, or
     * the only TorchScript file.
     *
     * @param folder the folder
     * @return the file
     * @throws FileNotFoundException if there is none, or several
     * @throws IOException if the folder cannot be read
     */
    public static Path find(Path folder) throws IOException {
        return find(folder, List.of("model"));
    }

    /**
     * Finds the model of a folder: the file that has one of some names, whatever its ending, or
     * else the only TorchScript file. Where a {@code .pt} is among several of a name, it is that.
     *
     * @param folder the folder
     * @param names the names, the likeliest first
     * @return the file
     * @throws FileNotFoundException if there is none, or none is the likeliest
     * @throws IOException if the folder cannot be read
     */
    static Path find(Path folder, List<String> names) throws IOException {
        for (String name : names) {
            for (String ending : List.of("", ".pt")) {
                Path file = folder.resolve(name + ending);
                if (name.endsWith(".pt") == ending.isEmpty() && Files.isRegularFile(file)) {
                    return file;
                }
            }
        }
        List<Path> scripts = scripts(folder);
        for (String name : names) {
            List<Path> called = scripts.stream().filter(f -> isCalled(f, name)).toList();
            if (called.size() == 1) {
                return called.get(0);
            }
        }
        if (scripts.size() == 1) {
            return scripts.get(0);
        }
        throw new FileNotFoundException(
                "Expected one TorchScript file in the model's folder, or one called %s; found %s%s"
                        .formatted(names, fileNames(scripts), others(folder, names, scripts)));
    }

    /** Returns all TorchScript files of a folder. */
    static List<Path> scripts(Path folder) throws IOException {
        List<Path> scripts = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                if (isScript(file)) {
                    scripts.add(file);
                }
            }
        }
        return scripts;
    }

    private static boolean isCalled(Path file, String name) {
        String own = file.getFileName().toString();
        return own.equals(name) || own.replaceFirst("\\.[^.]+$", "").equals(name);
    }

    private static Set<String> fileNames(List<Path> files) {
        Set<String> names = new TreeSet<>();
        files.forEach(file -> names.add(file.getFileName().toString()));
        return names;
    }

    /** What looks like a model, or is called as one is looked for, and is none says what it is. */
    private static String others(Path folder, List<String> names, List<Path> scripts)
            throws IOException {
        StringBuilder text = new StringBuilder();
        if (isUnpacked(folder)) {
            text.append(
                    "; it holds an archive that is unpacked, as DJL does with what is called"
                            + " .zip: call the archive .pt");
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                boolean isMeant =
                        isCalledModel(file) || names.contains(file.getFileName().toString());
                if (isMeant && Files.isRegularFile(file) && !scripts.contains(file)) {
                    problem(file).ifPresent(problem -> text.append("; ").append(problem));
                }
            }
        }
        return text.toString();
    }

    private static boolean isUnpacked(Path folder) throws IOException {
        try (Stream<Path> below = Files.walk(folder, 2)) {
            return below.anyMatch(file -> file.endsWith("constants.pkl"));
        }
    }
}
