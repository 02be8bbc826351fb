/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** I/O errors carry a reason that a message can give in words. */
public final class IoErrors {

    private IoErrors() {}

    /** Returns the failure to write a file, which the message names. */
    static IOException writing(Path file, IOException e) {
        return new IOException("Cannot write " + file + ": " + of(e), e);
    }

    /**
     * Returns the reason of a failure. Some exceptions have no message but the name of a file.
     *
     * @param e the failure
     * @return a phrase
     */
    public static String of(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        } else if (e instanceof AccessDeniedException) {
            return "permission denied";
        } else if (e instanceof FileAlreadyExistsException there) {
            return there.getFile() + " is in the way, which is no directory";
        } else if (e instanceof EOFException) {
            return "the file ends too early";
        } else if (e instanceof FileSystemException system && system.getReason() != null) {
            return system.getReason();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
