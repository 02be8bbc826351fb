/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import static io.github.djliit.network.Near.assertNear;
import static io.github.djliit.support.NativeNetwork.rows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.support.Effort;
import io.github.djliit.support.NativeNetwork;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A batch whose rows have a plan each gives what the rows give alone. */
class MergedRowsTest {

    private static final int ROWS = 64;
    private static final int SEEDS = Effort.of(6, 30);

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    static Stream<Arguments> seeds() {
        return Arrays.stream(NativeNetwork.values())
                .flatMap(n -> LongStream.range(0, SEEDS).mapToObj(seed -> arguments(n, seed)));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aBatchOfPlansGivesWhatTheRowsGiveAlone(NativeNetwork net, long seed) {
        InterventionBlock block = net.open(manager);
        RandomPlans random = new RandomPlans(net, seed);
        List<InterventionPlan> plans = random.draw(ROWS);
        NDList base = net.inputs(manager, ROWS, 100 + seed);
        NDList[] sources = random.sources(manager, ROWS, 1000 + 2 * seed);
        NDList all =
                block.intervene(InterventionPlan.ofRows(plans), base, sources).counterfactual();
        for (int row = (int) seed % 2; row < ROWS; row += 2) { // half of them, for time
            String at = row + ":" + (row + 1);
            NDList[] others = Arrays.stream(sources).map(s -> rows(s, at)).toArray(NDList[]::new);
            NDList alone = block.intervene(plans.get(row), rows(base, at), others).counterfactual();
            assertNear(rows(all, at), alone);
        }
    }
}
