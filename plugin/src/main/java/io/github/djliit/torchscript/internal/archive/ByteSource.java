/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.archive;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The bytes of an archive, read here and there; closed because a file or memory is all there is.
 */
sealed interface ByteSource extends Closeable {

    /** Returns how many bytes there are. */
    long size() throws IOException;

    /** Fills a buffer from a place on. */
    void read(long position, ByteBuffer buffer) throws IOException;

    @Override
    void close() throws IOException;

    /** Returns the bytes from a place on, to be read with the least byte first. */
    default ByteBuffer take(long position, int count) throws IOException {
        return ByteBuffer.wrap(bytes(position, count)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns the bytes from a place on. */
    default byte[] bytes(long position, int count) throws IOException {
        byte[] bytes = new byte[count];
        read(position, ByteBuffer.wrap(bytes));
        return bytes;
    }

    /** Opens a file. */
    static ByteSource open(Path file) throws IOException {
        return new OfFile(FileChannel.open(file));
    }

    /**
     * A file.
     *
     * @param channel the open file
     */
    record OfFile(FileChannel channel) implements ByteSource {
        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void read(long position, ByteBuffer buffer) throws IOException {
            long at = position;
            while (buffer.hasRemaining()) {
                int count = channel.read(buffer, at);
                if (count < 0) {
                    throw new EOFException("the file ends at " + at);
                }
                at += count;
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /**
     * Memory.
     *
     * @param bytes the bytes, which nobody changes
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared; a holder of the bytes.
    record OfMemory(byte[] bytes) implements ByteSource {
        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void read(long position, ByteBuffer buffer) throws IOException {
            if (position + buffer.remaining() > bytes.length) {
                throw new EOFException("the bytes end at " + bytes.length);
            }
            buffer.put(bytes, (int) position, buffer.remaining());
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
