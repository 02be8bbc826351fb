/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.torchscript.TorchScriptBlock;
import io.github.djliit.torchscript.TorchScriptFile;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a network fails by is told: its inputs, or the site where a plan makes it fail. */
class CulpritTest {

    private static final String WORDS = "model.transformer.wte:input";
    private static final String LAYER = "model.transformer.h.0";

    private final NDManager manager = NDManager.newBaseManager("PyTorch");

    @AfterEach
    void close() {
        manager.close();
    }

    private NDList tokens(long token) {
        NDArray ids = manager.create(new long[] {1, token, 3}).reshape(1, 3);
        return new NDList(ids, manager.ones(new Shape(1, 3), DataType.INT64));
    }

    private static TorchScriptBlock gpt2() throws Exception {
        return TorchScriptBlock.open(TorchScriptFile.of("gpt2"), Device.cpu(), false);
    }

    /** A word that is not there: the network fails behind the edit. */
    private static InterventionPlan plan(String before, String behind) {
        InterventionPlan.Builder plan = InterventionPlan.builder();
        for (String site : before.split(",")) {
            plan.add(site, Edit.scale(2));
        }
        plan.add(WORDS, Edit.set(900));
        for (String site : behind.split(",")) {
            plan.add(site, Edit.scale(2));
        }
        return plan.collect(LAYER).build();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model.transformer.h.0 | model.transformer.h.1",
                "model.transformer.wpe | model.transformer.h.0, model.transformer.h.1",
                "model.transformer.h.0,model.transformer.h.1 | model.transformer.wpe",
            })
    void aPlanThatMakesItFailIsToldAtItsSite(String before, String behind) throws Exception {
        try (TorchScriptBlock block = gpt2()) {
            InterventionPlan plan = plan(before, behind.replace(" ", ""));
            assertThatThrownBy(() -> new InterventionBlock(block).intervene(plan, tokens(2)))
                    .isInstanceOf(SiteException.class)
                    .hasMessageContaining("fails under the plan: index out of range")
                    .asInstanceOf(InstanceOfAssertFactories.type(SiteException.class))
                    .extracting(e -> e.site().toString())
                    .isEqualTo(WORDS);
        }
    }

    @Test
    void inputsOnWhichItFailsAnywayAreToldAsInputs() throws Exception {
        try (TorchScriptBlock block = gpt2()) {
            InterventionBlock opened = new InterventionBlock(block);
            InterventionPlan plan = InterventionPlan.builder().interchange(LAYER).build();
            assertThatThrownBy(() -> opened.intervene(plan, tokens(900), tokens(2)))
                    .isInstanceOf(EngineException.class);
            assertThatThrownBy(() -> opened.intervene(plan, tokens(2), tokens(900)))
                    .isInstanceOf(EngineException.class);
        }
    }

    /** Fails on negative numbers. */
    private static Block careful() {
        return new SequentialBlock()
                .add(LambdaBlock.singleton(x -> x.mul(2)))
                .add(
                        LambdaBlock.singleton(
                                x -> {
                                    if (x.min().getFloat() < 0) {
                                        throw new ArithmeticException("a negative number");
                                    }
                                    return x.sqrt();
                                }));
    }

    @Test
    void aBlockOfDjlsOwnIsToldLikewise() {
        Block block = careful();
        block.initialize(manager, DataType.FLOAT32, new Shape(1, 2));
        InterventionPlan plan =
                InterventionPlan.builder().add("01LambdaBlock", Edit.subtract(9)).build();
        InterventionBlock opened = new InterventionBlock(block);
        assertThatThrownBy(() -> opened.intervene(plan, new NDList(manager.ones(new Shape(1, 2)))))
                .isInstanceOf(SiteException.class)
                .hasMessageContaining("01LambdaBlock")
                .hasMessageContaining("a negative number");
        NDList negative = new NDList(manager.ones(new Shape(1, 2)).neg());
        assertThatThrownBy(() -> opened.intervene(plan, negative))
                .isInstanceOf(ArithmeticException.class);
    }

    private RuntimeException found(boolean mayRunAgain, AtomicInteger runs) {
        InterventionPlan plan = InterventionPlan.builder().add(LAYER, Edit.zero()).build();
        InterventionCall call = InterventionCall.of(plan, tokens(2));
        return new FaultFinder(
                        call,
                        inputs -> runs.incrementAndGet(),
                        part -> {
                            throw new EngineException("again");
                        },
                        RuntimeException::getMessage)
                .found(new EngineException("the first"), mayRunAgain);
    }

    @Test
    void whatKeepsSomethingOfARunIsNotRunAgain() {
        AtomicInteger runs = new AtomicInteger();
        assertThat(found(false, runs))
                .isInstanceOf(UnclearFaultException.class)
                .hasMessageContaining("the first");
        assertThat(runs).hasValue(0);
    }

    @Test
    void whatFailsWithoutThePlanTooIsNoFaultOfASite() {
        assertThat(found(true, new AtomicInteger())).isInstanceOf(UnclearFaultException.class);
    }
}
