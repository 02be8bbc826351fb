/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.evaluator.Evaluator;
import io.github.djliit.support.Equality;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Four rows: left is right once of two times, right once of one; one row swaps nothing. */
class InterchangeAccuracyTest {

    private NDManager manager;
    private NDList labels;
    private NDList predictions;
    private List<Evaluator> evaluators;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
        NDArray logits = manager.create(new float[] {1, 0, 0, 1, 0, 1, 1, 0}, new Shape(4, 2));
        NDArray classes = manager.create(new long[] {0, 0, 1, 1});
        NDArray which = manager.create(new int[] {0, 0, 1, -1}, new Shape(4, 1));
        NDArray any = manager.zeros(new Shape(4, 2));
        labels = new NDList(classes, classes, classes, which);
        predictions = new NDList(any, any, logits);
        evaluators = InterchangeAccuracy.of(Equality.ALIGNMENT);
        evaluators.forEach(evaluator -> evaluator.addAccumulator("test"));
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private List<Float> figures() {
        return evaluators.stream().map(evaluator -> evaluator.getAccumulator("test")).toList();
    }

    private void update() {
        evaluators.forEach(e -> e.updateAccumulator("test", labels, predictions));
    }

    @Test
    void thereIsOneEvaluatorForEachVariableAndTheMean() {
        assertThat(evaluators.stream().map(Evaluator::getName))
                .containsExactly("IIA left", "IIA right", "IIA");
    }

    @Test
    void eachVariableHasTheShareOfItsRows() {
        update();
        assertThat(figures()).containsExactly(.5f, 1f, .75f);
    }

    @Test
    void batchesAddUp() {
        update();
        update();
        assertThat(figures()).containsExactly(.5f, 1f, .75f);
    }

    @Test
    void aVariableWithoutRowsHasNoFigure() {
        labels.set(3, manager.create(new int[] {0, 0, 0, -1}, new Shape(4, 1)));
        update();
        assertThat(figures()).containsExactly(2f / 3, Float.NaN, 2f / 3);
    }

    @Test
    void anOrdinaryBatchChangesNothing() {
        NDList plain = new NDList(labels.get(0));
        evaluators.forEach(e -> e.updateAccumulator("test", plain, new NDList(predictions.get(2))));
        assertThat(figures()).containsExactly(Float.NaN, Float.NaN, Float.NaN);
    }

    @Test
    void evaluateGivesTheRowsThatCount() {
        assertThat(evaluators.get(0).evaluate(labels, predictions).toFloatArray())
                .containsExactly(1, 0);
    }

    @Test
    void numbersAgreeWithinATolerance() {
        NDArray label = manager.create(new float[] {1, 2});
        NDArray prediction = manager.create(new float[] {1.05f, 2.2f}, new Shape(2, 1));
        assertThat(Agreement.within(.1f).rows(label, prediction)).containsExactly(true, false);
    }

    /** What stands behind the logits in each run must not be taken for another run. */
    @Test
    void anOutputWithoutALabelIsNotJudged() {
        NDArray any = predictions.get(0);
        predictions = new NDList(any, any, any, any, predictions.get(2), any);
        update();
        assertThat(figures()).containsExactly(.5f, 1f, .75f);
    }

    /** The probe says class 0 throughout. */
    @Test
    void probesAreNotJudged() {
        NDArray classes = labels.get(0);
        NDArray probe = predictions.get(0);
        labels = new NDList(Collections.nCopies(6, classes));
        labels.add(manager.create(new int[] {0, 0, 1, -1}, new Shape(4, 1)));
        NDList outputs = new NDList(probe, probe, probe, probe, predictions.get(2), probe);
        predictions = CounterfactualArrays.predictions(outputs, 1);
        update();
        assertThat(figures()).containsExactly(.5f, 1f, .75f);
    }

    /**
     * Both outputs are right about class 0, but the label of the second is 1; the probe has none.
     */
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1"})
    void theEncodingTellsWhetherTheLastLabelIsThatOfAProbe(int further, float iia) {
        labelsOfTwoOutputsAndAProbe(OptionalInt.of(further));
        update();
        assertThat(figures()).containsExactly(iia, iia, iia);
    }

    @Test
    void aLabelThatMayBeThatOfAProbeOrOfAnOutputIsRefused() {
        labelsOfTwoOutputsAndAProbe(OptionalInt.empty());
        assertThatIllegalArgumentException()
                .isThrownBy(this::update)
                .withMessageContaining(
                        "The trainer has 1 probes, but a run has 2 labels in all for 2 outputs");
    }

    private void labelsOfTwoOutputsAndAProbe(OptionalInt further) {
        NDArray right = manager.zeros(new Shape(4), DataType.INT64);
        NDArray wrong = manager.ones(new Shape(4), DataType.INT64);
        NDArray which = manager.create(new int[] {0, 0, 1, 1}, new Shape(4, 1));
        labels = new NDList(right, wrong, right, wrong, right, wrong);
        labels.add(new VariableNames(List.of("left", "right"), further).write(which));
        NDList outputs = new NDList(Collections.nCopies(9, manager.zeros(new Shape(4, 2))));
        predictions = CounterfactualArrays.predictions(outputs, 1);
    }

    @Test
    void oneOutputMayBeChosen() {
        NDArray classes = labels.get(0);
        NDArray other = predictions.get(0);
        labels = new NDList(Collections.nCopies(6, classes));
        labels.add(manager.create(new int[] {0, 0, 1, -1}, new Shape(4, 1)));
        predictions = new NDList(other, other, other, other, other, predictions.get(2));
        evaluators = InterchangeAccuracy.of(Equality.ALIGNMENT, Agreement.ofClasses(), 1);
        evaluators.forEach(evaluator -> evaluator.addAccumulator("test"));
        update();
        assertThat(figures()).containsExactly(.5f, 1f, .75f);
        assertThat(evaluators.get(0).getName()).isEqualTo("IIA left of output 1");
    }

    /** Without a which nobody knows what was swapped, and no figure must pass that over. */
    @Test
    void predictionsOfPairsNeedTheLabelsOfPairs() {
        labels = labels.subNDList(0, 3);
        predictions = CounterfactualArrays.predictions(predictions, 0);
        assertThatIllegalArgumentException()
                .isThrownBy(this::update)
                .withMessageContaining("Counterfactual labels are");
    }

    @Test
    void moreLabelsThanOutputsAreRefused() {
        labels = new NDList(Collections.nCopies(6, labels.get(0)));
        labels.add(manager.create(new int[] {0, 0, 1, -1}, new Shape(4, 1)));
        assertThatIllegalArgumentException()
                .isThrownBy(this::update)
                .withMessageContaining("found 2 labels for 1 outputs");
    }

    @Test
    void counterfactualsThatAreNotFiniteAreCounted() {
        NDArray found = predictions.get(2);
        float[] numbers = found.toFloatArray();
        numbers[0] = Float.NaN;
        predictions.set(2, manager.create(numbers, found.getShape()));
        InterchangeAccuracy first = (InterchangeAccuracy) evaluators.get(0);
        first.updateAccumulator("test", labels, predictions);
        assertThat(first.getNotFinite("test")).isEqualTo(1);
    }
}
