/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.tensor;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Bytes from outside, of which so many are taken at most, and the place that faults name. */
final class Source {

    /** What is allocated at once on the word of a file alone. */
    private static final int CHUNK = 1 << 16;

    /**
     * What messages tell of a name, and of anything else, that a file may make as long as it is.
     */
    private static final int LONGEST_NAME = 120;

    private static final int LONGEST_MESSAGE = 500;

    private final InputStream in;
    private final String file;
    private final long limit;
    private long taken;
    private String entry = "";

    /**
     * Creates a source.
     *
     * @param in the bytes
     * @param file what the whole is called in messages; may be empty
     * @param limit how many bytes may be taken, all in all
     */
    Source(InputStream in, String file, long limit) {
        this.in = in;
        this.file = file;
        this.limit = limit;
    }

    /** Says which entry is read from now on. */
    void enter(String name) {
        entry = "entry '" + cut(name, LONGEST_NAME) + "'";
    }

    /** Says that no entry is read any more. */
    void leave() {
        entry = "";
    }

    /**
     * Takes bytes; memory grows with what is there, not with what was announced.
     *
     * @param count how many
     * @param what they are, for messages
     * @return the bytes, all of them
     */
    byte[] take(int count, String what) throws IOException {
        checkLimit(count, what);
        byte[] bytes = new byte[Math.min(count, CHUNK)];
        int found = in.readNBytes(bytes, 0, bytes.length);
        while (found == bytes.length && found < count) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(count, 2L * found));
            found += in.readNBytes(bytes, found, bytes.length - found);
        }
        taken += found;
        if (found < count) {
            throw fault(what + " takes " + count + " bytes, found " + found);
        }
        return bytes;
    }

    /** Checks that so many more may be taken. */
    void checkLimit(long count, String what) {
        if (count > limit - taken) {
            throw fault(
                    "more than the limit of "
                            + limit
                            + " bytes: "
                            + what
                            + " takes "
                            + count
                            + " after "
                            + taken);
        }
    }

    /** Checks that nothing is left. */
    void checkEnd(String what, long count) throws IOException {
        if (in.read() >= 0) {
            throw fault(what + " takes " + count + " bytes, found more");
        }
    }

    /** Makes an exception that names the place. */
    TensorFormatException fault(String message) {
        return fault(message, null);
    }

    /** Makes an exception that names the place. */
    TensorFormatException fault(String message, Throwable cause) {
        return new TensorFormatException(
                before(file) + before(entry) + cut(message, LONGEST_MESSAGE), cause);
    }

    private static String cut(String text, int longest) {
        return text.length() > longest ? text.substring(0, longest) + "..." : text;
    }

    private static String before(String place) {
        return place.isEmpty() ? "" : place + ": ";
    }
}
