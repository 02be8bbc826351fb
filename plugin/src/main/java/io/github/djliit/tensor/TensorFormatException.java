/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.tensor;

import java.util.regex.Pattern;

/**
 * A file of tensors that is not what it should be.
 *
 * <p>The message is one line that says the file and the entry, what was expected and what was
 * found; characters that do not show are escaped.
 */
public final class TensorFormatException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** Characters that would break the line, or tell a terminal what to do. */
    private static final Pattern HIDDEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    TensorFormatException(String message, Throwable cause) {
        super(
                HIDDEN.matcher(message)
                        .replaceAll(hidden -> "\\\\u%04x".formatted(hidden.group().codePointAt(0))),
                cause);
    }
}
