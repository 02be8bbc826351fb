/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import io.github.djliit.json.JsonFormatException;

/**
 * A plan whose parts do not go together, or do not go with the batch or the sources that it meets.
 *
 * <p>Java code that makes such a plan gets this exception; a reader of the JSON form throws a
 * {@link JsonFormatException} with the same pointer and message instead.
 */
public final class InvalidPlanException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String pointer;
    private final String reason;

    /**
     * Creates the exception.
     *
     * @param pointer a JSON pointer (RFC 6901) to the part of the plan, as {@code
     *     /interventions/1}; empty for the whole plan
     * @param reason what was expected and what was found
     */
    public InvalidPlanException(String pointer, String reason) {
        super(JsonFormatException.line(pointer, reason));
        this.pointer = pointer;
        this.reason = reason;
    }

    /**
     * Returns where the plan has the fault, counted as in its JSON form.
     *
     * @return a JSON pointer (RFC 6901); empty for the whole plan
     */
    public String pointer() {
        return pointer;
    }

    /**
     * Returns what is wrong.
     *
     * @return the message without the pointer, however long and whatever its characters
     */
    public String reason() {
        return reason;
    }
}
