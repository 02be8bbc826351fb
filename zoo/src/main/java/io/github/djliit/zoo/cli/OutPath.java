/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a file or a folder to write, which is the same for all commands. */
class OutPath implements ITypeConverter<Path> {

    @Override
    public Path convert(String value) {
        named(value);
        if (value.equals("-")) {
            throw new TypeConversionException(
                    "'-' is not standard output here; a file of that name is ./-");
        }
        return path(value);
    }

    /** Reads any name of a file; the empty one would be the folder that the process is in. */
    static Path named(String value) {
        if (value.isBlank()) {
            throw new TypeConversionException("the name is empty");
        }
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("'" + value + "': " + e.getReason());
        }
    }

    Path path(String value) {
        return Path.of(value);
    }

    /** Whether a name says that it is one of a folder. */
    static boolean isFolder(String value) {
        return value.endsWith("/") || value.endsWith(File.separator);
    }

    /** Reads the name of a file. */
    static final class OfFile extends OutPath {

        @Override
        Path path(String value) {
            if (isFolder(value)) {
                throw new TypeConversionException(
                        "'" + value + "' is a directory; name a file to write");
            }
            return Path.of(value);
        }
    }

    /** Reads the name of a page, or of a folder for it. */
    static final class OfPage extends OutPath {

        @Override
        Path path(String value) {
            Path path = Path.of(value);
            boolean isFolder = isFolder(value) || Files.isDirectory(path);
            return isFolder ? path.resolve(ModelReport.FILE) : path;
        }
    }
}
