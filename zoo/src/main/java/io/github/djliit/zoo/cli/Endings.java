/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The endings of files that are written, by which others tell what is in them. */
final class Endings {

    private Endings() {}

    /**
     * Checks that a name ends as its content asks for, in small letters; null is no name.
     *
     * @param option the option that the file is named by
     * @throws UsageException if it ends otherwise, or is nothing but an ending
     */
    static void check(String option, Path file, String... endings) {
        if (file != null && Arrays.stream(endings).noneMatch(ending -> isOn(file, ending))) {
            String words = endings.length == 1 ? endings[0] : "one of " + List.of(endings);
            throw new UsageException(
                    "%s writes to a file that ends in %s; found '%s'"
                            .formatted(option, words, file));
        }
    }

    /** Checks the same where the command writes one thing only, also to a device or a pipe. */
    static void checkFile(String option, Path file, String ending) {
        boolean isOther = file != null && Files.exists(file) && !Files.isRegularFile(file);
        if (!isOther) {
            check(option, file, ending);
        }
    }

    /** Returns whether a file is called something, and then this. */
    static boolean isOn(Path file, String ending) {
        String name = file.getFileName().toString();
        return name.endsWith(ending) && name.length() > ending.length();
    }
}
