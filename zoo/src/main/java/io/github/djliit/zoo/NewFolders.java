/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The folders that had to be made for something to be written, taken away again if it is not. */
final class NewFolders implements AutoCloseable {

    /** The deepest first. */
    private final List<Path> made = new ArrayList<>();

    private NewFolders() {}

    static NewFolders create(Path folder) throws IOException {
        NewFolders folders = new NewFolders();
        for (Path at = folder; at != null && !Files.exists(at); at = at.getParent()) {
            folders.made.add(at);
        }
        Files.createDirectories(folder);
        return folders;
    }

    void keep() {
        made.clear();
    }

    @Override
    public void close() throws IOException {
        try {
            for (Path folder : made) {
                Files.deleteIfExists(folder);
            }
        } catch (DirectoryNotEmptyException e) {
            // Someone else uses it by now.
        } finally {
            made.clear();
        }
    }
}
