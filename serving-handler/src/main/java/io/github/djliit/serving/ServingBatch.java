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
import ai.djl.modality.Output;
import ai.djl.ndarray.NDManager;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.network.SiteException;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One batch of the server: read, run in as few passes as shapes allow, and answered one by one.
 *
 * <p>What is wrong with one request touches no other: requests are read each by itself, and where
 * several fail together, each runs again alone. Lives in one thread.
 */
final class ServingBatch {

    private final Serving serving;
    private final ServingSettings settings;
    private final InterventionBlock block;
    private final NDManager manager;
    private final List<Slot> slots = new ArrayList<>();
    private final long start = System.nanoTime();
    private int runs;
    private int counterfactuals;

    /**
     * Creates a batch.
     *
     * @param serving the model
     * @param block its network
     * @param manager a manager on the model's device; nothing stays on it
     */
    ServingBatch(Serving serving, InterventionBlock block, NDManager manager) {
        this.serving = serving;
        this.block = block;
        this.manager = manager;
        settings = serving.settings();
    }

    /** Answers all requests. */
    List<Output> answer(List<Input> inputs) {
        Faults faults = new Faults(serving.model().folder());
        for (Input input : inputs) {
            Slot slot = new Slot(input, faults);
            slot.read(() -> checked(serving.reader().read(input)));
            slots.add(slot);
        }
        long read = System.nanoTime() - start;
        groups().forEach(this::run);
        slots.stream().filter(Slot::isOpen).forEach(this::generate);
        ServingMetrics.answered(
                serving.model().name(),
                new ServingMetrics.Batch(
                        inputs.size(),
                        runs,
                        counterfactuals,
                        serving.cache().takeHits(),
                        edits(),
                        read,
                        System.nanoTime() - start));
        return slots.stream().map(Slot::output).toList();
    }

    private Map<String, Integer> edits() {
        Map<String, Integer> edits = new TreeMap<>();
        for (Slot slot : slots) {
            if (slot.isAnswered()) {
                slot.request()
                        .interventions()
                        .interventions()
                        .forEach(each -> edits.merge(each.edit().name(), 1, Integer::sum));
            }
        }
        return edits;
    }

    /** Checks what can be known before anything runs, so that others need not run twice. */
    private ServingRequest checked(ServingRequest request) {
        request.plan().checkOnce(() -> check(request.plan()));
        return request;
    }

    private void check(RequestPlan plan) {
        Stream<Site> sites =
                Stream.concat(
                        plan.plan().interventions().stream()
                                .flatMap(i -> Stream.of(i.site(), i.readSite())),
                        plan.plan().collect().stream());
        sites.distinct().forEach(site -> resolve(plan, site));
        try {
            block.check(plan.plan());
        } catch (SiteException e) {
            throw new RequestException(
                    ErrorCode.UNUSABLE_SITE, plan.pointer(e.site()), e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new RequestException(ErrorCode.UNUSABLE_SITE, plan.pointer(), e.getMessage(), e);
        }
    }

    private void resolve(RequestPlan plan, Site site) {
        try {
            block.resolve(site);
        } catch (IllegalArgumentException e) {
            throw new RequestException(
                    ErrorCode.UNKNOWN_SITE, plan.pointer(site), e.getMessage(), e);
        }
    }

    private Collection<List<Slot>> groups() {
        Map<Object, List<Slot>> groups = new LinkedHashMap<>();
        for (Slot slot : slots) {
            if (slot.isOpen() && slot.request().generation().isEmpty()) {
                Object key = settings.stack() ? slot.request().key() : slot;
                groups.computeIfAbsent(key, k -> new ArrayList<>()).add(slot);
            }
        }
        return groups.values();
    }

    private void generate(Slot slot) {
        slot.answer(
                () -> {
                    checkTime();
                    runs++;
                    return serving.texts()
                            .answer(
                                    block,
                                    slot.request(),
                                    manager,
                                    () -> mustStop(slot.isCancelled()));
                });
    }

    private boolean mustStop(boolean isCancelled) {
        if (isLate()) {
            throw new RequestException(
                    ErrorCode.TIMEOUT,
                    "",
                    "the text was not done after "
                            + settings.maxSeconds()
                            + " s: ask for fewer tokens");
        }
        return isCancelled;
    }

    private void run(List<Slot> group) {
        try {
            if (group.size() > 1 && !mayStack(group)) {
                group.forEach(slot -> run(List.of(slot)));
            } else {
                runOnce(group);
            }
        } catch (Throwable e) {
            // An error would end the server's worker, and with it the model.
            if (group.size() == 1) {
                group.get(0).fail(e);
            } else {
                // Which of them is at fault, or too large beside others, a run of each alone tells.
                group.forEach(slot -> run(List.of(slot)));
            }
        }
    }

    private void runOnce(List<Slot> group) {
        checkTime();
        runs++;
        counterfactuals += group.stream().anyMatch(s -> s.request().isEdited()) ? 1 : 0;
        try (NDManager scope = manager.newSubManager()) {
            InterventionResult result = group(group).run(block, scope);
            int from = 0;
            for (Slot slot : group) {
                int first = group.size() == 1 ? -1 : from;
                slot.answer(() -> reply(slot.request(), result, first));
                from += slot.request().rows();
            }
        }
    }

    /** Where the network mixes the rows of a batch, nobody's request may change another's reply. */
    private boolean mayStack(List<Slot> group) {
        try (NDManager scope = manager.newSubManager()) {
            return group(group).mayStack(block, scope);
        }
    }

    private RequestGroup group(List<Slot> group) {
        return new RequestGroup(group.stream().map(Slot::request).toList(), serving.cache());
    }

    private Output reply(ServingRequest request, InterventionResult result, int from)
            throws Exception {
        long limit = settings.maxReplyBytes();
        return Replies.write(request, RequestResult.of(request, result, from, limit), settings);
    }

    private boolean isLate() {
        return System.nanoTime() - start > TimeUnit.SECONDS.toNanos(settings.maxSeconds());
    }

    private void checkTime() {
        if (isLate()) {
            throw new RequestException(
                    ErrorCode.TIMEOUT,
                    "",
                    "the request waited for others of its batch for more than "
                            + settings.maxSeconds()
                            + " s: try again later");
        }
    }
}
