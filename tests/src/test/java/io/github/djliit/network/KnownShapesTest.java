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

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.site.Site;
import io.github.djliit.torchscript.TorchScriptBlock;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often compiled code runs where nothing but the counterfactual is wanted. */
class KnownShapesTest {

    private static final String LAYER = "model.transformer.h.0";

    private final NDManager manager = NDManager.newBaseManager("PyTorch");
    private TorchScriptBlock code;
    private Counted counted;

    @BeforeEach
    void open() throws Exception {
        Path file =
                Path.of(KnownShapesTest.class.getResource("/torchscript/gpt2_cache.pt").toURI());
        code = TorchScriptBlock.open(file, Device.cpu(), false);
        counted = new Counted(code);
    }

    @AfterEach
    void close() {
        code.close();
        manager.close();
    }

    /** Counts the runs of compiled code. */
    private static final class Counted extends DelegatingBlock implements CompiledNetwork {

        private final TorchScriptBlock code;
        private int runs;

        Counted(TorchScriptBlock code) {
            super(code);
            this.code = code;
        }

        @Override
        public Site resolve(Site site) {
            return code.resolve(site);
        }

        @Override
        public Hooked hook(Set<Site> sites) {
            Hooked hooked = code.hook(sites);
            return (store, inputs, training, hooks) -> {
                runs++;
                return hooked.forward(store, inputs, training, hooks);
            };
        }

        @Override
        public List<SiteInfo> sites(ParameterStore store, NDList example) {
            return code.sites(store, example);
        }
    }

    /** (ids, mask, keys and values of earlier tokens). */
    private NDList inputs(long rows, long past, long tokens) {
        NDList inputs = new NDList(manager.ones(new Shape(rows, tokens), DataType.INT64));
        inputs.add(manager.ones(new Shape(rows, past + tokens), DataType.INT64));
        for (int i = 0; i < 4; i++) {
            inputs.add(manager.ones(new Shape(rows, 2, past, 8)).mul(0.3f + i));
        }
        return inputs;
    }

    private static NDList run(InterventionBlock block, InterventionPlan plan, NDList inputs) {
        InterventionCall call = InterventionCall.builder(plan, inputs).optBase(false).build();
        return block.intervene(call).counterfactual();
    }

    @Test
    void itRunsOnceMoreTheFirstTime() {
        InterventionPlan plan =
                InterventionPlan.builder()
                        .add(LAYER, Edit.add(1))
                        .add("model.transformer.h.1[-1, 0:4]", Edit.zero())
                        .build();
        InterventionBlock block = new InterventionBlock(counted);
        run(block, plan, inputs(2, 0, 4));
        assertThat(counted.runs).isEqualTo(2);
        run(block, plan, inputs(2, 4, 1));
        assertThat(counted.runs).isEqualTo(4);
        for (int step = 1; step < 6; step++) {
            run(block, plan, inputs(2, 4 + step, 1));
        }
        assertThat(counted.runs).isEqualTo(9);
    }

    @Test
    void aBaseThatIsWantedTellsTheShapes() {
        InterventionPlan plan = InterventionPlan.builder().add(LAYER, Edit.add(1)).build();
        new InterventionBlock(counted).intervene(plan, inputs(2, 3, 2));
        assertThat(counted.runs).isEqualTo(2);
    }

    /** The attention weights have an axis as long as all tokens, which the ids do not tell. */
    @ParameterizedTest
    @CsvSource({"0, 3", "3, 0", "3, 4", "4, 3"})
    void aWrongGuessIsNoticed(long before, long past) {
        InterventionPlan plan =
                InterventionPlan.builder()
                        .add(LAYER + ".attn@attn_weights0", Edit.scale(0.25f))
                        .build();
        InterventionBlock block = new InterventionBlock(counted);
        run(block, plan, inputs(2, before, 1));
        NDList found = run(block, plan, inputs(2, past, 1));
        assertThat(counted.runs).isEqualTo(5);
        NDList expected = run(new InterventionBlock(code), plan, inputs(2, past, 1));
        Near.assertNear(found, expected);
    }
}
