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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Tells whether a file was made by the same command from the same model. */
@FunctionalInterface
interface Mark {

    /** No picture, page or list of figures has that many bytes. */
    int LONGEST = 256 << 20;

    /** The key of JSON that tells the model. */
    String MADE_FROM = "made_from";

    /** A file that cost work: what is there is never taken for it. */
    Mark NONE = file -> false;

    /** A file that is read, too, and checked then. */
    Mark ANY = file -> true;

    boolean isOn(Path file) throws IOException;

    /** Returns the line that a picture or page ends with. */
    static String line(String command, String model) {
        return "<!-- iit " + command + " " + model + " -->";
    }

    /** Recognises a picture or page by the line that it ends with. */
    static Mark ending(String line) {
        return file -> text(file).stripTrailing().endsWith(line);
    }

    /** Recognises JSON by what tells its model and by a key that no other command writes. */
    static Mark json(String madeFrom, String key) {
        String line = "\"" + MADE_FROM + "\": \"" + madeFrom + "\"";
        return file -> text(file).contains(line) && text(file).contains("\"" + key + "\": ");
    }

    private static String text(Path file) throws IOException {
        boolean isLong = Files.size(file) > LONGEST;
        return isLong ? "" : new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    /** Recognises a file of arrays by the comment that it has. */
    static Mark comment(String line) {
        return file -> {
            try (ZipFile zip = new ZipFile(file.toFile())) {
                return line.equals(zip.getComment());
            } catch (ZipException e) {
                return false; // Not a file of arrays.
            }
        };
    }
}
