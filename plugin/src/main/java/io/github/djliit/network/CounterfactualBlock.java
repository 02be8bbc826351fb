/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.Partitioned;
import io.github.djliit.intervention.Trainable;
import io.github.djliit.intervention.Weights;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A network under a plan as one block, so that a DJL {@code Trainer} can train the plan's
 * featurizers and masks, the network, or both.
 *
 * <p>Inputs are {@code [base..., source0..., source1..., ...]}, each as the network takes them;
 * outputs are those of the counterfactual. Children are the network and the weights of everything
 * trainable in the plan; linked featurizers are one child. To search where a variable lives with
 * the network as it is (distributed alignment search; Geiger et al., 2023), freeze the network:
 *
 * <pre>{@code
 * Rotation rotation = Rotation.random(16, 42);
 * InterventionPlan plan =
 *         InterventionPlan.of(
 *                 Intervention.of("02Linear", Edit.interchange())
 *                         .withFeaturizer(rotation)
 *                         .withFeatures(Features.of("0:8")));
 * CounterfactualBlock block = new CounterfactualBlock(network, plan);
 * block.freezeNetwork(true);
 * model.setBlock(block);
 * }</pre>
 *
 * <p>The wrapped network stays as it is and shares its parameters. Thread-safety is that of {@link
 * InterventionBlock}.
 */
public final class CounterfactualBlock extends AbstractBlock {

    private static final byte VERSION = 1;

    private final Block network;
    private final InterventionBlock interventions;
    private final InterventionPlan plan;
    private final List<Weights> weights;
    private final int runs;

    /**
     * Puts a network under a plan.
     *
     * @param network the network, initialised or not
     * @param plan the plan
     * @throws IllegalArgumentException if the network does not have a site of the plan
     */
    public CounterfactualBlock(Block network, InterventionPlan plan) {
        super(VERSION);
        this.network = addChildBlock("network", network);
        this.plan = plan;
        interventions = new InterventionBlock(network);
        interventions.check(plan);
        runs = 1 + plan.sources();
        weights = weights(plan);
        weights.forEach(each -> addChildBlock("weights", each));
    }

    /**
     * Freezes or unfreezes the network's parameters; those of the plan stay trainable.
     *
     * @param freeze whether a trainer leaves the network as it is
     */
    public void freezeNetwork(boolean freeze) {
        network.freezeParameters(freeze);
    }

    /** Lists each once, however often the plan uses it. */
    private static List<Weights> weights(InterventionPlan plan) {
        Set<Weights> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        return plan.interventions().stream()
                .flatMap(CounterfactualBlock::trainables)
                .map(Trainable::weights)
                .filter(seen::add)
                .toList();
    }

    private static Stream<Trainable<?>> trainables(Intervention intervention) {
        return Stream.of(Partitioned.withoutNames(intervention.featurizer()), intervention.edit())
                .filter(Trainable.class::isInstance)
                .map(part -> (Trainable<?>) part);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore parameterStore,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        int size = inputs.size() / runs;
        if (size == 0 || inputs.size() % runs != 0) {
            throw new IllegalArgumentException(
                    "The inputs are those of the base and of "
                            + plan.sources()
                            + " sources, one after the other; found "
                            + inputs.size()
                            + " arrays");
        }
        InterventionCall.Builder call =
                InterventionCall.builder(plan, inputs.subNDList(0, size))
                        .optTraining(training)
                        .optGradient(learns())
                        .optBase(false);
        for (int run = 1; run < runs; run++) {
            call.addSource(inputs.subNDList(run * size, (run + 1) * size));
        }
        InterventionResult result = interventions.intervene(parameterStore, call.build());
        return result.counterfactual();
    }

    /** As a block of DJL's own, it may have a backward pass whatever it runs for. */
    private boolean learns() {
        return weights.stream()
                .flatMap(each -> each.getDirectParameters().values().stream())
                .anyMatch(each -> each.isInitialized() && each.getArray().hasGradient());
    }

    @Override
    protected void initializeChildBlocks(
            NDManager manager, DataType dataType, Shape... inputShapes) {
        network.initialize(manager, dataType, ofBase(inputShapes));
        for (Block child : getChildren().values()) {
            if (child != network) {
                child.initialize(manager, dataType);
            }
        }
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return network.getOutputShapes(ofBase(inputShapes));
    }

    private Shape[] ofBase(Shape[] inputShapes) {
        return Arrays.copyOf(inputShapes, inputShapes.length / runs);
    }
}
