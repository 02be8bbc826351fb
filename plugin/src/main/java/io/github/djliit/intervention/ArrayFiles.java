/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import io.github.djliit.json.JsonFormatException;
import io.github.djliit.json.JsonNode;
import io.github.djliit.tensor.TensorFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The files that one plan names, each read once.
 *
 * <p>A plan may come from anywhere, so that its files are looked for in one folder only, and no
 * message tells a path that the plan did not.
 */
final class ArrayFiles {

    /** How many bytes all files of one plan may have together, packed or not. */
    static final long MAX_BYTES = 256L << 20;

    private final Optional<Path> folder;
    private final ArrayReader reader;
    private final Map<Path, Map<String, Value>> read = new HashMap<>();
    private long bytes;

    ArrayFiles(Optional<Path> folder, ArrayReader reader) {
        this.folder = folder;
        this.reader = reader;
    }

    /** Reads .npz, .npy and .safetensors; from a stream, so that no fault names a path. */
    static Map<String, Value> load(Path file) throws IOException {
        Map<String, Value> values = new LinkedHashMap<>();
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            TensorFile.read(in, MAX_BYTES)
                    .forEach((name, tensor) -> values.put(name, Value.of(tensor)));
        }
        return values;
    }

    Map<String, Value> read(JsonNode node) {
        String name = node.string();
        Path file = resolve(node, name);
        Map<String, Value> known = read.get(file);
        if (known != null) {
            return known;
        }
        try {
            checkSize(node, name, file);
            Map<String, Value> arrays = reader.read(file);
            for (Value value : arrays.values()) {
                bytes += (long) Float.BYTES * ValueJson.checkSize(node, value).size();
            }
            read.put(file, arrays);
            return arrays;
        } catch (JsonFormatException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            throw node.fault("the file '" + name + "' cannot be read: " + reason(e, file));
        }
    }

    private Path resolve(JsonNode node, String name) {
        Path root =
                folder.orElseThrow(
                        () ->
                                node.fault(
                                        "no folder is given to look for files: use"
                                                + " PlanFormat.builder().optFolder(folder), or write"
                                                + " the arrays into the plan"));
        Path relative = relative(node, name);
        Path file;
        try {
            file = root.toRealPath().resolve(relative).toRealPath();
            if (!file.startsWith(root.toRealPath())) {
                throw outside(node, name);
            }
        } catch (IOException e) {
            throw node.fault("there is no file '" + name + "' in the plan's folder");
        }
        if (!Files.isRegularFile(file)) {
            throw node.fault("'" + name + "' is not a regular file");
        }
        return file;
    }

    private static Path relative(JsonNode node, String name) {
        try {
            Path path = Path.of(name).normalize();
            if (name.isBlank() || path.getRoot() != null || path.startsWith("..")) {
                throw outside(node, name);
            }
            return path;
        } catch (InvalidPathException e) {
            throw node.fault("expected the path of a file, found '" + name + "'");
        }
    }

    private static JsonFormatException outside(JsonNode node, String name) {
        return node.fault(
                "expected a relative path inside the plan's folder, found '" + name + "'");
    }

    private void checkSize(JsonNode node, String name, Path file) throws IOException {
        if (bytes + Files.size(file) > MAX_BYTES) {
            throw node.fault(
                    "the files of a plan may have at most "
                            + MAX_BYTES
                            + " bytes together; '"
                            + name
                            + "' goes beyond");
        }
    }

    /** Names the file at most as the plan does. */
    private static String reason(Exception e, Path file) {
        String message = String.valueOf(e.getMessage());
        return message.replace(file.toString(), "the file");
    }
}
