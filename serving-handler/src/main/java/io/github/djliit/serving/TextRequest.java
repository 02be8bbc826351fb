/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.djliit.generation.GeneratedTokens;
import io.github.djliit.generation.Generation;
import io.github.djliit.generation.GenerationRequest;
import io.github.djliit.generation.InterventionGenerator;
import io.github.djliit.generation.LanguageModel;
import io.github.djliit.generation.TokenListener;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/** A request for text, and how it is run. */
final class TextRequest {

    private final LanguageModel model;
    private final ServingRequest request;
    private final BooleanSupplier mustStop;
    private final GenerationAsk ask;

    TextRequest(LanguageModel model, ServingRequest request, BooleanSupplier mustStop) {
        this.model = model;
        this.request = request;
        this.mustStop = mustStop;
        ask = request.generation().orElseThrow();
    }

    RequestPlan plan() {
        return request.plan();
    }

    /**
     * Generates.
     *
     * @param manager a manager on the model's device; nothing stays on it
     * @param listener told of each token
     * @return all tokens, as JSON
     */
    byte[] run(NDManager manager, TokenListener listener) {
        boolean withBase = request.parts().contains(ReplyPart.BASE);
        GenerationRequest.Builder builder =
                GenerationRequest.builder(
                                PromptTensors.of(request.base(), "/inputs/base"), ask.config())
                        .addPlan(request.interventions(), ask.when())
                        .optBase(withBase)
                        .optListener((row, step, token) -> heard(row, step, token, listener));
        for (int s = 0; s < request.sources().size(); s++) {
            builder.addSource(PromptTensors.of(request.sources().get(s), "/inputs/sources/" + s));
        }
        JsonObject reply = new JsonObject();
        try {
            Generation text = new InterventionGenerator(model).generate(manager, builder.build());
            reply.add("tokens", tokens(text.counterfactual()));
            text.base().ifPresent(base -> reply.add("base", tokens(base)));
        } catch (IllegalStateException e) {
            // The outputs are not those of a language model, as the settings describe it.
            throw new RequestException(
                    ErrorCode.INVALID_INPUTS, "/generate", String.valueOf(e.getMessage()), e);
        }
        return reply.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void heard(int row, int step, long token, TokenListener listener) {
        if (mustStop.getAsBoolean()) {
            throw new RequestException(
                    ErrorCode.TIMEOUT, "", "nobody waits for the answer any more");
        }
        listener.onToken(row, step, token);
    }

    private static JsonArray tokens(GeneratedTokens generated) {
        JsonArray rows = new JsonArray();
        for (long[] tokens : generated.tokens()) {
            JsonArray row = new JsonArray();
            for (long token : tokens) {
                row.add(token);
            }
            rows.add(row);
        }
        return rows;
    }
}
