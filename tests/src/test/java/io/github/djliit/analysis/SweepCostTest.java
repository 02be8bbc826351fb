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

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.readme.Logic;
import io.github.djliit.site.Site;
import io.github.djliit.support.PassCounter;
import io.github.djliit.training.CounterfactualDataset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a sweep runs, where a call for each cell would run the sources and all layers again. */
class SweepCostTest {

    private static final int PAIRS = 64;

    private final NDManager manager = NDManager.newBaseManager();
    private final List<PassCounter> counters = Stream.generate(PassCounter::new).limit(4).toList();

    @AfterEach
    void close() {
        manager.close();
    }

    /** Sweeps over the units of the first three of four layers, the first half of each and all. */
    private void sweep(int units, int rowsOfPass) {
        SequentialBlock network = new SequentialBlock();
        for (PassCounter counter : counters) {
            network.add(Linear.builder().setUnits(units).build()).add(counter.block());
        }
        network.initialize(manager, DataType.FLOAT32, new Shape(1, 4));
        Sweep sweep =
                Sweep.builder()
                        .setNetwork(network)
                        .setCandidates(candidates(units / 2))
                        .optRowsOfPass(rowsOfPass)
                        .build();
        counters.forEach(PassCounter::reset);
        sweep.run(manager, pairs());
    }

    private static List<Candidate> candidates(int half) {
        return Stream.of("01Linear", "03Linear", "05Linear")
                .flatMap(layer -> Stream.of(layer, layer + "[0:" + half + "]"))
                .map(site -> new Candidate(Site.of(site), site, ""))
                .toList();
    }

    private static CounterfactualDataset pairs() {
        return CounterfactualDataset.builder()
                .setCausalModel(Logic.MODEL)
                .setAlignment(Alignment.ofVariables(List.of("left")))
                .setInputs(Logic.inputs(16))
                .setSampling(PAIRS, false)
                .optPairs(PAIRS)
                .build();
    }

    private List<Integer> passes() {
        return counters.stream().map(PassCounter::passes).toList();
    }

    /** One of the sources, and one for each of six cells. */
    @Test
    void sourcesRunOnce() {
        sweep(8, 1);
        assertThat(passes()).containsOnly(1 + 6);
    }

    @Test
    void cellsOfASmallNetworkShareAPass() {
        sweep(8, 6 * PAIRS);
        assertThat(passes()).containsOnly(1 + 1);
    }

    /** Sources and bases go through all; before the first layer there is nothing to spare. */
    @Test
    void aCellOfALargeNetworkRunsOnlyWhatIsBehindItsSite() {
        sweep(1000, 1);
        assertThat(passes()).containsExactly(4, 6, 8, 8);
        assertThat(counters.get(3).rows()).isEqualTo(8 * PAIRS);
    }
}
