/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

/** A request that cannot be answered. */
final class RequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String pointer;

    RequestException(ErrorCode code, String pointer, String message) {
        this(code, pointer, message, null);
    }

    /**
     * Creates the exception.
     *
     * @param code why
     * @param pointer a JSON pointer (RFC 6901) to the place in the request; empty for all of it
     * @param message what was expected and what was found; it goes to the caller, so that it names
     *     no path
     * @param cause what led to it, for the log
     */
    RequestException(ErrorCode code, String pointer, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.pointer = pointer;
    }

    ErrorCode code() {
        return code;
    }

    String pointer() {
        return pointer;
    }
}
