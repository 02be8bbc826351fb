/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.archive;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the first class that a pickle names, without making a single object.
 *
 * <p>Goes from one instruction to the next by their lengths; nothing is run.
 */
final class PickleGlobals {

    private static final int MAX_MEMO = 10_000;

    private final ByteBuffer bytes;
    private final Map<Integer, String> memo = new HashMap<>();
    private String last = "";
    private String beforeLast = "";

    private PickleGlobals(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Returns the first class that is named.
     *
     * @param bytes a pickle, or its start
     * @return the module and the name, with a dot between; empty if none is named or this is no
     *     pickle
     */
    static Optional<String> first(byte[] bytes) {
        PickleGlobals pickle = new PickleGlobals(bytes);
        while (pickle.bytes.hasRemaining()) {
            int code = Byte.toUnsignedInt(pickle.bytes.get());
            if (code == 'c' || code == 'i') {
                return pickle.named();
            }
            if (code == 0x93) {
                return Optional.of(pickle.beforeLast + "." + pickle.last);
            }
            if (code == '.' || !pickle.skip(code)) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private Optional<String> named() {
        String module = line();
        String name = line();
        boolean whole = module != null && name != null && !name.isEmpty();
        return whole ? Optional.of(module + "." + name) : Optional.empty();
    }

    private String line() {
        int start = bytes.position();
        while (bytes.hasRemaining()) {
            if (bytes.get() == '\n') {
                return text(start, bytes.position() - 1 - start);
            }
        }
        return null;
    }

    private String text(int start, int length) {
        return new String(bytes.array(), start, length, StandardCharsets.UTF_8);
    }

    /** Goes past the arguments of an instruction; returns whether there is such a one. */
    private boolean skip(int code) {
        return switch (code) {
            case '(', ')', '0', '1', '2', 'N', 'Q', 'R', 'a', 'b', 'd', 'e', 'l', 'o', 's', 't' ->
                    true;
            case 'u', ']', '}', 0x81, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8f, 0x90, 0x91, 0x92 -> true;
            case 0x97, 0x98 -> true;
            case 'K', 0x80, 0x82 -> forward(1);
            case 'M', 0x83 -> forward(2);
            case 'J', 0x84 -> forward(4);
            case 'G', 0x95 -> forward(8);
            case 'I', 'L', 'F', 'S', 'V', 'P', 'p', 'g' -> line() != null;
            case 'q', 'h', 'r', 'j', 0x94 -> remember(code);
            default -> counted(code);
        };
    }

    /** Goes past what has its length in front; remembers texts. */
    private boolean counted(int code) {
        long length =
                switch (code) {
                    case 'U', 'C', 0x8a, 0x8c -> number(1);
                    case 'T', 'B', 'X', 0x8b -> number(4);
                    case 0x8d, 0x8e, 0x96 -> number(8);
                    default -> -1;
                };
        if (length < 0 || length > bytes.remaining()) {
            return false;
        }
        if (code == 'X' || code == 0x8c || code == 0x8d) {
            push(text(bytes.position(), (int) length));
        }
        return forward(length);
    }

    private void push(String text) {
        beforeLast = last;
        last = text;
    }

    private boolean remember(int code) {
        long index = code == 0x94 ? memo.size() : number(code == 'q' || code == 'h' ? 1 : 4);
        if (index < 0 || memo.size() > MAX_MEMO) {
            return index >= 0;
        }
        if (code == 'h' || code == 'j') {
            push(memo.getOrDefault((int) index, ""));
        } else {
            memo.put((int) index, last);
        }
        return true;
    }

    /** Reads a number, or returns -1 if it is cut off. */
    private long number(int length) {
        if (bytes.remaining() < length) {
            return -1;
        }
        return switch (length) {
            case 1 -> Byte.toUnsignedLong(bytes.get());
            case 4 -> Integer.toUnsignedLong(bytes.getInt());
            default -> bytes.getLong();
        };
    }

    private boolean forward(long count) {
        if (count > bytes.remaining()) {
            return false;
        }
        bytes.position(bytes.position() + (int) count);
        return true;
    }
}
