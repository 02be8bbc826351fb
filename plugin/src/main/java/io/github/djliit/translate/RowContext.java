/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.translate;

import ai.djl.Model;
import ai.djl.metric.Metrics;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.translate.TranslatorContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The context of one run of one input.
 *
 * <p>Translators leave notes in the context at input and read them at output, as a text's encoding
 * or an image's size; in the one context of a batch those of the last input would stand for all.
 */
final class RowContext implements TranslatorContext {

    private final TranslatorContext batch;
    private final Map<String, Object> attachments;

    /**
     * Creates a context without notes of its own.
     *
     * @param batch the context of the batch, which has all else, and closes it
     */
    RowContext(TranslatorContext batch) {
        this(batch, Map.of());
    }

    private RowContext(TranslatorContext batch, Map<String, Object> attachments) {
        this.batch = batch;
        this.attachments = new ConcurrentHashMap<>(attachments);
    }

    /** Returns a copy, so that what one output notes is not read by the next. */
    RowContext copy() {
        return new RowContext(batch, attachments);
    }

    @Override
    public Model getModel() {
        return batch.getModel();
    }

    @Override
    public NDManager getNDManager() {
        return batch.getNDManager();
    }

    @Override
    public NDManager getPredictorManager() {
        return batch.getPredictorManager();
    }

    @Override
    public Block getBlock() {
        return batch.getBlock();
    }

    @Override
    public Metrics getMetrics() {
        return batch.getMetrics();
    }

    @Override
    public Object getAttachment(String key) {
        Object own = attachments.get(key);
        return own == null ? batch.getAttachment(key) : own;
    }

    @Override
    public void setAttachment(String key, Object value) {
        attachments.put(key, value);
    }

    @Override
    public void close() {
        // The context of the batch is still in use, and closes what is here.
    }
}
