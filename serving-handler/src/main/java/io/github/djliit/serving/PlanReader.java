/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import io.github.djliit.alignment.Alignment;
import io.github.djliit.intervention.InvalidPlanException;
import io.github.djliit.intervention.PlanFormat;
import io.github.djliit.intervention.Value;
import io.github.djliit.json.JsonFormatException;
import io.github.djliit.json.JsonNode;
import io.github.djliit.site.Nearest;
import io.github.djliit.site.Site;
import io.github.djliit.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out what a request wants done: a plan that it writes out, the name of a stored one,
 * variables of the alignment, or the model's default plan.
 */
final class PlanReader {

    private static final String PLAN = "/plan";
    private static final String VARIABLES = "/variables";

    private final ServedModel model;
    private final ServingSettings settings;
    private final KnownPlans known = new KnownPlans();

    PlanReader(ServedModel model, ServingSettings settings) {
        this.model = model;
        this.settings = settings;
    }

    /**
     * Reads the plan of a request.
     *
     * @param parts the parts of the request that tell of it
     * @param tensors what the plan may call {@code "@name"}
     */
    RequestPlan read(RequestKeys parts, Map<String, Tensor> tensors) {
        if (parts.plan().isPresent() && parts.variables().isPresent()) {
            throw new RequestException(
                    ErrorCode.INVALID_REQUEST,
                    VARIABLES,
                    "expected a plan or variables, found both");
        }
        Optional<String> key = tensors.isEmpty() ? key(parts) : Optional.empty();
        Optional<RequestPlan> before = key.flatMap(known::find);
        if (before.isPresent()) {
            return before.get();
        }
        Optional<RequestPlan> given =
                parts.plan()
                        .map(plan -> plan(plan, tensors))
                        .or(() -> parts.variables().map(this::variables));
        RequestPlan plan = given.orElseGet(() -> otherwise(parts.isPlain()));
        RequestPlan all = checked(collecting(plan, parts.collect()));
        key.ifPresent(text -> known.put(text, all));
        return all;
    }

    /** What is written out in a request stays the same; a name may come to mean another plan. */
    private static Optional<String> key(RequestKeys parts) {
        boolean isWritten =
                parts.plan().map(JsonNode::isObject).orElseGet(() -> parts.variables().isPresent());
        return isWritten
                ? KnownPlans.key(List.of(parts.plan(), parts.variables(), parts.collect()))
                : Optional.empty();
    }

    private RequestPlan otherwise(boolean isPlain) {
        return isPlain ? RequestPlan.NONE : model.plans().usual().orElse(RequestPlan.NONE);
    }

    private RequestPlan plan(JsonNode node, Map<String, Tensor> tensors) {
        if (node.isString()) {
            return model.plans().get(node.string());
        }
        checkCount(node, "interventions", settings.maxInterventions());
        PlanFormat format =
                PlanFormat.builder().optFolder(model.folder()).optTensors(values(tensors)).build();
        try {
            return RequestPlan.of(format.read(node), PLAN, true);
        } catch (JsonFormatException e) {
            throw new RequestException(ErrorCode.INVALID_PLAN, PLAN + e.pointer(), e.reason(), e);
        } catch (IllegalArgumentException e) {
            throw new RequestException(ErrorCode.INVALID_PLAN, PLAN, e.getMessage(), e);
        }
    }

    /** Before anything is made of them. */
    private static void checkCount(JsonNode node, String key, int limit) {
        int count =
                node.isObject()
                        ? node.find(key).filter(JsonNode::isList).map(JsonNode::size).orElse(0)
                        : 0;
        if (count > limit) {
            throw tooMany(count, limit, PLAN + "/" + key);
        }
    }

    private static Map<String, Value> values(Map<String, Tensor> tensors) {
        Map<String, Value> values = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> values.put(name, value(name, tensor)));
        return values;
    }

    private static Value value(String name, Tensor tensor) {
        try {
            return Value.of(tensor);
        } catch (IllegalArgumentException e) {
            throw new RequestException(
                    ErrorCode.INVALID_TENSOR, RequestParts.pointer(name), e.getMessage(), e);
        }
    }

    private RequestPlan variables(JsonNode node) {
        Map<String, Integer> sources = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : node.object().entrySet()) {
            sources.put(member.getKey(), source(member.getKey(), member.getValue()));
        }
        Alignment alignment = alignment();
        try {
            return RequestPlan.of(alignment.plan(sources), VARIABLES, false);
        } catch (IllegalArgumentException e) {
            // Variables that share a site, as one inside the other.
            throw new RequestException(ErrorCode.INVALID_PLAN, VARIABLES, e.getMessage(), e);
        }
    }

    private int source(String variable, JsonNode node) {
        if (!alignment().sites().containsKey(variable)) {
            throw new RequestException(
                    ErrorCode.UNKNOWN_VARIABLE,
                    node.pointer(),
                    "the model aligns no such variable."
                            + Nearest.hint(variable, alignment().sites().keySet()));
        }
        int source = node.integer();
        if (source < 0) {
            throw node.fault("expected the index of a source, from 0, found " + source);
        }
        return source;
    }

    private Alignment alignment() {
        return model.alignment()
                .orElseThrow(
                        () ->
                                new RequestException(
                                        ErrorCode.UNKNOWN_VARIABLE,
                                        VARIABLES,
                                        "the model has no alignment: give a plan"));
    }

    private RequestPlan collecting(RequestPlan plan, Optional<JsonNode> collect) {
        if (collect.isEmpty()) {
            return plan;
        }
        if (collect.get().size() > settings.maxSites()) {
            throw tooManySites(collect.get().size(), "/collect");
        }
        List<Site> sites =
                collect.get().list().stream().map(site -> site.string(Site::of)).toList();
        try {
            return plan.collecting(sites.stream().distinct().toList());
        } catch (InvalidPlanException e) {
            String reason = JsonFormatException.line("", e.reason());
            throw new RequestException(ErrorCode.INVALID_PLAN, "/collect", reason, e);
        }
    }

    private RequestPlan checked(RequestPlan plan) {
        int interventions = plan.plan().interventions().size();
        if (interventions > settings.maxInterventions()) {
            String pointer = plan.pointer("/interventions");
            throw tooMany(interventions, settings.maxInterventions(), pointer);
        }
        int sites = plan.plan().collect().size();
        if (sites > settings.maxSites()) {
            String pointer = plan.collected() < sites ? "/collect" : plan.pointer("/collect");
            throw tooManySites(sites, pointer);
        }
        return plan;
    }

    private static RequestException tooMany(int found, int limit, String pointer) {
        return new RequestException(
                ErrorCode.TOO_MANY_INTERVENTIONS,
                pointer,
                "a plan has at most " + limit + " interventions here, found " + found);
    }

    private RequestException tooManySites(int found, String pointer) {
        return new RequestException(
                ErrorCode.TOO_MANY_SITES,
                pointer,
                "at most " + settings.maxSites() + " sites are collected, found " + found);
    }
}
