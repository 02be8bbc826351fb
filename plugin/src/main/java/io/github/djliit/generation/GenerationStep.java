/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.generation;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.github.djliit.generation.StepPlans.StepPlan;
import io.github.djliit.network.ActivationCache;
import io.github.djliit.network.InterventionCall;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.network.SequenceLengths;
import io.github.djliit.network.SiteException;
import io.github.djliit.site.Site;
import io.github.djliit.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the passes of one generation, each under its plan. Not thread-safe. */
final class GenerationStep {

    private final LanguageModel model;
    private final List<GenerationSource> sources;
    private final TokenBatch batch;
    private final KeptSources kept;
    private final StepPlans plans;
    private final long padToken;

    GenerationStep(LanguageModel model, GenerationRequest request, TokenBatch batch) {
        this.model = model;
        this.sources = request.sources();
        this.batch = batch;
        kept = new KeptSources(model.block(), sources);
        plans = new StepPlans(request.plans(), batch, kept, model);
        padToken = request.config().padToken();
    }

    /**
     * What a pass gave.
     *
     * @param outputs the outputs of the model
     * @param collected what the request collects
     */
    record Found(NDList outputs, Map<Site, Tensor> collected) {}

    /**
     * Runs the next pass.
     *
     * @param session the owner of what later passes need
     * @param scope the owner of the rest
     * @param past keys and values of earlier tokens
     */
    Found run(NDManager session, NDManager scope, NDList past) {
        try {
            StepPlan step = plans.next();
            NDList inputs = batch.inputs(scope, past);
            return step.plan().isEmpty()
                    ? new Found(plain(scope, inputs), Map.of())
                    : edited(session, step, inputs);
        } catch (SiteException e) {
            throw e.within(where());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where() + ": " + e.getMessage(), e);
        } catch (EngineException e) {
            throw new EngineException(where() + ": " + batch.extent() + e.getMessage(), e);
        }
    }

    private String where() {
        int step = batch.step();
        return step == 0
                ? "In step 0, the pass over the prompt"
                : "In step " + step + ", where position 0 is the new token and there is no other";
    }

    private NDList plain(NDManager scope, NDList inputs) {
        return model.block().forward(new ParameterStore(scope, false), inputs, false);
    }

    private Found edited(NDManager session, StepPlan step, NDList inputs) {
        InterventionCall.Builder call =
                InterventionCall.builder(step.plan(), inputs).optBase(false);
        boolean isFirst = batch.step() == 0;
        if (isFirst) {
            addSources(call, inputs.head().getManager());
        } else {
            int count = step.plan().sources();
            List<ActivationCache> caches = count == 0 ? List.of() : kept.caches(count);
            caches.forEach(call::addSource);
        }
        InterventionResult result = model.block().intervene(call.build());
        if (isFirst) {
            kept.keep(session, result);
        }
        step.checked().forEach(site -> checkTokens(result, site));
        Map<Site, Tensor> collected = new LinkedHashMap<>();
        step.wanted().forEach((site, by) -> collected.put(site, tensor(result, by)));
        return new Found(result.counterfactual(), collected);
    }

    private void addSources(InterventionCall.Builder call, NDManager manager) {
        boolean isPadded = batch.prompts().isPadded();
        for (GenerationSource source : sources) {
            if (source instanceof GenerationSource.OfPrompts of) {
                isPadded |= of.prompts().isPadded();
                TokenBatch tokens = new TokenBatch(model, of.prompts(), padToken);
                call.addSource(tokens.inputs(manager, empty(manager)));
            } else if (source instanceof GenerationSource.OfCache of) {
                call.addSource(of.cache());
            }
        }
        if (isPadded) {
            call.optLengths(batch.lengths(), sources.stream().map(this::lengths).toList());
        }
    }

    /** Returns the keys and values before the first token. */
    NDList empty(NDManager manager) {
        return model.cache().map(c -> c.empty(manager, batch.rows())).orElseGet(NDList::new);
    }

    /** Of a cache all positions are taken, as of a sequence of another length than the padded. */
    private SequenceLengths lengths(GenerationSource source) {
        if (source instanceof GenerationSource.OfPrompts of) {
            return new TokenBatch(model, of.prompts(), padToken).lengths();
        }
        int[] ones = new int[batch.rows()];
        Arrays.fill(ones, 1);
        return SequenceLengths.paddedRight(1, ones);
    }

    private void checkTokens(InterventionResult result, Site site) {
        for (NDArray array : result.collected().get(site).counterfactual()) {
            checkTokens(array.getShape(), site);
        }
    }

    private void checkTokens(Shape shape, Site site) {
        if (shape.dimension() < 3 || shape.get(1) != batch.width()) {
            throw SiteException.at(
                    site,
                    "without a cache, a pass repeats the tokens before the new one, and tells them"
                            + " apart by the axis after the batch, which is not that of the "
                            + batch.width()
                            + " tokens, the shape is "
                            + shape
                            + ": choose another site, or a model with a cache");
        }
    }

    /** Returns what was collected in a block's last run; where the row is repeated, its end. */
    private Tensor tensor(InterventionResult result, Site site) {
        NDList runs = result.collected().get(site).counterfactual();
        NDArray array = runs.get(runs.size() - 1);
        if (batch.step() == 0 || batch.isAlone()) {
            return Tensor.of(array);
        }
        checkTokens(array.getShape(), site);
        return Tensor.of(batch.last(array));
    }
}
