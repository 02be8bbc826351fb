/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import static io.github.djliit.support.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.loss.IndexLoss;
import ai.djl.training.loss.Loss;
import ai.djl.training.tracker.Tracker;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** L1 losses, whose terms are the numbers themselves: |0 - 1| = 1, |0 - 2| = 2, |0 - 4| = 4. */
class IitLossTest {

    private NDManager manager;
    private NDList predictions;
    private NDList labels;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
        predictions = new NDList(column(1), column(2), column(4));
        NDArray which = manager.zeros(new Shape(3, 1), DataType.INT32);
        labels = new NDList(column(0), column(0), column(0), which);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private NDArray column(float value) {
        return manager.full(new Shape(3, 1), value);
    }

    private float evaluate(IitLoss loss) {
        return loss.evaluate(labels, predictions).getFloat();
    }

    @Test
    void taskAndCounterfactualHaveWeightOneByDefault() {
        assertClose(new float[] {evaluate(new IitLoss(Loss.l1Loss()))}, 1 + 4);
    }

    @Test
    void eachTermHasItsWeight() {
        IitLoss loss = new IitLoss(Loss.l1Loss()).optTask(.5f).optSource(3).optCounterfactual(.25f);
        assertClose(new float[] {evaluate(loss)}, .5f * 1 + 3 * 2 + .25f * 4);
    }

    @Test
    void severalSourcesShareTheirWeight() {
        predictions = new NDList(column(1), column(2), column(8), column(4));
        NDArray which = manager.zeros(new Shape(3, 2), DataType.INT32);
        labels = new NDList(column(0), column(0), column(0), column(0), which);
        IitLoss loss = new IitLoss(Loss.l1Loss()).optTask(0).optSource(1).optCounterfactual(0);
        assertClose(new float[] {evaluate(loss)}, (2 + 8) / 2f);
    }

    @Test
    void anOrdinaryBatchHasTheTaskOnly() {
        NDArray loss =
                new IitLoss(Loss.l1Loss()).evaluate(new NDList(column(0)), new NDList(column(3)));
        assertClose(new float[] {loss.getFloat()}, 3);
    }

    @Test
    void aWeightFollowsTheStepsOfTheTrainer() {
        IitLoss loss = new IitLoss(Loss.l1Loss()).optCounterfactual(new WeightSchedule(1, 1, 2));
        float[] totals = new float[4];
        for (int step = 0; step < 4; step++) {
            totals[step] = evaluate(loss);
            loss.step();
        }
        assertClose(totals, 1, 1, 1 + .5f * 4, 1 + 4);
    }

    @Test
    void eachOutputHasAWeightInTheTaskAndAnotherInTheCounterfactual() {
        predictions =
                new NDList(column(1), column(2), column(4), column(8), column(16), column(32));
        NDArray which = manager.zeros(new Shape(3, 1), DataType.INT32);
        labels = new NDList(predictions.stream().map(NDArray::zerosLike).toList());
        labels.add(which);
        IitLoss loss =
                new IitLoss(Loss.l1Loss())
                        .optSource(1)
                        .optTaskOutputs(WeightSchedule.constant(.5f), WeightSchedule.constant(1))
                        .optCounterfactualOutputs(
                                WeightSchedule.constant(0), WeightSchedule.constant(1));
        assertClose(new float[] {evaluate(loss)}, (.5f * 1 + 2) + (.5f * 4 + 8) + 32);
    }

    @Test
    void aWeightOfAnOutputFollowsTheSteps() {
        predictions = new NDList(column(1), column(2));
        labels = new NDList(column(0), column(0));
        IitLoss loss =
                new IitLoss(Loss.l1Loss())
                        .optTaskOutputs(new WeightSchedule(1, 1, 2), WeightSchedule.constant(1));
        float[] totals = new float[4];
        for (int step = 0; step < 4; step++) {
            totals[step] = evaluate(loss);
            loss.step();
        }
        assertClose(totals, 2, 2, .5f * 1 + 2, 1 + 2);
    }

    @Test
    void weightsOfAnotherNumberOfOutputsAreRefused() {
        IitLoss loss =
                new IitLoss(Loss.l1Loss())
                        .optTaskOutputs(WeightSchedule.constant(1), WeightSchedule.constant(1));
        assertThatThrownBy(() -> evaluate(loss))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("weights of 2 outputs, found 1 outputs and 1 labels");
    }

    /** The second output of each run has no label. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void anOutputWithoutALabelNeedsNoWeight(int weights) {
        NDArray more = column(9);
        predictions = new NDList(column(1), more, column(2), more, column(4), more);
        Tracker[] ofOutputs = {Tracker.fixed(1), Tracker.fixed(0)};
        IitLoss loss = new IitLoss(Loss.l1Loss());
        loss.optTaskOutputs(Arrays.copyOf(ofOutputs, weights));
        loss.optCounterfactualOutputs(Arrays.copyOf(ofOutputs, weights));
        assertClose(new float[] {evaluate(loss)}, 1 + 4);
    }

    @Test
    void anOutputWithAWeightNeedsALabel() {
        predictions = new NDList(column(1), column(9), column(2), column(9), column(4), column(9));
        IitLoss loss =
                new IitLoss(Loss.l1Loss()).optTaskOutputs(Tracker.fixed(1), Tracker.fixed(1));
        assertThatThrownBy(() -> evaluate(loss))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Output 1 has a weight in the loss, but no label");
    }

    /** In each run stand two outputs, of which the first has the label 0, and a probe with 10. */
    @Test
    void theLabelOfAProbeIsComparedWithTheProbe() {
        NDArray more = column(9);
        NDArray probe = column(7);
        NDList run = new NDList(column(1), more, probe);
        predictions = new NDList(run).addAll(run).addAll(run);
        predictions = CounterfactualArrays.predictions(predictions, 1);
        NDArray which = manager.zeros(new Shape(3, 1), DataType.INT32);
        new VariableNames(List.of("left"), OptionalInt.of(1)).write(which);
        NDList of = new NDList(column(0), column(10));
        labels = new NDList(of).addAll(of).addAll(of);
        labels.add(which);
        IitLoss loss = new IitLoss(Loss.l1Loss()).optCounterfactual(0);
        loss.optTaskOutputs(Tracker.fixed(1), Tracker.fixed(0), Tracker.fixed(1));
        assertClose(new float[] {evaluate(loss)}, (1 - 0) + (10 - 7));
    }

    @Test
    void anOrdinaryBatchHasNoOutputOfAProbe() {
        predictions = CounterfactualArrays.ordinary(new NDList(column(3)), 1);
        labels = new NDList(column(0), column(10));
        IitLoss loss =
                new IitLoss(Loss.l1Loss()).optTaskOutputs(Tracker.fixed(1), Tracker.fixed(1));
        assertClose(new float[] {evaluate(loss)}, 3);
    }

    /** The last label looks like a which. */
    @Test
    void whatTheTrainerRanWithoutInterchangesIsOrdinary() {
        NDArray whole = manager.zeros(new Shape(3, 1), DataType.INT32);
        labels = new NDList(column(0), column(0), whole);
        NDList outputs = new NDList(column(1), column(2), column(4), column(8));
        predictions = CounterfactualArrays.ordinary(outputs, 0);
        assertClose(new float[] {evaluate(new IitLoss(new IndexLoss(Loss.l1Loss(), 0)))}, 1);
    }

    @Test
    void aLossOfOneOutputIsToldHowToJudgeSeveral() {
        NDArray more = column(9);
        predictions = new NDList(column(1), more, column(2), more, column(4), more);
        IitLoss loss = new IitLoss(Loss.softmaxCrossEntropyLoss());
        assertThatThrownBy(() -> evaluate(loss))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("optTaskOutputs")
                .hasMessageContaining("new IndexLoss(loss, its index)");
    }

    @Test
    void weightsThatAreAllZeroAreRefused() {
        IitLoss loss = new IitLoss(Loss.l1Loss()).optTask(0).optCounterfactual(0);
        assertThatThrownBy(() -> evaluate(loss))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("All weights of the loss are 0");
    }

    /** Each run has another output behind the one that the label is of, and the loss takes it. */
    @Test
    void aNetworkMayHaveMoreOutputsThanLabels() {
        NDArray more = column(9);
        predictions = new NDList(column(1), more, column(2), more, column(4), more);
        IitLoss loss = new IitLoss(new FirstOutput()).optSource(1);
        assertClose(new float[] {evaluate(loss)}, 1 + 2 + 4);
    }

    /** Judges the first output, whatever there is besides. */
    private static final class FirstOutput extends Loss {

        private FirstOutput() {
            super("FirstOutput");
        }

        @Override
        public NDArray evaluate(NDList label, NDList prediction) {
            return Loss.l1Loss().evaluate(label, new NDList(prediction.head()));
        }
    }

    @Test
    void aLossThatDoesNotFitIsNamedWithWhatItMet() {
        predictions.set(0, manager.zeros(new Shape(3, 2)));
        assertThatThrownBy(() -> evaluate(new IitLoss(Loss.l1Loss("mine"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "loss mine cannot compare labels float32(3, 1) with outputs float32(3, 2)")
                .hasCauseInstanceOf(EngineException.class);
    }

    @ParameterizedTest
    @ValueSource(floats = {-5, Float.NaN})
    void aWeightOfATrackerIsChecked(float weight) {
        IitLoss loss = new IitLoss(Loss.l1Loss()).optTask(Tracker.fixed(weight));
        assertThatThrownBy(() -> evaluate(loss))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("its tracker gave " + weight + " at step 0");
    }

    @Test
    void aScheduleWithoutWarmUpWaitsToo() {
        WeightSchedule schedule = new WeightSchedule(1, 4, 0);
        assertThat(schedule.getNewValue(3)).isZero();
        assertThat(schedule.getNewValue(4)).isEqualTo(1);
    }

    @Test
    void aScheduleMayWaitForever() {
        assertThat(new WeightSchedule(1, Integer.MAX_VALUE, 10).getNewValue(0)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "2, 0", "3, 0.5", "4, 1", "5, 1.5", "6, 2", "100, 2"})
    void aScheduleWaitsThenGrowsThenStays(int step, float weight) {
        assertThat(new WeightSchedule(2, 2, 4).getNewValue(step)).isEqualTo(weight);
    }

    @Test
    void aNumberForEachClassIsRefusedWhereClassesAreExpected() {
        NDList logits = new NDList(manager.create(new float[][] {{1, 0}, {0, 1}}));
        IitLoss loss = new IitLoss(Loss.softmaxCrossEntropyLoss());
        assertThatThrownBy(() -> loss.evaluate(logits, logits))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("takes the number of a class for each row");
    }

    /** Half of each class: log 2 for any distribution of two equal logits. */
    @Test
    void aLossBetweenDistributionsTakesThem() {
        NDList half = new NDList(manager.create(new float[][] {{.5f, .5f}}));
        IitLoss loss = new IitLoss(Loss.softmaxCrossEntropyLoss("soft", 1, -1, false, true));
        assertClose(new float[] {loss.evaluate(half, half).getFloat()}, (float) Math.log(2));
    }
}
