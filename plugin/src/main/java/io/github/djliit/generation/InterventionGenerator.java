/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.generation;

import ai.djl.ndarray.NDManager;
import io.github.djliit.generation.GenerationRequest.TimedPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Generates text under interventions, for a batch of prompts of different lengths.
 *
 * <pre>{@code
 * LanguageModel model = LanguageModel.of(block).withMask().withCache(CacheLayout.of(12, 12, 64));
 * InterventionPlan plan =
 *         InterventionPlan.builder().add("model.transformer.h.6", Edit.add(direction)).build();
 * Generation generation =
 *         new InterventionGenerator(model)
 *                 .generate(
 *                         manager,
 *                         GenerationRequest.builder(prompts, GenerationConfig.greedy(30))
 *                                 .addPlan(plan, When.all())
 *                                 .build());
 * }</pre>
 *
 * <p><b>Steps.</b> Step 0 is the pass over the prompts, where positions and regions are those of
 * the prompts, counted within each row's own tokens. Step k, from 1, is the pass over new token k -
 * 1: it has that token alone, as position 0, so that {@code [-1]} is the last token of the prompt
 * at step 0 and the new token later, and {@code [3]} cannot be there later. What was done to the
 * prompt or an earlier token stays in its keys and values.
 *
 * <p><b>Without a cache</b> of keys and values every pass repeats the whole row, and repeats there
 * what was done before, at the places where it was done, so that a causal model gives the same
 * either way. That needs sites whose axis after the batch is that of the tokens; others are refused
 * after step 0.
 *
 * <p><b>Sources</b> are prompts that run once, in step 0, or activations kept before. Later steps
 * take from them what the source's prompt gave, at one position for each row, by the region or the
 * positions of the intervention; an intervention that reads more than one is refused there. Edits
 * of a source ({@code into}) happen in its prompt, whatever the steps of their plan.
 *
 * <p><b>Rows</b> get in a batch what they get alone. Prompts of different lengths are padded and
 * run together where the model takes a mask and positions, or has no cache and the padding is on
 * the right; and all that run together do so only after two steps of two rows alone, at the first
 * batch of a kind, gave the same logits. Otherwise those of one length (base and sources) run
 * together, and where that changes them each runs for itself. What is collected then comes as if
 * they had run together, zeros in the padding.
 *
 * <p><b>Cost.</b> One pass for each step, and one for each source, of each batch of rows that run
 * together; the plain generation doubles the passes. Compiled code runs once more where it has not
 * seen the length of a pass yet, to learn the shapes at the sites: with a cache at steps 0 and 1,
 * without one at each step. An edit that is no arithmetic, as one of the caller's own, costs
 * compiled code one more pass for each of its sites. A pass that edits or collects copies its
 * inputs, the cache among them.
 *
 * <p>Thread-safe as far as the model is.
 */
public final class InterventionGenerator {

    private final LanguageModel model;

    /**
     * Creates a generator.
     *
     * @param model the model
     */
    public InterventionGenerator(LanguageModel model) {
        this.model = model;
    }

    /**
     * Generates.
     *
     * @param manager a manager on the model's device; nothing stays on it
     * @param request what is to be generated
     * @return the tokens, outside any engine
     * @throws IllegalArgumentException if a plan does not fit the model, or a site is not there;
     *     the message names the step
     * @throws IllegalStateException if the outputs are not as described, or logits are not numbers
     */
    public Generation generate(NDManager manager, GenerationRequest request) {
        for (TimedPlan timed : request.plans()) {
            model.block().check(timed.plan());
        }
        GeneratedTokens counterfactual = run(manager, request);
        Optional<GeneratedTokens> base =
                request.withBase() ? Optional.of(run(manager, request.plain())) : Optional.empty();
        return new Generation(counterfactual, base);
    }

    private GeneratedTokens run(NDManager manager, GenerationRequest request) {
        try (NDManager session = manager.newSubManager()) {
            session.setName("generation");
            List<int[]> groups = new RowGroups(model, session, request).rows();
            List<Decoding> parts = new ArrayList<>();
            for (int[] group : groups) {
                boolean isAll = groups.size() == 1;
                GenerationRequest part = isAll ? request : request.some(session, group);
                parts.add(new Decoding(session, model, part, group));
            }
            while (!parts.stream().allMatch(Decoding::isDone)) {
                parts.stream().filter(p -> !p.isDone() || p.goesOn()).forEach(Decoding::step);
            }
            List<GeneratedTokens> found = parts.stream().map(Decoding::result).toList();
            return new Joined(groups, request.prompts().padding()).of(found);
        }
    }
}
