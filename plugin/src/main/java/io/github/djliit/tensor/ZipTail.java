/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.tensor;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A zip file read from its start, of which the end is kept.
 *
 * <p>Whoever reads entry after entry stops at the first thing that does not look like one. Only the
 * end of the file says how many there should have been.
 */
final class ZipTail extends FilterInputStream {

    /** How the record at the end starts. */
    private static final int END = 0x06054b50;

    private static final int END_LENGTH = 22;
    private static final int CHUNK = 1 << 16;

    /** The record and the longest comment behind it. */
    private static final int KEPT = END_LENGTH + 0xffff;

    private final long limit;
    private final ByteBuffer window =
            ByteBuffer.allocate(KEPT + CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    private long passed;

    /** Creates a stream that gives at most so many bytes. */
    ZipTail(InputStream in, long limit) {
        super(in);
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, Math.min(length, CHUNK));
        if (count > 0) {
            pass(bytes, offset, count);
        }
        return count;
    }

    private void pass(byte[] bytes, int offset, int count) throws PassedLimitException {
        passed += count;
        if (passed > limit) {
            throw new PassedLimitException();
        }
        if (window.remaining() < count) {
            window.flip();
            window.position(Math.max(0, window.limit() - KEPT));
            window.compact();
        }
        window.put(bytes, offset, count);
    }

    /** Reads to the end, and checks how many entries the file says it has. */
    void check(int found, Source source) throws IOException {
        byte[] rest = new byte[CHUNK];
        while (read(rest, 0, CHUNK) >= 0) {
            // The window fills.
        }
        int end = end();
        if (end < 0) {
            throw source.fault("the file is cut off: no record of a zip file is at its end");
        }
        int listed = Short.toUnsignedInt(window.getShort(end + 10));
        // As many as the field can hold may mean more.
        if (listed != found && !(listed == 0xffff && found > listed)) {
            throw source.fault("the file should have " + listed + " entries, found " + found);
        }
    }

    /** Finds the record that the file ends with, or -1. */
    private int end() {
        int size = window.position();
        for (int at = size - END_LENGTH; at >= Math.max(0, size - KEPT); at--) {
            int comment = size - at - END_LENGTH;
            if (window.getInt(at) == END
                    && Short.toUnsignedInt(window.getShort(at + END_LENGTH - 2)) == comment) {
                return at;
            }
        }
        return -1;
    }

    /** More bytes came than were to be read. */
    static final class PassedLimitException extends IOException {

        private static final long serialVersionUID = 1L;
    }
}
