/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import ai.djl.inference.streaming.PublisherBytesSupplier;
import ai.djl.modality.Output;
import ai.djl.ndarray.NDManager;
import io.github.djliit.generation.LanguageModel;
import io.github.djliit.network.InterventionBlock;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * Generates text under plans, for one model and all its workers; thread-safe.
 *
 * <p>An answer that is streamed is generated in a thread of its own, and the worker goes on with
 * the next batch once the first token is there: until then a fault is an answer with its status,
 * afterwards the last line of the stream.
 */
final class TextGeneration {

    private static final String LINES = "application/jsonlines";

    private final GenerationSettings settings;
    private final NDManager models;
    private final Faults faults;
    private final Semaphore free;

    /** Kept, since they remember which rows may run together. */
    private final Map<InterventionBlock, LanguageModel> languages = new ConcurrentHashMap<>();

    private final ExecutorService threads =
            Executors.newCachedThreadPool(
                    work -> {
                        Thread thread = new Thread(work, "iit-stream");
                        thread.setDaemon(true);
                        return thread;
                    });

    /**
     * Creates it.
     *
     * @param settings the settings
     * @param models the manager of the model, which outlives its workers
     * @param faults tells what went wrong
     */
    TextGeneration(GenerationSettings settings, NDManager models, Faults faults) {
        this.settings = settings;
        this.models = models;
        this.faults = faults;
        free = new Semaphore(settings.maxStreams());
    }

    /**
     * Answers a request.
     *
     * @param block the network
     * @param request the request
     * @param manager a manager on the worker's device
     * @param mustStop whether nobody waits for the answer any more, or it took too long; throws
     *     what is to be told
     */
    Output answer(
            InterventionBlock block,
            ServingRequest request,
            NDManager manager,
            BooleanSupplier mustStop)
            throws Exception {
        LanguageModel model = languages.computeIfAbsent(block, settings::model);
        TextRequest text = new TextRequest(model, request, mustStop);
        if (!request.generation().orElseThrow().isStreamed()) {
            byte[] all = text.run(manager, (row, step, token) -> {});
            return Replies.of(200, "OK", ReplyFormat.JSON, all);
        }
        if (!free.tryAcquire()) {
            throw new RequestException(
                    ErrorCode.TOO_MANY_STREAMS,
                    "/generate/stream",
                    settings.maxStreams() + " answers are being streamed: try again later");
        }
        return stream(text, models.newSubManager(manager.getDevice()));
    }

    private Output stream(TextRequest text, NDManager manager) throws Exception {
        PublisherBytesSupplier chunks = new PublisherBytesSupplier();
        CompletableFuture<Void> first = new CompletableFuture<>();
        threads.execute(
                () -> {
                    try (manager) {
                        send(text, manager, chunks, first);
                    } finally {
                        free.release();
                    }
                });
        try {
            first.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
        Output output = new Output(200, "OK");
        output.addProperty("Content-Type", LINES);
        output.add(chunks);
        return output;
    }

    private void send(
            TextRequest text,
            NDManager manager,
            PublisherBytesSupplier chunks,
            CompletableFuture<Void> first) {
        try {
            byte[] all =
                    text.run(
                            manager,
                            (row, step, token) -> {
                                first.complete(null);
                                chunks.appendContent(line(row, step, token), false);
                            });
            chunks.appendContent(line(new String(all, StandardCharsets.UTF_8)), true);
        } catch (Throwable e) {
            // Before the first token it is the answer; later the server has sent the status.
            if (!first.completeExceptionally(e)) {
                RequestException told = faults.ofRunning(e, text.plan());
                chunks.appendContent(line(Replies.error(told)), true);
            }
        }
    }

    private static byte[] line(int row, int step, long token) {
        return line("{\"row\":%s,\"step\":%s,\"token\":%s}".formatted(row, step, token));
    }

    private static byte[] line(String json) {
        return (json + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
