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
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.translate.Batchifier;
import ai.djl.translate.ServingTranslator;
import ai.djl.translate.TranslatorContext;
import io.github.djliit.engine.EngineReport;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.translate.WrappedBlocks;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves any model with interventions: {@code translator=} in the {@code serving.properties} of a
 * model directory.
 *
 * <p>A request has the inputs of a base and of sources, and a plan, all as JSON or tensors; the
 * reply has the output under the plan, and what else is asked for. Whatever is wrong with a request
 * is its own answer, {@code {"error": {"code", "pointer", "message"}}}, and never that of another
 * in the server's batch. Requests whose shapes agree run together, each under its own plan.
 *
 * <p>Thread-safe: one object serves all workers, and each call carries all that it is about. The
 * block must be safe under concurrent inference, as all of DJL's are but {@code IdEmbedding}.
 */
public final class InterventionServingTranslator implements ServingTranslator {

    private static final Logger logger =
            LoggerFactory.getLogger(InterventionServingTranslator.class);
    private static final String ANSWERS = InterventionServingTranslator.class.getName();

    private final WrappedBlocks blocks = new WrappedBlocks();
    private volatile ServingSettings settings = ServingSettings.of(Map.of());
    private volatile Serving served;

    /** Creates a translator, which reads its model at {@link #prepare}. */
    public InterventionServingTranslator() {}

    /**
     * Sets the arguments, which are those of {@code serving.properties}; the server does so when it
     * loads the model.
     *
     * @param arguments the settings, with the prefix {@code iit.}; others are none of this
     * @throws IllegalArgumentException if a setting does not exist, or its value is not right
     */
    @Override
    public void setArguments(Map<String, ?> arguments) {
        settings = ServingSettings.of(arguments);
    }

    /** {@inheritDoc} Whatever the batch is, requests are stacked here. */
    @Override
    public Batchifier getBatchifier() {
        return Batchifier.STACK;
    }

    /**
     * Reads alignment and plans of the model, once.
     *
     * @throws IOException if a file of the model directory cannot be read
     * @throws IllegalArgumentException if a file is not what it should be
     */
    @Override
    public void prepare(TranslatorContext ctx) throws IOException {
        served(ctx);
    }

    /** Workers prepare at the same time, on this one object. */
    private Serving served(TranslatorContext ctx) throws IOException {
        Serving known = served;
        if (known != null) {
            return known;
        }
        synchronized (this) {
            if (served == null) {
                ServedModel model = ServedModel.of(ctx.getModel());
                RequestReader reader = new RequestReader(model, settings);
                Block network = ScriptNetwork.of(ctx, model.folder());
                blocks.of(network).setFusing(settings.fusing());
                checkEngine(model, network, ctx.getModel().getNDManager());
                TextGeneration texts =
                        new TextGeneration(
                                settings.generation(),
                                ctx.getModel().getNDManager(),
                                new Faults(model.folder()));
                SourceCache cache = new SourceCache(settings.maxCacheBytes());
                served = new Serving(model, settings, reader, network, texts, cache);
            }
            return served;
        }
    }

    /** Whoever serves a model is to know that its numbers are wrong; it is served all the same. */
    private void checkEngine(ServedModel model, Block network, NDManager manager) {
        EngineReport report = blocks.of(network).checkEngine(manager);
        if (!report.isRight()) {
            logger.error("Model {}: {}", model.name(), report.message());
            ServingMetrics.wrongEngine(model.name(), report.deviations().size());
        }
    }

    @Override
    public NDList processInput(TranslatorContext ctx, Input input) throws IOException {
        return batchProcessInput(ctx, List.of(input));
    }

    @Override
    public Output processOutput(TranslatorContext ctx, NDList list) {
        return batchProcessOutput(ctx, list).get(0);
    }

    /**
     * Answers all requests, and keeps the answers in the context.
     *
     * @return an empty list, with which a predictor does not run the network itself
     */
    @Override
    public NDList batchProcessInput(TranslatorContext ctx, List<Input> inputs) throws IOException {
        Serving known = served(ctx);
        InterventionBlock block = blocks.of(known.network());
        ServingBatch batch = new ServingBatch(known, block, ctx.getNDManager());
        ctx.setAttachment(ANSWERS, batch.answer(inputs));
        return new NDList();
    }

    /** Hands out the answers, as many as there were requests, in their order. */
    @Override
    @SuppressWarnings("unchecked") // Only batchProcessInput writes it.
    public List<Output> batchProcessOutput(TranslatorContext ctx, NDList list) {
        return (List<Output>) ctx.getAttachment(ANSWERS);
    }
}
