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
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import io.github.djliit.network.HookPoint;
import io.github.djliit.statistics.Estimate;
import io.github.djliit.statistics.Interval;
import io.github.djliit.support.LinearNetwork;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import io.github.djliit.training.InterchangeEvaluation.Wrong;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InterchangeEvaluationTest {

    private static final Variable<Double> A = Variable.number("a");
    private static final Variable<Double> B = Variable.number("b");
    private static final Variable<Double> X = Variable.number("x");
    private static final Variable<Double> Y = Variable.number("y");
    private static final Variable<Double> O = Variable.number("o");

    private static final CausalModel SUM =
            CausalModel.builder("sum")
                    .input(A, B)
                    .mechanism(X, A, a -> a)
                    .mechanism(Y, B, b -> b)
                    .mechanism(O, X, Y, Double::sum)
                    .output(O)
                    .build();

    private static final Alignment ALIGNMENT =
            Alignment.of(X, "01HookPoint[0]", Y, "01HookPoint[1]");

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    /** Eight pairs, b always 1. */
    private static CounterfactualDataset pairs(Variable<?> variable) {
        return pairs(variable, Encoding.of(SUM));
    }

    private static CounterfactualDataset pairs(Variable<?> variable, Encoding encoding) {
        List<Setting> inputs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            inputs.add(Setting.of(A, (double) i, B, 1.));
        }
        return CounterfactualDataset.builder()
                .setCausalModel(SUM)
                .setAlignment(ALIGNMENT)
                .setInputs(inputs)
                .optVariables(List.of(variable.name()))
                .optEncoding(encoding)
                .setSampling(4, false)
                .build();
    }

    private InterchangeEvaluation evaluation(float... weights) {
        return new InterchangeEvaluation(
                        LinearNetwork.of(manager, weights), ALIGNMENT, Agreement.within(.1f))
                .optMetric("absolute_error", RowMetric.absoluteError());
    }

    private Figures figures(InterchangeEvaluation evaluation, Variable<?> variable) {
        return evaluation.run(manager, pairs(variable)).variables().get(variable.name());
    }

    @Test
    void aNetworkThatAddsRealisesTheSum() {
        Figures figures = figures(evaluation(1, 1), X);
        assertThat(figures.iia()).isEqualTo(1);
        assertThat(figures.wrong()).isEqualTo(new Wrong(0, 0, 0, 0, 0));
    }

    /** It says a + 2, one more than it should, with whatever a. */
    @Test
    void numbersHaveTheirMeanAbsoluteError() {
        assertThat(figures(evaluation(1, 2), X).metrics())
                .containsEntry("absolute_error", new Estimate(1, 8, new Interval(1, 1)));
    }

    @Test
    void whatIsWrongWithoutAnInterchangeIsCounted() {
        assertThat(figures(evaluation(1, 2), X).wrong()).isEqualTo(new Wrong(8, 8, 8, 8, 0));
    }

    @Test
    void whereAllAreLeftOutThereIsNoFigure() {
        Figures figures = figures(evaluation(1, 2).optRightOnly(true), X);
        assertThat(figures.pairs()).isZero();
        assertThat(figures.iia()).isNaN();
        assertThat(figures.wrong().leftOut()).isEqualTo(8);
    }

    @Test
    void leavingOutDoesNotTouchTheTask() {
        var result = evaluation(1, 2).optRightOnly(true).run(manager, pairs(X));
        assertThat(result.task().value()).isZero();
        assertThat(result.task().count()).isEqualTo(8);
    }

    @Test
    void aValueThatNeverDiffersIsNeverImpactful() {
        Figures figures = figures(evaluation(1, 1), Y);
        assertThat(figures.impactful()).isZero();
        assertThat(figures.iiaImpactful()).isNaN();
        assertThat(figures.iiaUnimpactful()).isEqualTo(1);
    }

    /** The sites are those of the other variable each: b, always 1, is swapped in place of a. */
    @Test
    void outputsWithoutALabelChangeNoFigure() {
        Alignment other = Alignment.of(X, "01HookPoint[1]", Y, "01HookPoint[0]");
        Block one = LinearNetwork.of(manager, new float[] {1, 1});
        Block two =
                new SequentialBlock()
                        .add(new HookPoint())
                        .add(one.getChildren().valueAt(1))
                        .add(new LambdaBlock(list -> new NDList(list.head(), list.head().neg())));
        two.initialize(manager, DataType.FLOAT32, new Shape(1, 2));
        Figures expected = figures(new InterchangeEvaluation(one, other, Agreement.within(.1f)), X);
        Figures found = figures(new InterchangeEvaluation(two, other, Agreement.within(.1f)), X);
        assertThat(expected.iiaImpactful()).isZero();
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void anOutputThatIsNotThereIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> figures(evaluation(1, 1).optOutput(5), X))
                .withMessageContaining("Output 5 is to be judged, but there are 1");
    }

    @Test
    void aNetworkWithoutValuesIsRefused() {
        Block bare =
                new SequentialBlock()
                        .add(new HookPoint())
                        .add(Linear.builder().setUnits(1).build());
        assertThatIllegalStateException()
                .isThrownBy(
                        () ->
                                figures(
                                        new InterchangeEvaluation(
                                                bare, ALIGNMENT, Agreement.within(1)),
                                        X))
                .withMessageContaining("The block is not initialised");
    }

    @Test
    void anAgreementGivesAValueForEachRow() {
        Agreement one = (label, prediction) -> new boolean[] {true};
        InterchangeEvaluation evaluation =
                new InterchangeEvaluation(
                        LinearNetwork.of(manager, new float[] {1, 1}), ALIGNMENT, one);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> figures(evaluation, X))
                .withMessageContaining("gave 1 values for a prediction of shape (4, 1)");
    }

    @Test
    void twoMetricsOfOneNameAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                evaluation(1, 1)
                                        .optMetric("absolute_error", RowMetric.klDivergence()))
                .withMessageContaining("There is a metric 'absolute_error' already");
    }

    @Test
    void nothingIsLeftOnTheManager() {
        InterchangeEvaluation evaluation = evaluation(1, 1);
        evaluation.run(manager, pairs(X));
        int before = manager.getManagedArrays().size();
        evaluation.run(manager, pairs(X));
        assertThat(manager.getManagedArrays()).hasSize(before);
    }

    @Test
    void aMetricThatDoesNotFitIsToldWithTheShapes() {
        NDArray logits = manager.ones(new Shape(2, 3));
        NDArray classes = manager.create(new long[] {0, 7});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RowMetric.klDivergence().checked(classes, logits))
                .withMessageContaining("a label of shape (2) with a prediction of shape (2, 3)");
    }

    /** Logits 0 and ln 3 are the probabilities 1/4 and 3/4. */
    @Test
    void theDivergenceFromAClassIsItsCrossEntropy() {
        var logits = manager.create(new float[][] {{0, (float) Math.log(3)}});
        double[] found = RowMetric.klDivergence().rows(manager.create(new long[] {0}), logits);
        assertThat(found).containsExactly(new double[] {Math.log(4)}, within(1e-6));
    }

    /** 1/2 ln(1/2 / 1/4) + 1/2 ln(1/2 / 3/4). */
    @Test
    void theDivergenceFromADistributionIsKullbackAndLeiblers() {
        var logits = manager.create(new float[][] {{0, (float) Math.log(3)}});
        var expected = manager.create(new float[][] {{.5f, .5f}});
        double[] found = RowMetric.klDivergence().rows(expected, logits);
        double divergence = .5 * Math.log(2) + .5 * Math.log(2 / 3.);
        assertThat(found).containsExactly(new double[] {divergence}, within(1e-6));
    }

    @Test
    void anImpossibleClassAddsNothing() {
        var logits = manager.create(new float[][] {{0, (float) Math.log(3)}});
        var expected = manager.create(new float[][] {{0, 1}});
        double[] found = RowMetric.klDivergence().rows(expected, logits);
        assertThat(found).containsExactly(new double[] {Math.log(4 / 3.)}, within(1e-6));
    }

    /** The network has two outputs, and the second would be judged by the label of x. */
    @Test
    void labelsOfFurtherVariablesAreRefused() {
        Block network = LinearNetwork.of(manager, new float[] {1, 1}, new float[] {0, 1});
        InterchangeEvaluation evaluation =
                new InterchangeEvaluation(network, ALIGNMENT, Agreement.within(.1f));
        CounterfactualDataset pairs = pairs(X, Encoding.of(SUM).withLabels(X));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> evaluation.run(manager, pairs))
                .withMessageContaining("no labels of outputs");
    }
}
