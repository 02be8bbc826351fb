/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.engine;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.LSTM;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.serving.ServingProgram;
import io.github.djliit.zoo.cli.Iit;
import java.util.Arrays;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * A process in which the engine's LSTM is off by a quarter, as libtorch's is on some processors,
 * unless the environment has the remedy. It runs a network, the command line, or the handler.
 */
final class FaultyEngine {

    private FaultyEngine() {}

    public static void main(String[] arguments) throws Exception {
        new AgentBuilder.Default()
                .type(ElementMatchers.named("ai.djl.pytorch.engine.PtNDArrayEx"))
                .transform(
                        (builder, type, loader, module, domain) ->
                                builder.visit(
                                        Advice.to(OffByAQuarter.class)
                                                .on(ElementMatchers.named("lstm"))))
                .installOn(ByteBuddyAgent.install());
        switch (arguments[0]) {
            case "lstm" -> twice(new SequentialBlock().add(lstm()));
            case "mlp" -> twice(new SequentialBlock().add(Linear.builder().setUnits(2).build()));
            case "serve" -> ServingProgram.main(Arrays.copyOfRange(arguments, 1, arguments.length));
            default -> Iit.main(Arrays.copyOfRange(arguments, 1, arguments.length));
        }
    }

    private static LSTM lstm() {
        return LSTM.builder().setStateSize(6).setNumLayers(1).optReturnState(false).build();
    }

    private static void twice(SequentialBlock network) {
        try (NDManager manager = NDManager.newBaseManager()) {
            network.initialize(manager, DataType.FLOAT32, new Shape(3, 2, 4));
            InterventionPlan plan = InterventionPlan.builder().add(":output", Edit.zero()).build();
            NDList base = new NDList(manager.ones(new Shape(3, 2, 4)));
            for (int i = 0; i < 2; i++) {
                new InterventionBlock(network).intervene(plan, base);
            }
        }
    }

    /** Changes what an operator gives. */
    static final class OffByAQuarter {

        private OffByAQuarter() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return NDList outputs) {
            if (!"AVX2".equals(System.getenv("ONEDNN_MAX_CPU_ISA"))) {
                outputs.head().addi(.25f);
            }
        }
    }
}
