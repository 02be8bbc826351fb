/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.archive;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks the entries of a zip file, piece by piece; an entry that has more than the list of
 * entries says is stopped there.
 */
final class ZipContent {

    private static final int HEADER = 0x04034b50;
    private static final int HEADER_LENGTH = 30;
    private static final int CHUNK = 1 << 16;

    private final ByteSource source;
    private final String file;

    ZipContent(ByteSource source, String file) {
        this.source = source;
        this.file = file;
    }

    /** Returns the first bytes of an entry, all of them where there are no more. */
    byte[] start(ZipItem item, int most) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        unpack(item, Math.min(most, item.size()), bytes);
        return bytes.toByteArray();
    }

    /** Returns an entry of less than 2 GiB. */
    byte[] bytes(ZipItem item) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        copy(item, bytes);
        return bytes.toByteArray();
    }

    /** Copies an entry, unpacked, and checks its sum. */
    void copy(ZipItem item, OutputStream out) throws IOException {
        long crc = unpack(item, item.size(), out);
        if (crc != item.crc()) {
            throw fault(item, "its checksum is not that of the list; the file is damaged");
        }
    }

    private long unpack(ZipItem item, long count, OutputStream out) throws IOException {
        try {
            long start = dataStart(item);
            CRC32 crc = new CRC32();
            if (item.method() == ZipItem.STORED) {
                store(start, count, out, crc);
            } else {
                inflate(item, start, count, out, crc);
            }
            return crc.getValue();
        } catch (EOFException e) {
            throw fault(item, "the file is cut off: " + e.getMessage());
        } catch (DataFormatException e) {
            throw fault(item, "it cannot be unpacked: " + e.getMessage());
        }
    }

    private long dataStart(ZipItem item) throws IOException {
        if (item.header() > source.size() - HEADER_LENGTH) {
            throw fault(item, "its header is outside the file");
        }
        ByteBuffer header = source.take(item.header(), HEADER_LENGTH);
        if (header.getInt(0) != HEADER) {
            throw fault(item, "its header is not where the list says");
        }
        long start = item.header() + HEADER_LENGTH;
        start += Short.toUnsignedInt(header.getShort(26));
        start += Short.toUnsignedInt(header.getShort(28));
        if (start > source.size() || item.packed() > source.size() - start) {
            throw fault(item, "its content is outside the file");
        }
        return start;
    }

    private void store(long start, long count, OutputStream out, CRC32 crc) throws IOException {
        for (long done = 0; done < count; done += CHUNK) {
            byte[] piece = source.bytes(start + done, (int) Math.min(CHUNK, count - done));
            crc.update(piece);
            out.write(piece);
        }
    }

    private void inflate(ZipItem item, long start, long count, OutputStream out, CRC32 crc)
            throws IOException, DataFormatException {
        Inflater inflater = new Inflater(true);
        try {
            byte[] piece = new byte[CHUNK];
            long in = 0;
            long done = 0;
            while (done < count && !inflater.finished()) {
                if (inflater.needsInput()) {
                    int length = (int) Math.min(CHUNK, item.packed() - in);
                    if (length == 0) {
                        throw new DataFormatException("it ends too early");
                    }
                    inflater.setInput(source.take(start + in, length));
                    in += length;
                }
                int length = inflater.inflate(piece, 0, (int) Math.min(CHUNK, count - done));
                crc.update(piece, 0, length);
                out.write(piece, 0, length);
                done += length;
            }
            checkEnd(inflater, item, done, count);
        } finally {
            inflater.end();
        }
    }

    private void checkEnd(Inflater inflater, ZipItem item, long done, long count)
            throws DataFormatException {
        if (done < count) {
            throw fault(item, "expected " + item.size() + " bytes, found " + done);
        }
        boolean whole = count == item.size();
        if (whole && !inflater.finished() && inflater.inflate(new byte[1]) > 0) {
            throw fault(item, "it unpacks to more than the " + count + " bytes of the list");
        }
    }

    private ScriptFormatException fault(ZipItem item, String message) {
        return new ScriptFormatException(
                "%s: entry '%s': %s"
                        .formatted(file, ScriptFormatException.visible(item.name(), 120), message));
    }
}
