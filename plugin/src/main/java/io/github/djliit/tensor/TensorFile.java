/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.tensor;

import io.github.djliit.internal.AtomicFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Named tensors in files: numpy's {@code .npz} and {@code .npy}, and {@code .safetensors}.
 *
 * <p>Which of them a file is, reading tells by its content. Big-endian numbers and Fortran's order
 * are read; compressed {@code .npz} too. What is read is taken for data from a stranger: memory
 * grows with what is there and never past the limit, each name comes once, no byte belongs to two
 * tensors, none to nobody, and every fault is a {@link TensorFormatException}.
 */
public final class TensorFile {

    /** How many bytes are read at most unless told otherwise: 4 GiB. */
    public static final long DEFAULT_LIMIT = 4L << 30;

    /** What numpy, too, calls an array that nobody named. */
    private static final String NAMELESS = "arr_0";

    private TensorFile() {}

    /** A format that can be written. */
    public enum Format {
        /** Numpy's zip file of arrays, which lacks bfloat16; not compressed. */
        NPZ(".npz"),
        /** A JSON header and the numbers. */
        SAFETENSORS(".safetensors");

        private final String suffix;

        Format(String suffix) {
            this.suffix = suffix;
        }

        /**
         * Returns the format that the ending of a name asks for.
         *
         * @param file a file, which need not be there
         * @return its format
         * @throws IllegalArgumentException if it ends neither in .npz nor in .safetensors
         */
        public static Format of(Path file) {
            for (Format format : values()) {
                if (file.toString().endsWith(format.suffix)) {
                    return format;
                }
            }
            throw new IllegalArgumentException(
                    "A file of tensors ends in .npz or .safetensors, found '" + file + "'");
        }
    }

    /**
     * Reads a file of at most 4 GiB.
     *
     * @param file an .npz, .npy or .safetensors file
     * @return the tensors by name, in the order of the file; a lone .npy is called {@code arr_0}
     * @throws TensorFormatException if the file is not what it should be
     * @throws IOException if the file cannot be read
     */
    public static Map<String, Tensor> read(Path file) throws IOException {
        return read(file, DEFAULT_LIMIT);
    }

    /**
     * Reads a file.
     *
     * @param file an .npz, .npy or .safetensors file
     * @param limit how many bytes the file may have, and as many may come out of its compressed
     *     entries
     * @return the tensors by name, in the order of the file; a lone .npy is called {@code arr_0}
     * @throws TensorFormatException if the file is not what it should be
     * @throws IOException if the file cannot be read
     */
    public static Map<String, Tensor> read(Path file, long limit) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString(), limit);
        }
    }

    /**
     * Reads a file from a stream.
     *
     * @param in the content of an .npz, .npy or .safetensors file up to its end; it stays open
     * @param limit how many bytes may come, and as many may come out of compressed entries
     * @return the tensors by name, in the order of the file; a lone .npy is called {@code arr_0}
     * @throws TensorFormatException if the content is not what it should be
     * @throws IOException if the stream fails
     */
    public static Map<String, Tensor> read(InputStream in, long limit) throws IOException {
        return read(in, "", limit);
    }

    private static Map<String, Tensor> read(InputStream in, String file, long limit)
            throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in);
        buffered.mark(Long.BYTES);
        byte[] start = buffered.readNBytes(Long.BYTES);
        buffered.reset();
        if (NpzFormat.isStart(start)) {
            return NpzFormat.read(buffered, file, limit);
        }
        Source source = new Source(buffered, file, limit);
        if (Npy.isStart(start)) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            tensors.put(NAMELESS, Npy.read(source));
            return tensors;
        }
        return SafetensorsFormat.read(source);
    }

    /**
     * Writes a file, which appears as a whole or not at all.
     *
     * @param file a file that ends in .npz or .safetensors; one that is there is replaced
     * @param tensors the tensors by name, written in this order
     * @throws IllegalArgumentException if the format cannot hold them
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
        Format format = Format.of(file);
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        if (!Files.isDirectory(target.getParent())) {
            throw new NoSuchFileException(file.toString(), null, "there is no such directory");
        }
        try (AtomicFile made = new AtomicFile(target)) {
            try (OutputStream out = made.open()) {
                write(out, format, tensors);
            }
            made.commit();
        }
    }

    /**
     * Writes a file to a stream.
     *
     * @param out where to; it stays open
     * @param format the format
     * @param tensors the tensors by name, written in this order
     * @throws IllegalArgumentException if the format cannot hold them; nothing is written then
     * @throws IOException if the stream fails
     */
    public static void write(OutputStream out, Format format, Map<String, Tensor> tensors)
            throws IOException {
        tensors.forEach((name, tensor) -> check(name, tensor, format));
        switch (format) {
            case NPZ -> NpzFormat.write(out, tensors, null);
            case SAFETENSORS -> SafetensorsFormat.write(out, tensors);
        }
    }

    /**
     * Writes an .npz file with a comment to a stream.
     *
     * @param out where to; it stays open
     * @param tensors the tensors by name, written in this order
     * @param comment the comment of the zip archive, which readers of arrays do not look at
     * @throws IllegalArgumentException if the format cannot hold them; nothing is written then
     * @throws IOException if the stream fails
     */
    public static void writeNpz(OutputStream out, Map<String, Tensor> tensors, String comment)
            throws IOException {
        tensors.forEach((name, tensor) -> check(name, tensor, Format.NPZ));
        NpzFormat.write(out, tensors, comment);
    }

    private static void check(String name, Tensor tensor, Format format) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            throw new IllegalArgumentException(
                    "The name of a tensor must be text, found half of a character in '"
                            + name
                            + "'");
        }
        switch (format) {
            case NPZ -> NpzFormat.check(name, tensor);
            case SAFETENSORS -> SafetensorsFormat.check(name);
        }
    }
}
