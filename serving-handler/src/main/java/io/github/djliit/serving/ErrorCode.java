/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import java.util.Locale;

/** Why a request was not answered: what the reply calls it, and its HTTP status. */
enum ErrorCode {
    /** It is not a request: no data, no JSON, an unknown key, a value of another type. */
    INVALID_REQUEST(400),
    /** A tensor that cannot be read. */
    INVALID_TENSOR(400),
    /** The plan is none. */
    INVALID_PLAN(400),
    /** There is no stored plan of that name. */
    UNKNOWN_PLAN(400),
    /** The model's alignment has no such variable. */
    UNKNOWN_VARIABLE(400),
    /** The network has no such site. */
    UNKNOWN_SITE(400),
    /** The site is there, but not fit for what the plan does. */
    UNUSABLE_SITE(400),
    /** The plan reads a source that is not given. */
    MISSING_SOURCE(400),
    /** The network, under the plan, does not take these inputs. */
    INVALID_INPUTS(400),
    /** Too many bytes came. */
    REQUEST_TOO_LARGE(413),
    /** Too many rows came. */
    TOO_MANY_ROWS(413),
    /** Too many sources came. */
    TOO_MANY_SOURCES(413),
    /** The plan has too many interventions. */
    TOO_MANY_INTERVENTIONS(413),
    /** Too many sites are to be collected. */
    TOO_MANY_SITES(413),
    /** Too many tokens are to be generated. */
    TOO_MANY_TOKENS(413),
    /** The reply would have too many bytes. */
    REPLY_TOO_LARGE(413),
    /** There was not enough memory, here or on the device. */
    OUT_OF_MEMORY(503),
    /** The request had waited for others for too long, or its generation took too long. */
    TIMEOUT(503),
    /** As many answers as there may be are being streamed. */
    TOO_MANY_STREAMS(503),
    /** A fault of this program. */
    INTERNAL(500);

    private final int status;

    ErrorCode(int status) {
        this.status = status;
    }

    int status() {
        return status;
    }

    /** Returns the reason that stands in the first line of the HTTP reply. */
    String phrase() {
        return switch (status) {
            case 400 -> "Bad Request";
            case 413 -> "Content Too Large";
            case 503 -> "Service Unavailable";
            default -> "Internal Server Error";
        };
    }

    /** Returns the name in the reply, such as {@code unknown_site}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
