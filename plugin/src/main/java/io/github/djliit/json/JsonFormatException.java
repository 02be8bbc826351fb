/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.json;

import java.util.regex.Pattern;

/**
 * A JSON text that is not what it should be.
 *
 * <p>The message is one line that starts with the pointer of the fault; characters that do not show
 * are escaped, and a message that repeats a long text is cut.
 */
public final class JsonFormatException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** Characters that would break the line, or tell a terminal what to do. */
    private static final Pattern HIDDEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private static final int MAX_LENGTH = 500;

    private final String pointer;
    private final String reason;

    /**
     * Creates the exception.
     *
     * @param pointer a JSON pointer (RFC 6901) to the place; empty for the whole text
     * @param message what was expected and what was found
     */
    public JsonFormatException(String pointer, String message) {
        super(line(pointer, message));
        this.pointer = pointer;
        reason = line("", message);
    }

    /**
     * Writes a fault as one line: characters that do not show are escaped, long texts cut.
     *
     * @param pointer a JSON pointer (RFC 6901) to the place; empty for the whole text
     * @param message what was expected and what was found
     * @return the line, which starts with the pointer
     */
    public static String line(String pointer, String message) {
        return visible(shown(pointer, 150, ": ") + shown(message, MAX_LENGTH, ""));
    }

    /**
     * Returns where the fault is.
     *
     * @return a JSON pointer (RFC 6901); empty for the whole text
     */
    public String pointer() {
        return pointer;
    }

    /**
     * Returns what is wrong.
     *
     * @return the message without the pointer
     */
    public String reason() {
        return reason;
    }

    private static String shown(String text, int length, String end) {
        if (text.length() > length) {
            return text.substring(0, length) + "..." + end;
        }
        return text.isEmpty() ? "" : text + end;
    }

    private static String visible(String message) {
        return HIDDEN.matcher(message)
                .replaceAll(hidden -> "\\\\u%04x".formatted(hidden.group().codePointAt(0)));
    }
}
