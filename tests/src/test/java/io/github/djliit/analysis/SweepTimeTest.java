/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.training.dataset.Batch;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.causal.Setting;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionCall;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.network.SiteInfo;
import io.github.djliit.readme.Logic;
import io.github.djliit.training.CounterfactualDataset;
import io.github.djliit.training.CounterfactualLayout;
import io.github.djliit.training.Encoding;
import io.github.djliit.zoo.transformer.Sizes;
import io.github.djliit.zoo.transformer.TransformerClassifier;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a sweep spares, against a call for each of its cells. */
class SweepTimeTest {

    private static final int LAYERS = 12;
    private static final int TOKENS = 16;
    private static final int PAIRS = 32;

    private NDManager manager;
    private Block network;
    private List<Candidate> candidates;
    private CounterfactualDataset pairs;

    @BeforeEach
    void build() {
        manager = NDManager.newBaseManager();
        Sizes sizes = new Sizes(2, TOKENS, 32, 64, LAYERS, 2, 0);
        network = new TransformerClassifier(sizes, new TransformerClassifier.Head(LAYERS - 1, 2));
        network.initialize(manager, DataType.FLOAT32, new Shape(1, TOKENS));
        NDArray example = manager.zeros(new Shape(1, TOKENS), DataType.INT64);
        List<SiteInfo> sites =
                new InterventionBlock(network)
                        .sites(new ParameterStore(manager, false), new NDList(example));
        candidates = Candidates.byPosition(Candidates.layers(sites));
        pairs =
                CounterfactualDataset.builder()
                        .setCausalModel(Logic.MODEL)
                        .setAlignment(Alignment.ofVariables(List.of("left")))
                        .setInputs(Logic.inputs(16))
                        .optEncoding(new Tokens())
                        .optPairs(PAIRS)
                        .setSampling(PAIRS, false)
                        .build();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void aSweepTakesAtMostSixTenthsOfTheTimeOfItsCellsAlone() {
        assertThat(candidates).hasSize(LAYERS * TOKENS);
        sweep();
        alone(candidates.subList(0, 20));
        double sweep = seconds(this::sweep);
        double alone = seconds(() -> alone(candidates));
        assertThat(sweep / alone).isLessThan(.6);
    }

    private void sweep() {
        Sweep.builder().setNetwork(network).setCandidates(candidates).build().run(manager, pairs);
    }

    /** As cheap as a call can be that knows of no other: sources, and counterfactual. */
    private void alone(List<Candidate> some) {
        InterventionBlock block = new InterventionBlock(network);
        for (Candidate candidate : some) {
            InterventionPlan plan =
                    InterventionPlan.builder().interchange(candidate.site().toString()).build();
            try (Batch batch = pairs.getData(manager).iterator().next()) {
                CounterfactualLayout layout = CounterfactualLayout.ofData(batch.getData());
                InterventionCall call =
                        InterventionCall.builder(plan, layout.base(batch.getData()))
                                .addSource(layout.source(batch.getData(), 0))
                                .optBase(false)
                                .build();
                InterventionResult result = block.intervene(call);
                assertThat(result.counterfactual().head().argMax(-1).toLongArray()).hasSize(PAIRS);
            }
        }
    }

    private static double seconds(Runnable work) {
        long begin = System.nanoTime();
        work.run();
        return (System.nanoTime() - begin) / 1e9;
    }

    /** The four inputs as tokens 0 and 1, over and over. */
    private static final class Tokens implements Encoding {

        @Override
        public NDList inputs(NDManager manager, List<Setting> settings) {
            long[] ids =
                    settings.stream()
                            .flatMap(
                                    s ->
                                            IntStream.range(0, TOKENS)
                                                    .mapToObj(
                                                            i ->
                                                                    s.value(
                                                                            Logic.MODEL
                                                                                    .inputs()
                                                                                    .get(i % 4))))
                            .mapToLong(value -> Boolean.TRUE.equals(value) ? 1 : 0)
                            .toArray();
            return new NDList(manager.create(ids, new Shape(settings.size(), TOKENS)));
        }

        @Override
        public NDList labels(NDManager manager, List<Setting> settings) {
            return Encoding.of(Logic.MODEL).labels(manager, settings);
        }
    }
}
