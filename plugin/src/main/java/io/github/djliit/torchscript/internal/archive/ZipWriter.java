/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a zip file as PyTorch does: nothing is packed, and each content starts at a multiple of 64
 * bytes, so that it can be mapped into memory. An extra field {@code FB} fills the gap.
 */
final class ZipWriter {

    /** From here on a number is written in the long form. */
    static final long LONG_FORM = 0xffffffffL;

    private static final int ALIGNMENT = 64;
    private static final short UTF8 = 0x0800;

    /** The first of January 1980, the first day that zip files know. */
    private static final int DATE = 0x00210000;

    private static final int MANY_ENTRIES = 0xffff;
    private static final short VERSION = 20;
    private static final short LONG_VERSION = 45;

    private final OutputStream out;
    private final long longForm;
    private final List<Written> entries = new ArrayList<>();
    private long position;

    /** An entry that is written. */
    private record Written(ByteBuffer name, long crc, long size, long header) {}

    /** What writes a content. */
    @FunctionalInterface
    interface Content {

        /** Writes it, all of it. */
        void write(OutputStream out) throws IOException;
    }

    /**
     * Creates a writer.
     *
     * @param out where to; it stays open
     * @param longForm from which number on the long form is used; {@link #LONG_FORM}
     */
    ZipWriter(OutputStream out, long longForm) {
        this.out = out;
        this.longForm = longForm;
    }

    /** Writes an entry of which size and checksum are known. */
    void entry(String name, long size, long crc, Content content) throws IOException {
        Written entry = new Written(StandardCharsets.UTF_8.encode(name), crc, size, position);
        ByteBuffer extra = extra(entry);
        ByteBuffer header = buffer(30 + entry.name.remaining() + extra.remaining());
        header.putInt(0x04034b50);
        common(header, entry, isLong(size));
        header.putShort((short) entry.name.remaining()).putShort((short) extra.remaining());
        header.put(entry.name.duplicate()).put(extra);
        put(header);
        content.write(out);
        position += size;
        entries.add(entry);
    }

    /** The long form, if it is needed, and the filling. */
    private ByteBuffer extra(Written entry) {
        int numbers = isLong(entry.size) ? 20 : 0;
        long start = position + 30 + entry.name.remaining() + numbers + 4;
        int filling = (int) ((ALIGNMENT - start % ALIGNMENT) % ALIGNMENT);
        ByteBuffer extra = buffer(numbers + 4 + filling);
        if (numbers > 0) {
            extra.putShort((short) 1).putShort((short) 16).putLong(entry.size).putLong(entry.size);
        }
        extra.put((byte) 'F').put((byte) 'B').putShort((short) filling);
        while (extra.hasRemaining()) {
            extra.put((byte) 'Z');
        }
        return extra.flip();
    }

    private boolean isLong(long number) {
        return number >= longForm;
    }

    /** What both headers of an entry have: version to the second size. */
    private static void common(ByteBuffer header, Written entry, boolean isLong) {
        header.putShort(isLong ? LONG_VERSION : VERSION).putShort(UTF8).putShort((short) 0);
        header.putInt(DATE).putInt((int) entry.crc);
        int size = isLong ? -1 : (int) entry.size;
        header.putInt(size).putInt(size);
    }

    /** Writes the list of entries, and the end. */
    void finish() throws IOException {
        long start = position;
        for (Written entry : entries) {
            put(listed(entry));
        }
        long size = position - start;
        if (entries.size() >= MANY_ENTRIES || isLong(start) || isLong(size)) {
            longEnd(start, size);
        }
        ByteBuffer end = buffer(22);
        short count = (short) Math.min(entries.size(), MANY_ENTRIES);
        end.putInt(0x06054b50).putInt(0).putShort(count).putShort(count);
        end.putInt(isLong(size) ? -1 : (int) size).putInt(isLong(start) ? -1 : (int) start);
        put(end.putShort((short) 0));
    }

    private ByteBuffer listed(Written entry) {
        boolean isLong = isLong(entry.size) || isLong(entry.header);
        int extra = isLong ? 28 : 0;
        ByteBuffer header = buffer(46 + entry.name.remaining() + extra);
        header.putInt(0x02014b50).putShort(isLong ? LONG_VERSION : VERSION);
        common(header, entry, isLong);
        header.putShort((short) entry.name.remaining()).putShort((short) extra);
        header.putShort((short) 0).putInt(0).putInt(0);
        header.putInt(isLong ? -1 : (int) entry.header).put(entry.name.duplicate());
        if (isLong) {
            header.putShort((short) 1).putShort((short) 24);
            header.putLong(entry.size).putLong(entry.size).putLong(entry.header);
        }
        return header;
    }

    private void longEnd(long start, long size) throws IOException {
        long at = position;
        ByteBuffer end = buffer(56 + 20);
        end.putInt(0x06064b50).putLong(44).putShort(LONG_VERSION).putShort(LONG_VERSION);
        end.putLong(0).putLong(entries.size()).putLong(entries.size());
        end.putLong(size).putLong(start);
        put(end.putInt(0x07064b50).putInt(0).putLong(at).putInt(1));
    }

    private static ByteBuffer buffer(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void put(ByteBuffer bytes) throws IOException {
        bytes.flip();
        position += bytes.remaining();
        Channels.newChannel(out).write(bytes);
    }
}
