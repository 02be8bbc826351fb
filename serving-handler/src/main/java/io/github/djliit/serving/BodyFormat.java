/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The form of a request's body: what its content type says or, where that is of no help, it. */
enum BodyFormat {
    JSON,
    NDLIST,
    /** Numpy's and safetensors, which are told apart by their content. */
    TENSOR_FILE,
    /** Nothing but parts of a form. */
    NONE;

    private static final Set<String> FILES =
            Set.of("tensor/npz", "tensor/npy", "tensor/safetensors", "application/x-npz");

    private static final byte[] NDLIST_START = "\0\4NDAR".getBytes(StandardCharsets.ISO_8859_1);

    static BodyFormat of(RequestParts request) {
        byte[] body = request.find(RequestParts.BODY).orElse(null);
        if (body == null) {
            return none(request);
        } else if (body.length == 0) {
            throw new RequestException(
                    ErrorCode.INVALID_REQUEST, "", "the body is empty: expected inputs");
        }
        String type = request.contentType();
        if (type.endsWith("json") || type.startsWith("text/")) {
            return JSON;
        } else if (type.equals("tensor/ndlist")) {
            return NDLIST;
        }
        return FILES.contains(type) ? TENSOR_FILE : guess(body);
    }

    private static BodyFormat none(RequestParts request) {
        if (request.find(TensorInputs.BASE).isPresent()) {
            return NONE;
        }
        throw new RequestException(
                ErrorCode.INVALID_REQUEST,
                "",
                "there are no inputs: expected a body, or a part 'data' or 'base' of a form; a body"
                        + " needs a content type, such as application/json (curl: -H"
                        + " 'Content-Type: application/json')");
    }

    private static BodyFormat guess(byte[] body) {
        int first = 0;
        while (first < body.length && Character.isWhitespace(body[first])) {
            first++;
        }
        if (first < body.length && (body[first] == '{' || body[first] == '[')) {
            // The header of a safetensors file starts with a small number, whose first byte may be
            // that of a bracket; its eighth is zero, which no JSON has.
            return body.length > 7 && body[7] == 0 ? TENSOR_FILE : JSON;
        }
        return startsList(body) ? NDLIST : TENSOR_FILE;
    }

    private static boolean startsList(byte[] body) {
        for (int i = 0; i < NDLIST_START.length; i++) {
            if (body.length <= i + Integer.BYTES || body[i + Integer.BYTES] != NDLIST_START[i]) {
                return false;
            }
        }
        return true;
    }
}
