/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.memory;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.support.Held;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * No public operation leaves an array or a manager behind: neither with the caller's manager, but
 * for the results that it promises, nor with the model's.
 */
class LeakTest {

    private final Model model = Model.newInstance("leak");
    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
        model.close();
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void nothingIsLeftOfAnOperation(Operation operation) throws Exception {
        try (Operation.Subject subject = operation.open(model, manager)) {
            // What is made once and kept, as weights on first use, is no leak.
            subject.run(manager);
            List<Integer> held = held();
            for (int i = 0; i < 5; i++) {
                subject.run(manager);
            }
            assertThat(held()).isEqualTo(held);
        }
    }

    @Test
    void arraysOfManagersBelowAreCountedToo() {
        NDManager below = manager.newSubManager();
        NDArray array = below.zeros(new Shape(1));
        assertThat(Held.by(manager)).isEqualTo(2);
        new NDList(array).close();
        assertThat(Held.by(manager)).isEqualTo(1);
    }

    private List<Integer> held() {
        List<Integer> held = new ArrayList<>();
        held.add(Held.by(manager));
        held.add(Held.by(model.getNDManager()));
        return held;
    }
}
