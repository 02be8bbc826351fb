/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.readme;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataDesc;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Dataset;
import ai.djl.training.loss.Loss;
import io.github.djliit.intervention.Cell;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Features;
import io.github.djliit.intervention.Featurizer;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.Partition;
import io.github.djliit.intervention.Pca;
import io.github.djliit.intervention.PlanFormat;
import io.github.djliit.intervention.Positions;
import io.github.djliit.intervention.Rotation;
import io.github.djliit.intervention.Rows;
import io.github.djliit.intervention.Value;
import io.github.djliit.network.ActivationCache;
import io.github.djliit.network.CounterfactualBlock;
import io.github.djliit.network.DryRun;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionCall;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.network.KeptBase;
import io.github.djliit.network.SiteMean;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The examples of docs/interventions.md; the network has two layers of width 8, on 5 tokens. */
final class InterventionExamples {

    private static final String LAYER1 = "01TransformerEncoderBlock";
    private static final String LAYER2 = "02TransformerEncoderBlock";

    private InterventionExamples() {}

    static InterventionPlan steer(float[] direction) {
        InterventionPlan plan =
                InterventionPlan.builder().add(LAYER1 + "[2:]", Edit.add(direction)).build();
        return plan;
    }

    static InterventionPlan meanAblation(InterventionBlock network, List<NDList> batches) {
        Value mean = SiteMean.of(network, LAYER1 + "[:, 0:4]", batches);
        InterventionPlan plan =
                InterventionPlan.builder().add(LAYER1 + "[:, 0:4]", Edit.mean(mean)).build();
        return plan;
    }

    static InterventionPlan several() {
        InterventionPlan plan =
                InterventionPlan.builder()
                        .add(LAYER1 + "[0]", Edit.noise(.1f, 42))
                        .add(LAYER1 + "[1:, h{1}/2]", Edit.scale(.5f))
                        .add(LAYER2, Edit.skip())
                        .build();
        return plan;
    }

    static InterventionPlan positions() {
        Intervention tokens =
                Intervention.of(LAYER1, Edit.interchange())
                        .withPositions(
                                Positions.of(
                                        new int[][] {{0, 1}, {-2, -1}},
                                        new int[][] {{3, 4}, {0, 1}}));
        InterventionPlan plan = InterventionPlan.of(tokens);
        return plan;
    }

    static InterventionPlan anotherSite() {
        InterventionPlan plan =
                InterventionPlan.of(
                        Intervention.of(LAYER1 + "[4]", Edit.interchange())
                                .withFrom(LAYER2 + "[0]")
                                .withRows(Rows.at(1)));
        return plan;
    }

    static InterventionPlan subspace(Rotation rotation) {
        Featurizer space = rotation.withPartition(Partition.of("color", "0:3", "shape", "3:6"));
        InterventionPlan plan =
                InterventionPlan.of(
                        Intervention.of(LAYER1 + "[1]", Edit.interchange())
                                .withFeaturizer(space)
                                .withFeatures(Features.named("color")),
                        Intervention.of(LAYER1 + "[1]", Edit.interchange())
                                .withFeaturizer(space)
                                .withFeatures(Features.named("shape"))
                                .withSource(1));
        return plan;
    }

    static InterventionPlan principal(NDArray activations) {
        Pca pca = Pca.fit(activations, 3);
        InterventionPlan plan =
                InterventionPlan.of(
                        Intervention.of(LAYER1, Edit.zero())
                                .withFeaturizer(pca)
                                .withFeatures(Features.of(0)));
        return plan;
    }

    static InterventionPlan chain() {
        InterventionPlan plan =
                InterventionPlan.of(
                        Intervention.of(LAYER1 + "[0]", Edit.interchange()).withInto(1),
                        Intervention.of(LAYER2 + "[0]", Edit.interchange()).withSource(1));
        return plan;
    }

    static InterventionPlan rectangle() {
        InterventionPlan plan =
                InterventionPlan.rectangle(List.of(LAYER1, LAYER2), new Cell(0, 1), new Cell(1, 3));
        return plan;
    }

    static InterventionPlan custom() {
        Edit clip = Edit.of("clip", x -> x.clip(-1, 1));
        PlanFormat format = PlanFormat.builder().addEdit(clip).build();
        InterventionPlan plan = InterventionPlan.builder().add(LAYER1, clip).build();
        return format.read(plan.toJson(format));
    }

    static NDArray batchOfPlans(InterventionBlock network, NDList base, NDList source) {
        InterventionPlan first = InterventionPlan.builder().interchange(LAYER1 + "[0]").build();
        InterventionPlan second =
                InterventionPlan.builder().add(LAYER2 + "[1:3, {2,5}]", Edit.set(0f)).build();
        InterventionPlan plan = InterventionPlan.ofRows(List.of(first, second));
        return network.intervene(plan, base, source).counterfactual().head();
    }

    static NDArray cached(InterventionBlock network, NDList source, NDList base, Path file)
            throws IOException {
        NDManager manager = base.head().getManager();
        InterventionPlan collect = InterventionPlan.builder().collect(LAYER1).build();
        try (InterventionResult result = network.intervene(collect, source)) {
            ActivationCache.ofBase(manager, result).save(file);
        }
        ActivationCache cache = ActivationCache.load(file, manager);
        InterventionPlan plan = InterventionPlan.builder().interchange(LAYER1 + "[2:4]").build();
        InterventionCall call = InterventionCall.builder(plan, base).addSource(cache).build();
        return network.intervene(call).counterfactual().head();
    }

    static List<NDList> keptBase(InterventionBlock network, NDList base) {
        List<InterventionPlan> plans =
                IntStream.range(0, 4)
                        .mapToObj(head -> LAYER2 + "[:, h{" + head + "}/4]")
                        .map(site -> InterventionPlan.of(Intervention.of(site, Edit.zero())))
                        .toList();
        ParameterStore store = new ParameterStore(base.head().getManager(), false);
        List<NDList> outputs = new ArrayList<>();
        try (KeptBase kept = network.keepBase(store, base, plans)) {
            for (InterventionPlan plan : plans) {
                InterventionCall call = InterventionCall.builder(plan, kept).build();
                outputs.add(network.intervene(call).counterfactual());
            }
        }
        return outputs;
    }

    static Shape dryRun(InterventionBlock network, NDManager manager) {
        InterventionPlan plan = InterventionPlan.builder().interchange(LAYER1 + "[2:4]").build();
        DryRun shapes = network.dryRun(plan, manager, new DataDesc(new Shape(2, 5, 8)));
        return shapes.interventions().get(0).region(); // (2, 2, 8)
    }

    static void search(Model model, Block network, Rotation rotation, Dataset pairs)
            throws Exception {
        InterventionPlan plan =
                InterventionPlan.of(
                        Intervention.of(LAYER1 + "[0]", Edit.interchange())
                                .withFeaturizer(rotation)
                                .withFeatures(Features.of("0:2")));
        CounterfactualBlock block = new CounterfactualBlock(network, plan);
        block.freezeNetwork(true);
        model.setBlock(block);
        try (Trainer trainer = model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss()))) {
            trainer.initialize(new Shape(2, 5, 8), new Shape(2, 5, 8)); // base, source
            EasyTrain.fit(trainer, 2, pairs, null);
        }
    }
}
