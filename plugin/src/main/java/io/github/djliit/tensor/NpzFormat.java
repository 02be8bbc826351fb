/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.tensor;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Numpy's {@code .npz} files: zip files of one {@code NAME.npy} for each array. */
final class NpzFormat {

    /** How a zip file starts; the third byte tells one without entries. */
    private static final byte[] MAGIC = {'P', 'K', 3, 4};

    private static final byte[] EMPTY_MAGIC = {'P', 'K', 5, 6};

    private static final String SUFFIX = ".npy";

    private static final int LONGEST_NAME = 0xffff - SUFFIX.length();

    /** One and the same, so that the same tensors make the same file. */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private NpzFormat() {}

    static boolean isStart(byte[] bytes) {
        byte[] start = Arrays.copyOf(bytes, MAGIC.length);
        return Arrays.equals(start, MAGIC) || Arrays.equals(start, EMPTY_MAGIC);
    }

    static Map<String, Tensor> read(InputStream in, String file, long limit) throws IOException {
        ZipTail tail = new ZipTail(in, limit);
        ZipInputStream zip = new ZipInputStream(tail);
        Source source = new Source(zip, file, limit);
        try {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (ZipEntry entry = next(zip, source); entry != null; entry = next(zip, source)) {
                source.enter(entry.getName());
                String name = withoutSuffix(entry.getName());
                if (tensors.containsKey(name)) {
                    throw source.fault("this name is there twice");
                }
                tensors.put(name, Npy.read(source));
                source.leave();
            }
            tail.check(tensors.size(), source);
            return tensors;
        } catch (ZipException | EOFException e) {
            String reason = e.getMessage() == null ? "it ends too early" : e.getMessage();
            throw source.fault("the zip file is damaged: " + reason, e);
        } catch (ZipTail.PassedLimitException e) {
            throw source.fault("the zip file is longer than the limit of " + limit + " bytes", e);
        }
    }

    private static String withoutSuffix(String name) {
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    private static ZipEntry next(ZipInputStream zip, Source source) throws IOException {
        try {
            return zip.getNextEntry();
        } catch (IllegalArgumentException e) {
            throw source.fault("the zip file has a name that is not text: " + e.getMessage(), e);
        }
    }

    static void check(String name, Tensor tensor) {
        if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "A name in an .npz file takes at most "
                            + LONGEST_NAME
                            + " bytes, found "
                            + name.getBytes(StandardCharsets.UTF_8).length);
        }
        if (!tensor.elementType().hasNumpy()) {
            throw new IllegalArgumentException(
                    "'"
                            + name
                            + "' is of "
                            + tensor.type()
                            + ", which numpy does not have; write a .safetensors file or convert"
                            + " the array with toType");
        }
    }

    static void write(OutputStream out, Map<String, Tensor> tensors, String comment)
            throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        zip.setComment(comment);
        for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
            byte[] header = Npy.header(tensor.getValue());
            byte[] data = tensor.getValue().bytes();
            CRC32 crc = new CRC32();
            crc.update(header);
            crc.update(data);
            ZipEntry entry = new ZipEntry(tensor.getKey() + SUFFIX);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize((long) header.length + data.length);
            entry.setCrc(crc.getValue());
            entry.setTimeLocal(TIME);
            zip.putNextEntry(entry);
            zip.write(header);
            zip.write(data);
            zip.closeEntry();
        }
        zip.finish();
    }
}
