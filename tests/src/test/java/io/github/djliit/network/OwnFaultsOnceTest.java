/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import static io.github.djliit.network.TestBlocks.chain;
import static io.github.djliit.network.TestBlocks.lambda;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Featurizer;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.site.Site;
import io.github.djliit.torchscript.TorchScriptBlock;
import io.github.djliit.torchscript.TorchScriptFile;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is the caller's own and throws is called once, and its exception comes out as it is. */
class OwnFaultsOnceTest {

    private static final int WIDTH = 256;
    private static final int ROWS = 32;

    private final NDManager manager = NDManager.newBaseManager("PyTorch");
    private final List<AutoCloseable> open = new ArrayList<>();

    /** What throws, if it is to, and how often it was asked to. */
    private RuntimeException fault;

    private int most = Integer.MAX_VALUE;
    private int asked;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        manager.close();
    }

    /** Which way a call goes once it was made a few times. */
    private enum Way {
        APART(Route.APART, false, Fusing.NEVER, false),
        FUSED(Route.FUSED, false, Fusing.ALWAYS, false),
        COMPARED(Route.APART, false, Fusing.AUTO, false),
        RESUMED(Route.RESUMED, false, Fusing.NEVER, true),
        FUSED_AND_RESUMED(Route.FUSED_RESUMED, false, Fusing.ALWAYS, true),
        COMPILED_APART(Route.APART, true, Fusing.NEVER, false),
        COMPILED_FUSED(Route.FUSED, true, Fusing.ALWAYS, false);

        private final Route route;
        private final boolean isCompiled;
        private final Fusing fusing;
        private final boolean resumes;

        Way(Route route, boolean isCompiled, Fusing fusing, boolean resumes) {
            this.route = route;
            this.isCompiled = isCompiled;
            this.fusing = fusing;
            this.resumes = resumes;
        }
    }

    private NDArray own(NDArray array) {
        if (fault != null && asked++ < most) {
            throw fault;
        }
        return array.neg();
    }

    /** A network of which the site is the last but one layer. */
    private InterventionBlock network(Way way) throws Exception {
        if (way.isCompiled) {
            TorchScriptBlock script =
                    TorchScriptBlock.open(TorchScriptFile.of("mlp"), Device.cpu(), false);
            open.add(script);
            return new InterventionBlock(script);
        }
        return new InterventionBlock(
                chain(manager, wide(), lambda(NDArray::tanh), wide(), new HookPoint(), wide()));
    }

    private static Linear wide() {
        return Linear.builder().setUnits(WIDTH).build();
    }

    private InterventionCall call(Way way, Intervention intervention) {
        int width = way.isCompiled ? 6 : 1;
        InterventionPlan plan =
                InterventionPlan.of(
                        intervention.withSite(Site.of(way.isCompiled ? "2" : "04HookPoint")));
        return InterventionCall.builder(plan, new NDList(manager.ones(new Shape(ROWS, width))))
                .addSource(new NDList(manager.zeros(new Shape(ROWS, width))))
                .optFuse(way.fusing)
                .optResume(way.resumes)
                .build();
    }

    /** Makes the call until it goes its way, then once more with the fault. */
    private void check(Way way, Intervention intervention, RuntimeException thrown)
            throws Exception {
        InterventionBlock block = network(way);
        InterventionCall call = call(way, intervention);
        for (int before = 0; before < 3; before++) {
            block.intervene(call);
        }
        Route taken = block.intervene(call).route();
        assertThat(taken).isIn(way.route, way.fusing == Fusing.AUTO ? Route.FUSED : way.route);
        fault = thrown;
        assertThatThrownBy(() -> block.intervene(call)).isSameAs(thrown);
        assertThat(asked).isEqualTo(1);
    }

    private Edit edit() {
        return Edit.of("own", (base, source) -> own(base));
    }

    static final List<RuntimeException> FAULTS =
            List.of(
                    new OwnException(),
                    new IllegalArgumentException("own"),
                    new ArithmeticException("own"),
                    new EngineException("own"),
                    new UnsupportedOperationException("own"));

    static Stream<Arguments> waysAndFaults() {
        return Stream.of(Way.values())
                .flatMap(way -> FAULTS.stream().map(fault -> Arguments.arguments(way, fault)));
    }

    private static final class OwnException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @ParameterizedTest
    @MethodSource("waysAndFaults")
    void whatAnEditThrowsComesOutAfterOneCall(Way way, RuntimeException thrown) throws Exception {
        check(way, Intervention.of("x", edit()), thrown);
    }

    /** Nothing is known of the shapes at sites in the first call. */
    @ParameterizedTest
    @EnumSource
    void whatAnEditThrowsInTheFirstCallComesOutAfterOneCall(Way way) throws Exception {
        InterventionBlock block = network(way);
        fault = new OwnException();
        assertThatThrownBy(() -> block.intervene(call(way, Intervention.of("x", edit()))))
                .isSameAs(fault);
        assertThat(asked).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void anEditThatThrowsTheFirstTimeOnlyGivesAnError(Way way) throws Exception {
        most = 1;
        check(way, Intervention.of("x", edit()), new OwnException());
    }

    @ParameterizedTest
    @EnumSource
    void whatAFeaturizerThrowsComesOutAfterOneCall(Way way) throws Exception {
        Featurizer map = Featurizer.of("own", this::own, (features, x) -> features.neg());
        check(
                way,
                Intervention.of("x", Edit.interchange()).withFeaturizer(map),
                new OwnException());
    }

    @ParameterizedTest
    @EnumSource
    void whatAFeaturizerThrowsOnTheWayBackComesOutAfterOneCall(Way way) throws Exception {
        Featurizer map = Featurizer.of("own", NDArray::neg, (features, x) -> own(features));
        check(
                way,
                Intervention.of("x", Edit.interchange()).withFeaturizer(map),
                new OwnException());
    }

    @Test
    void whatABlockThrowsComesOutAfterOneCall() {
        for (Fusing fusing : List.of(Fusing.NEVER, Fusing.ALWAYS)) {
            fault = null;
            asked = 0;
            InterventionBlock block =
                    new InterventionBlock(chain(manager, new HookPoint(), lambda(this::own)));
            fault = new OwnException();
            InterventionPlan plan = InterventionPlan.builder().interchange("01HookPoint").build();
            NDList inputs = new NDList(manager.ones(new Shape(2, 1)));
            InterventionCall call =
                    InterventionCall.builder(plan, inputs)
                            .addSource(inputs)
                            .optFuse(fusing)
                            .build();
            assertThatThrownBy(() -> block.intervene(call)).isSameAs(fault);
            assertThat(asked).as(fusing.toString()).isEqualTo(1);
        }
    }
}
