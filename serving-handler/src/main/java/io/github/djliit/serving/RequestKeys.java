/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import com.google.gson.JsonArray;
import com.google.gson.JsonPrimitive;
import io.github.djliit.json.JsonFormatException;
import io.github.djliit.json.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a request says besides its inputs; each as a key of a JSON body, a query parameter or a part
 * of a form.
 *
 * @param plan the plan, or the name of one
 * @param variables the source of each variable
 * @param collect further sites to collect
 * @param parts what goes into the reply
 * @param generation that and how text is to be generated
 * @param isPlain whether a plain prediction was asked for
 */
record RequestKeys(
        Optional<JsonNode> plan,
        Optional<JsonNode> variables,
        Optional<JsonNode> collect,
        Optional<JsonNode> parts,
        Optional<JsonNode> generation,
        boolean isPlain) {

    static final String PLAN = "plan";
    static final String VARIABLES = "variables";
    static final String COLLECT = "collect";
    static final String RETURN = "return";
    static final String GENERATE = "generate";

    /**
     * Reads the keys.
     *
     * @param request query parameters and parts
     * @param body the body's own; empty where the body is no JSON
     * @param isPlain whether the inputs are those of a plain prediction
     */
    static RequestKeys of(RequestParts request, Map<String, JsonNode> body, boolean isPlain) {
        return new RequestKeys(
                find(request, body, PLAN, RequestKeys::planText),
                find(request, body, VARIABLES, UnaryOperator.identity()),
                find(request, body, COLLECT, RequestKeys::siteText),
                find(request, body, RETURN, RequestKeys::wordsText),
                find(request, body, GENERATE, UnaryOperator.identity()),
                isPlain);
    }

    private static Optional<JsonNode> find(
            RequestParts request,
            Map<String, JsonNode> body,
            String key,
            UnaryOperator<String> toJson) {
        Optional<JsonNode> beside = request.text(key).map(text -> parse(key, toJson.apply(text)));
        if (beside.isPresent() && body.containsKey(key)) {
            throw new RequestException(
                    ErrorCode.INVALID_REQUEST,
                    "/" + key,
                    "this is there twice: in the body and beside it");
        }
        return beside.or(() -> Optional.ofNullable(body.get(key)));
    }

    /** Parses it as a member, so that pointers start with its name. */
    private static JsonNode parse(String key, String json) {
        try {
            JsonNode.parse(json);
        } catch (JsonFormatException e) {
            throw new RequestException(
                    ErrorCode.INVALID_REQUEST, "/" + key + e.pointer(), e.reason(), e);
        }
        return JsonNode.parse("{\"" + key + "\":" + json + "}").get(key);
    }

    /** A plan is an object; what is none is a name. */
    private static String planText(String text) {
        String plan = text.strip();
        return plan.startsWith("{") || plan.startsWith("\"") ? plan : quoted(plan);
    }

    /** One site stands for itself; its commas part no list. */
    private static String siteText(String text) {
        String sites = text.strip();
        return sites.startsWith("[\"") ? sites : "[" + quoted(sites) + "]";
    }

    /** Words may be given without brackets and quotes. */
    private static String wordsText(String text) {
        if (text.strip().startsWith("[")) {
            return text;
        }
        JsonArray words = new JsonArray();
        for (String word : text.split(",", -1)) {
            words.add(word.strip());
        }
        return words.toString();
    }

    private static String quoted(String text) {
        return new JsonPrimitive(text).toString();
    }
}
