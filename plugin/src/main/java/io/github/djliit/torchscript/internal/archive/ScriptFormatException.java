/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.archive;

import java.util.regex.Pattern;

/**
 * A file that is not the TorchScript archive that it should be.
 *
 * <p>The message is one line that says the file and the entry, what was expected, what was found
 * and what to do; characters that do not show are escaped, and a long message is cut.
 */
public final class ScriptFormatException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** Characters that would break the line, or tell a terminal what to do. */
    private static final Pattern HIDDEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private static final int MAX_LENGTH = 700;

    public ScriptFormatException(String message) {
        this(message, null);
    }

    public ScriptFormatException(String message, Throwable cause) {
        super(visible(message, MAX_LENGTH), cause);
    }

    /** Cuts what a file may make as long as it is, and escapes what does not show. */
    public static String visible(String text, int longest) {
        String cut = text.length() > longest ? text.substring(0, longest) + "..." : text;
        return HIDDEN.matcher(cut)
                .replaceAll(hidden -> "\\\\u%04x".formatted(hidden.group().codePointAt(0)));
    }
}
