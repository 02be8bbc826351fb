/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.notebook;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.support.TwoBranches;
import java.util.List;
import java.util.Map;

/** The first notebook: a network of two parallel branches, its nodes read and set. */
final class ParallelBranches {

    /** Coordinates of the user's own: a number for each site. */
    static final Map<Integer, String> NODES =
            Map.of(0, "ff1", 1, "act1", 2, "ff2", 3, "act2", 4, "ff3[0]");

    private ParallelBranches() {}

    /** Reads a node, by name or as {@code NODES.get(number)}. */
    static NDArray capture(InterventionBlock network, String node, NDList input) {
        InterventionPlan plan = InterventionPlan.builder().collect(node).build();
        return network.intervene(plan, input).collected(node).base().singletonOrThrow();
    }

    /** Runs a network with a node set to values, the same in every row. */
    static NDArray set(InterventionBlock network, String node, float[] values, NDList input) {
        InterventionPlan plan = InterventionPlan.builder().add(node, Edit.set(values)).build();
        return network.intervene(plan, input).counterfactual().singletonOrThrow();
    }

    /** Outputs of source, base, and base with the node as it is in the source, in one call. */
    static List<NDArray> interchange(
            InterventionBlock network, String node, NDList base, NDList source) {
        InterventionPlan plan = InterventionPlan.builder().interchange(node).build();
        InterventionResult result = network.intervene(plan, base, source);
        return List.of(
                result.source(0).head(), result.base().head(), result.counterfactual().head());
    }

    /** How far two networks are apart where node i of one is aligned with node j of the other. */
    static float distance(
            InterventionBlock one, int i, InterventionBlock other, int j, List<NDList> pair) {
        NDArray first = interchange(one, NODES.get(i), pair.get(0), pair.get(1)).get(2);
        NDArray second = interchange(other, NODES.get(j), pair.get(0), pair.get(1)).get(2);
        return first.sub(second).square().mean().getFloat();
    }

    static InterventionBlock network(NDManager manager) {
        InterventionBlock network = new InterventionBlock(new TwoBranches());
        network.initialize(manager, DataType.FLOAT32, new Shape(1, 10));
        return network;
    }

    public static void main(String[] args) {
        try (NDManager manager = NDManager.newBaseManager()) {
            InterventionBlock one = network(manager);
            InterventionBlock other = network(manager);
            NDList base = new NDList(manager.randomNormal(new Shape(4, 10)));
            NDList source = new NDList(manager.randomNormal(new Shape(4, 10)));
            System.out.println(capture(one, "ff1", base));
            System.out.println(interchange(one, NODES.get(2), base, source));
            System.out.println(distance(one, 0, other, 2, List.of(base, source)));
        }
    }
}
