/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.site;

import java.util.regex.Pattern;

/**
 * Says where a text stops being a site, and what was expected there.
 *
 * <p>The message is one line: {@code layers.0[5:: at character 11: expected ']' or ',' but found
 * ':'}. A long text is cut around the place, and characters that do not show are escaped.
 */
public final class SiteSyntaxException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;
    private static final int CONTEXT = 40;
    private static final Pattern HIDDEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private final String text;
    private final int position;
    private final String expected;

    SiteSyntaxException(String text, int position, String expected) {
        super(
                visible(
                        "%s at character %s: %s"
                                .formatted(excerpt(text, position), position, expected)));
        this.text = text;
        this.position = position;
        this.expected = expected;
    }

    /**
     * Returns the text that was read.
     *
     * @return the whole text
     */
    public String text() {
        return text;
    }

    /**
     * Returns where it stops being a site.
     *
     * @return the offset in the text, from 0 to its length
     */
    public int position() {
        return position;
    }

    /**
     * Returns what was expected there and what was found instead.
     *
     * @return a phrase such as {@code expected a step but found the end}
     */
    public String expected() {
        return expected;
    }

    private static String excerpt(String text, int position) {
        if (text.isEmpty()) {
            return "empty text";
        }
        int from = Math.max(0, position - CONTEXT);
        int to = Math.min(text.length(), position + CONTEXT);
        return (from > 0 ? "..." : "")
                + text.substring(from, to)
                + (to < text.length() ? "..." : "");
    }

    private static String visible(String message) {
        return HIDDEN.matcher(message)
                .replaceAll(hidden -> "\\\\u%04x".formatted(hidden.group().codePointAt(0)));
    }
}
