/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import io.github.djliit.tensor.Tensor;
import io.github.djliit.tensor.TensorFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/** The form of a reply. */
enum ReplyFormat {
    JSON("application/json"),
    NDLIST("tensor/ndlist"),
    NPZ("tensor/npz"),
    SAFETENSORS("tensor/safetensors");

    private final String mediaType;

    ReplyFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    String mediaType() {
        return mediaType;
    }

    /** Returns the first form of a header {@code Accept} that there is, or else JSON. */
    static ReplyFormat of(String accept) {
        for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String wanted = range.replaceFirst(";.*", "").strip();
            for (ReplyFormat format : values()) {
                if (format.mediaType.equals(wanted)) {
                    return format;
                }
            }
        }
        return JSON;
    }

    /**
     * Writes tensors.
     *
     * @throws IllegalArgumentException if this form has no such tensors
     */
    byte[] write(Map<String, Tensor> tensors) throws IOException {
        if (this == NDLIST) {
            return NdListBytes.write(tensors);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TensorFile.Format format =
                this == NPZ ? TensorFile.Format.NPZ : TensorFile.Format.SAFETENSORS;
        TensorFile.write(bytes, format, tensors);
        return bytes.toByteArray();
    }
}
