/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.causal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IsolationTest {

    private static final Variable<float[]> IN = Variable.vector("in", 2);
    private static final Variable<float[]> OUT = Variable.vector("out", 2);

    @Test
    void aMechanismCannotChangeItsParents() {
        CausalModel vandal =
                model(
                        in -> {
                            Arrays.fill(in, 0);
                            return in;
                        });
        Setting inputs = Setting.of(IN, new float[] {1, 2});

        assertThat(vandal.run(inputs).get(IN)).containsExactly(1, 2);
        assertThat(inputs.get(IN)).containsExactly(1, 2);
    }

    @Test
    void aMechanismMayReuseTheArrayItReturns() {
        float[] buffer = new float[2];
        CausalModel thrifty =
                model(
                        in -> {
                            buffer[0] = in[0];
                            return buffer;
                        });
        Setting first = thrifty.run(Setting.of(IN, new float[] {1, 2}));

        thrifty.run(Setting.of(IN, new float[] {3, 4}));

        assertThat(first.get(OUT)).containsExactly(1, 0);
    }

    @Test
    void sixteenThreadsGetWhatOneGets() throws InterruptedException, ExecutionException {
        RandomModel random = new RandomModel(42);
        List<Setting> inputs = IntStream.range(0, 500).mapToObj(i -> random.inputs()).toList();
        Callable<List<Setting>> task = () -> interchanges(random, inputs);
        List<Setting> alone = interchanges(random, inputs);
        ExecutorService pool = Executors.newFixedThreadPool(16);
        try {
            for (Future<List<Setting>> future : pool.invokeAll(Collections.nCopies(16, task))) {
                assertThat(future.get()).isEqualTo(alone);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** Interchanges each variable in turn, each setting with the one before it as source. */
    private static List<Setting> interchanges(RandomModel random, List<Setting> inputs) {
        return IntStream.range(1, inputs.size())
                .mapToObj(
                        i ->
                                random.model.interchange(
                                        inputs.get(i),
                                        random.variables.get(i % random.variables.size()),
                                        inputs.get(i - 1)))
                .toList();
    }

    private static CausalModel model(UnaryOperator<float[]> mechanism) {
        return CausalModel.builder("vectors")
                .input(IN)
                .mechanism(OUT, IN, mechanism)
                .output(OUT)
                .build();
    }
}
