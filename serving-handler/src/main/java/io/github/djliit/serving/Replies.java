/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import ai.djl.modality.Output;
import com.google.gson.JsonObject;
import com.google.gson.stream.JsonWriter;
import io.github.djliit.site.Site;
import io.github.djliit.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes what a request asked for, in the form that it asked for. */
final class Replies {

    private Replies() {}

    /**
     * Writes a reply.
     *
     * @throws RequestException if it is too large, or its form has no such tensors
     */
    static Output write(ServingRequest request, RequestResult result, ServingSettings settings)
            throws IOException {
        byte[] bytes = bytes(request.format(), result);
        RequestResult.checkSize(bytes.length, settings.maxReplyBytes());
        return of(200, "OK", request.format(), bytes);
    }

    /** Returns what the answer to a request that is refused says. */
    static String error(RequestException e) {
        JsonObject error = new JsonObject();
        error.addProperty("code", e.code().toString());
        error.addProperty("pointer", e.pointer());
        error.addProperty("message", e.getMessage());
        JsonObject body = new JsonObject();
        body.add("error", error);
        return body.toString();
    }

    /** Makes the answer that the server sends. */
    static Output of(int status, String phrase, ReplyFormat format, byte[] bytes) {
        Output output = new Output(status, phrase);
        output.addProperty("Content-Type", format.mediaType());
        output.add(bytes);
        return output;
    }

    private static byte[] bytes(ReplyFormat format, RequestResult result) throws IOException {
        try {
            return format == ReplyFormat.JSON ? json(result) : format.write(tensors(result));
        } catch (IllegalArgumentException e) {
            throw new RequestException(
                    ErrorCode.INVALID_REQUEST,
                    "",
                    "the reply cannot be written as " + format.mediaType() + ": " + e.getMessage(),
                    e);
        }
    }

    private static byte[] json(RequestResult result) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Writer writer = new OutputStreamWriter(bytes, StandardCharsets.UTF_8);
                JsonWriter json = new JsonWriter(writer)) {
            json.setHtmlSafe(false);
            json.beginObject();
            for (Map.Entry<ReplyPart, List<List<Tensor>>> part : result.outputs().entrySet()) {
                json.name(part.getKey().toString());
                if (part.getKey() == ReplyPart.SOURCES) {
                    writeAll(json, part.getValue());
                } else {
                    write(json, part.getValue().get(0));
                }
            }
            for (Map.Entry<ReplyPart, Map<Site, List<List<Tensor>>>> part :
                    result.collected().entrySet()) {
                json.name(part.getKey().toString());
                writeSites(json, part.getKey(), part.getValue());
            }
            json.endObject();
        }
        return bytes.toByteArray();
    }

    private static void writeSites(
            JsonWriter json, ReplyPart part, Map<Site, List<List<Tensor>>> sites)
            throws IOException {
        json.beginObject();
        for (Map.Entry<Site, List<List<Tensor>>> site : sites.entrySet()) {
            json.name(site.getKey().toString());
            if (part == ReplyPart.COLLECTED_SOURCES) {
                writeAll(json, site.getValue());
            } else {
                write(json, site.getValue().get(0));
            }
        }
        json.endObject();
    }

    private static void writeAll(JsonWriter json, List<List<Tensor>> runs) throws IOException {
        json.beginArray();
        for (List<Tensor> run : runs) {
            write(json, run);
        }
        json.endArray();
    }

    /** One tensor, as nearly always, stands for itself. */
    private static void write(JsonWriter json, List<Tensor> tensors) throws IOException {
        if (tensors.size() == 1) {
            JsonTensors.write(json, tensors.get(0));
            return;
        }
        json.beginArray();
        for (Tensor tensor : tensors) {
            JsonTensors.write(json, tensor);
        }
        json.endArray();
    }

    /** Names tensors as {@code iit run} does. */
    private static Map<String, Tensor> tensors(RequestResult result) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        result.outputs()
                .forEach(
                        (part, runs) -> {
                            for (int r = 0; r < runs.size(); r++) {
                                String name =
                                        part == ReplyPart.SOURCES
                                                ? "source" + r + "_"
                                                : part.toString();
                                for (int i = 0; i < runs.get(r).size(); i++) {
                                    tensors.put(name + i, runs.get(r).get(i));
                                }
                            }
                        });
        result.collected()
                .forEach(
                        (part, sites) ->
                                sites.forEach((site, runs) -> add(tensors, part, site, runs)));
        return tensors;
    }

    private static void add(
            Map<String, Tensor> tensors, ReplyPart part, Site site, List<List<Tensor>> runs) {
        for (int r = 0; r < runs.size(); r++) {
            String name =
                    site
                            + switch (part) {
                                case COLLECTED_BASE -> ".base";
                                case COLLECTED_SOURCES -> ".source" + r;
                                default -> ".counterfactual";
                            };
            for (int i = 0; i < runs.get(r).size(); i++) {
                tensors.put(i == 0 ? name : name + "." + i, runs.get(r).get(i));
            }
        }
    }
}
