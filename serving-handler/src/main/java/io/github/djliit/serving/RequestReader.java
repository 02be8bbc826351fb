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
import io.github.djliit.intervention.InvalidPlanException;
import io.github.djliit.json.JsonFormatException;
import io.github.djliit.json.JsonNode;
import io.github.djliit.tensor.Tensor;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads requests of a model; thread-safe. */
final class RequestReader {

    private static final Set<String> BODY_KEYS =
            Set.of(
                    "inputs",
                    RequestKeys.PLAN,
                    RequestKeys.VARIABLES,
                    RequestKeys.COLLECT,
                    RequestKeys.RETURN,
                    RequestKeys.GENERATE);

    private final ServingSettings settings;
    private final PlanReader plans;

    RequestReader(ServedModel model, ServingSettings settings) {
        this.settings = settings;
        plans = new PlanReader(model, settings);
    }

    /**
     * Reads a request.
     *
     * @param input what the server gave
     * @throws RequestException if it is none that can be run
     */
    ServingRequest read(Input input) {
        RequestParts parts = RequestParts.of(input, settings.maxRequestBytes());
        try {
            return BodyFormat.of(parts) == BodyFormat.JSON ? json(parts) : tensors(parts);
        } catch (JsonFormatException e) {
            throw new RequestException(ErrorCode.INVALID_REQUEST, e.pointer(), e.reason(), e);
        }
    }

    private ServingRequest json(RequestParts parts) {
        JsonNode root = JsonNode.parse(parts.text(RequestParts.BODY).orElseThrow());
        Map<String, JsonNode> body = root.object(BODY_KEYS);
        boolean isText =
                body.containsKey(RequestKeys.GENERATE)
                        || parts.find(RequestKeys.GENERATE).isPresent();
        RequestInputs inputs = new JsonInputs(settings, isText).read(root.get("inputs"));
        return request(parts, RequestKeys.of(parts, body, inputs.isPlain()), inputs);
    }

    private ServingRequest tensors(RequestParts parts) {
        RequestInputs inputs = TensorInputs.read(parts, settings.maxRequestBytes());
        return request(parts, RequestKeys.of(parts, Map.of(), inputs.isPlain()), inputs);
    }

    private ServingRequest request(RequestParts parts, RequestKeys keys, RequestInputs inputs) {
        inputs.check(settings);
        RequestPlan plan = plans.read(keys, inputs.others());
        checkSources(plan, inputs.sources());
        try {
            plan.plan().checkRows(inputs.rows());
        } catch (InvalidPlanException e) {
            throw plan.fault(ErrorCode.INVALID_PLAN, e);
        }
        return new ServingRequest(
                inputs.base(),
                inputs.sources(),
                plan,
                keys.parts().map(ReplyPart::read).orElseGet(() -> usual(plan)),
                ReplyFormat.of(parts.accept()),
                keys.generation().map(node -> generation(node, plan)),
                inputs.names());
    }

    private GenerationAsk generation(JsonNode node, RequestPlan plan) {
        if (!plan.plan().collect().isEmpty()) {
            throw new RequestException(
                    ErrorCode.INVALID_REQUEST,
                    node.pointer(),
                    "nothing is collected where text is generated; the plan, or the request, has "
                            + plan.plan().collect());
        }
        return GenerationAsk.read(node, settings.generation());
    }

    private static Set<ReplyPart> usual(RequestPlan plan) {
        return plan.plan().collect().isEmpty()
                ? EnumSet.of(ReplyPart.OUTPUT)
                : EnumSet.of(ReplyPart.OUTPUT, ReplyPart.COLLECTED);
    }

    private static void checkSources(RequestPlan plan, List<List<Tensor>> sources) {
        int needed = plan.plan().sources();
        if (needed > sources.size()) {
            throw new RequestException(
                    ErrorCode.MISSING_SOURCE,
                    plan.pointer(),
                    "this takes values from source "
                            + (needed - 1)
                            + ", but "
                            + sources.size()
                            + (sources.size() == 1 ? " source is" : " sources are")
                            + " given (they count from 0)");
        }
    }
}
