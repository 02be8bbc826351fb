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
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.Rows;
import io.github.djliit.network.TestBlocks.Scale;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Edits that look at all positions of a row look at its own sequence, not at the padding. */
class PaddedEditTest {

    private static final Edit MINUS_MEAN = Edit.of("mean", x -> x.sub(x.mean(new int[] {1}, true)));

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    /** Two rows of three positions, one unit wide. */
    private float[] run(InterventionPlan plan, SequenceLengths lengths, float... numbers) {
        NDArray base = manager.create(numbers, new Shape(2, 3, 1));
        InterventionCall call =
                InterventionCall.builder(plan, new NDList(base))
                        .optLengths(lengths, List.of())
                        .build();
        return new InterventionBlock(chain(manager, new Scale(1)))
                .intervene(new ParameterStore(manager, false), call)
                .counterfactual()
                .head()
                .toFloatArray();
    }

    private static InterventionPlan ofRow(String site, Edit edit) {
        return InterventionPlan.of(Intervention.of(site, edit).withRows(Rows.at(0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"01Scale", "01Scale[:, 0]"})
    void aMeanIsThatOfTheRowPaddedOnTheRight(String site) {
        SequenceLengths lengths = SequenceLengths.paddedRight(3, 2, 3);
        assertThat(run(ofRow(site, MINUS_MEAN), lengths, 1, 3, 9, 4, 5, 6))
                .containsExactly(-1, 1, 9, 4, 5, 6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"01Scale", "01Scale[:, 0]"})
    void aMeanIsThatOfTheRowPaddedOnTheLeft(String site) {
        SequenceLengths lengths = SequenceLengths.paddedLeft(3, 2, 3);
        assertThat(run(ofRow(site, MINUS_MEAN), lengths, 9, 1, 3, 4, 5, 6))
                .containsExactly(9, -1, 1, 4, 5, 6);
    }

    @Test
    void noiseBeginsWhereTheSequenceBegins() {
        InterventionPlan plan = ofRow("01Scale", Edit.noise(1, 3));
        float[] right = run(plan, SequenceLengths.paddedRight(3, 2, 3), 0, 0, 0, 0, 0, 0);
        float[] left = run(plan, SequenceLengths.paddedLeft(3, 2, 3), 0, 0, 0, 0, 0, 0);
        assertThat(left).containsExactly(0, right[0], right[1], 0, 0, 0);
    }

    @Test
    void rowsOfDifferentLengthsAtOnceAreAnError() {
        InterventionPlan plan = InterventionPlan.of(Intervention.of("01Scale", MINUS_MEAN));
        SequenceLengths lengths = SequenceLengths.paddedRight(3, 2, 3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(plan, lengths, 1, 2, 3, 4, 5, 6))
                .withMessageContaining("as many positions in each row, found [[0, 1], [0, 1, 2]]");
    }
}
