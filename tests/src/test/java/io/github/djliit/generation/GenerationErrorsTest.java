/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.InterventionPlan;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What cannot be is refused, and says what to do. */
class GenerationErrorsTest {

    private static final Prompts PROMPT = Prompts.of(new long[] {1, 5, 2, 9});

    private final NDManager manager = NDManager.newBaseManager();
    private final LanguageModel cached = TinyLanguageModel.cached(manager);
    private final LanguageModel plain = TinyLanguageModel.plain(manager);

    @AfterEach
    void close() {
        manager.close();
    }

    private ThrowableAssertAlternative<IllegalArgumentException> refused(
            LanguageModel model, GenerationRequest.Builder request) {
        InterventionGenerator generator = new InterventionGenerator(model);
        return assertThatIllegalArgumentException()
                .isThrownBy(() -> generator.generate(manager, request.build()));
    }

    private static GenerationRequest.Builder request(InterventionPlan plan, When when) {
        return GenerationRequest.builder(PROMPT, GenerationConfig.greedy(4)).addPlan(plan, when);
    }

    private static InterventionPlan zero(String site) {
        return InterventionPlan.builder().add(site, Edit.zero()).build();
    }

    @Test
    void aNewTokenIsOnePosition() {
        for (LanguageModel model : new LanguageModel[] {cached, plain}) {
            refused(model, request(zero("embed[2]"), When.all()))
                    .withMessageContaining("In step 1");
        }
    }

    @Test
    void aNewTokenReadsOnePositionOfASource() {
        InterventionPlan plan = InterventionPlan.builder().interchange("embed").build();
        for (LanguageModel model : new LanguageModel[] {cached, plain}) {
            refused(model, request(plan, When.all()).addSource(PROMPT))
                    .withMessageContaining("In step 1")
                    .withMessageContaining("4 positions of the source")
                    .withMessageContaining("[-1]");
        }
    }

    @Test
    void withoutACacheTheAxisAfterTheBatchIsThatOfTheTokens() {
        InterventionPlan plan = zero("head:input");
        assertThat(
                        new InterventionGenerator(plain)
                                .generate(manager, request(plan, When.prompt()).build())
                                .counterfactual()
                                .row(0))
                .hasSize(4);
        LanguageModel turned = LanguageModel.of(new TurnedModel(manager));
        refused(turned, request(zero("turned"), When.prompt()))
                .withMessageContaining("In step 1")
                .withMessageContaining("a model with a cache");
    }

    @Test
    void aPlanOfStepsThatNeverComeIsRefused() {
        refused(cached, request(zero("embed"), When.steps(4, 60)))
                .withMessageContaining("to 3, since there are 4 new tokens, found [4, 60]");
    }

    @Test
    void anIdThatTheModelLacksIsNamed() {
        Prompts unknown = Prompts.of(new long[] {1, 999_999});
        var request = GenerationRequest.builder(unknown, GenerationConfig.greedy(1)).build();
        assertThatThrownBy(() -> new InterventionGenerator(plain).generate(manager, request))
                .hasMessageStartingWith("In step 0")
                .hasMessageContaining("ids from 1 to 999999");
    }

    @Test
    void aSourceIsMissing() {
        InterventionPlan plan = InterventionPlan.builder().interchange("embed[-1]").build();
        refused(cached, request(plan, When.all())).withMessageContaining("source 0");
    }

    @Test
    void aSiteIsNotThere() {
        refused(cached, request(zero("embedd"), When.steps(3))).withMessageContaining("embed");
    }

    @Test
    void logitsAreNotWhereTheyAreSaidToBe() {
        InterventionGenerator generator = new InterventionGenerator(cached.withLogits(1));
        assertThatIllegalStateException()
                .isThrownBy(
                        () ->
                                generator.generate(
                                        manager,
                                        request(InterventionPlan.empty(), When.all()).build()))
                .withMessageContaining("withLogits");
    }

    @Test
    void greedyHasNoTemperature() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GenerationConfig.builder().optTemperature(2).build())
                .withMessageContaining("optSampled");
    }
}
