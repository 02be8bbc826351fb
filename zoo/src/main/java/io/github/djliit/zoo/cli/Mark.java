/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/** Tells whether a file was made by the same command from the same model. */
@FunctionalInterface
interface Mark {

    /** No picture, page or list of figures has that many bytes. */
    int LONGEST = 256 << 20;

    /** A file that cost work: what is there is never taken for it. */
    Mark NONE = file -> false;

    /** A file that is read, too, and checked then. */
    Mark ANY = file -> true;

    /** What {@code run} writes. */
    Mark RUN = file -> firstEntry(file).equals("output0.npy");

    boolean isOn(Path file) throws IOException;

    /** Returns the line that a picture or page ends with. */
    static String line(String command, String model) {
        return "<!-- iit " + command + " " + model + " -->";
    }

    /** Recognises a picture or page by the line that it ends with. */
    static Mark ending(String line) {
        return file -> text(file).stripTrailing().endsWith(line);
    }

    /** Recognises JSON by its model and by a key that no other command writes. */
    static Mark json(String model, String key) {
        String begin = "{\n  \"model\": \"" + model + "\"";
        return file -> text(file).startsWith(begin) && text(file).contains("\"" + key + "\": ");
    }

    private static String text(Path file) throws IOException {
        boolean isLong = Files.size(file) > LONGEST;
        return isLong ? "" : new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private static String firstEntry(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                ZipInputStream zip = new ZipInputStream(in)) {
            ZipEntry entry = zip.getNextEntry();
            return entry == null ? "" : entry.getName();
        } catch (ZipException e) {
            return ""; // Not a file of arrays.
        }
    }
}
