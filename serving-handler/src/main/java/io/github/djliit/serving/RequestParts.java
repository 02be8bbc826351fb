/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import ai.djl.modality.Input;
import ai.djl.ndarray.BytesSupplier;
import ai.djl.util.PairList;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What came with a request: its body, the query parameters and the parts of a form.
 *
 * <p>The server gives all of them as entries by name; the body is called {@code data}.
 *
 * @param entries the bytes by name
 * @param contentType the type of the body, lower case, without parameters; empty if none is given
 * @param accept what the caller takes for an answer
 */
record RequestParts(Map<String, byte[]> entries, String contentType, String accept) {

    static final String BODY = "data";

    /**
     * Takes a request apart.
     *
     * @param input what the server gave
     * @param limit how many bytes there may be
     */
    static RequestParts of(Input input, long limit) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        PairList<String, BytesSupplier> content = input.getContent();
        checkSize(content, limit);
        for (int i = 0; i < content.size(); i++) {
            String name = content.keyAt(i) == null ? BODY : content.keyAt(i);
            if (entries.put(name, content.valueAt(i).getAsBytes()) != null) {
                throw new RequestException(
                        ErrorCode.INVALID_REQUEST,
                        pointer(name),
                        "this is there twice, as query parameters or parts");
            }
        }
        String type = input.getProperty("Content-Type", "");
        return new RequestParts(
                entries,
                type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT),
                input.getProperty("Accept", ""));
    }

    private static void checkSize(PairList<String, BytesSupplier> content, long limit) {
        long bytes = 0;
        for (int i = 0; i < content.size(); i++) {
            bytes += content.valueAt(i).toByteBuffer().remaining();
        }
        if (bytes > limit) {
            throw new RequestException(
                    ErrorCode.REQUEST_TOO_LARGE,
                    "",
                    "a request has at most " + limit + " bytes, found " + bytes);
        }
    }

    /** Returns the pointer that names an entry. */
    static String pointer(String entry) {
        return entry.equals(BODY) ? "" : "/" + entry.replace("~", "~0").replace("/", "~1");
    }

    Optional<byte[]> find(String entry) {
        return Optional.ofNullable(entries.get(entry));
    }

    /** Returns an entry as text. */
    Optional<String> text(String entry) {
        return find(entry).map(bytes -> decode(entry, bytes));
    }

    private static String decode(String entry, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new RequestException(
                    ErrorCode.INVALID_REQUEST, pointer(entry), "expected text in UTF-8", e);
        }
    }
}
