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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.alignment.Subspace;
import io.github.djliit.analysis.Comparison.Verdict;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import io.github.djliit.intervention.Features;
import io.github.djliit.intervention.Rotation;
import io.github.djliit.network.HookPoint;
import io.github.djliit.readme.Logic;
import io.github.djliit.site.Site;
import io.github.djliit.support.LinearNetwork;
import io.github.djliit.training.Agreement;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HypothesesTest {

    private static final Variable<Double> X = Variable.number("x");
    private static final Variable<Double> Y = Variable.number("y");
    private static final Variable<Double> Z = Variable.number("z");
    private static final Variable<Double> S = Variable.number("S");
    private static final Variable<Double> O = Variable.number("O");

    /** S = x + y, O = S + z. */
    private static final CausalModel EARLY =
            CausalModel.builder("early")
                    .input(X, Y, Z)
                    .mechanism(S, X, Y, Double::sum)
                    .mechanism(O, S, Z, Double::sum)
                    .output(O)
                    .build();

    /** S = y + z, O = x + S. */
    private static final CausalModel LATE =
            CausalModel.builder("late")
                    .input(X, Y, Z)
                    .mechanism(S, Y, Z, Double::sum)
                    .mechanism(O, X, S, Double::sum)
                    .output(O)
                    .build();

    private static final Alignment SITE = Alignment.of(S, "01SequentialBlock.02Linear[0]");

    /** Early: 1, late: 0. */
    private static final InputPair TELLING = pair(1, 0, 0);

    /** Both: 2. */
    private static final InputPair DUMB = pair(1, 1, 1);

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    /** The base is all zeros. */
    private static InputPair pair(double x, double y, double z) {
        return new InputPair(Setting.of(X, 0., Y, 0., Z, 0.), Setting.of(X, x, Y, y, Z, z));
    }

    /** The first hidden unit is what the row says, the second the rest; the output is their sum. */
    private Hypotheses sums(float... unit) {
        float[] rest = {1 - unit[0], 1 - unit[1], 1 - unit[2]};
        Block network =
                new SequentialBlock()
                        .add(LinearNetwork.of(manager, unit, rest))
                        .add(LinearNetwork.of(manager, new float[] {1, 1}));
        network.initialize(manager, DataType.FLOAT32, new Shape(1, 3));
        return new Hypotheses(
                network,
                Hypothesis.of(EARLY, SITE),
                Hypothesis.of(LATE, SITE),
                Agreement.within(.1f));
    }

    private static List<InputPair> times(int count, InputPair pair) {
        return Collections.nCopies(count, pair);
    }

    @Test
    void pairsTellWhoseCounterfactualsDiffer() {
        Hypotheses hypotheses = sums(1, 1, 0);
        Contrast contrast = hypotheses.contrasts().get(0);
        List<DistinguishingPair> telling = hypotheses.telling(contrast, List.of(DUMB, TELLING));
        assertThat(telling)
                .singleElement()
                .satisfies(
                        found -> {
                            assertThat(found.pair()).isEqualTo(TELLING);
                            assertThat(found.first().get(O)).isEqualTo(1);
                            assertThat(found.second().get(O)).isZero();
                        });
    }

    @Test
    void aNetworkThatAddsTheFirstTwoFollowsTheFirst() {
        Comparison found = sums(1, 1, 0).compare(manager, times(10, TELLING)).get(0);
        assertThat(found.first().value()).isEqualTo(1);
        assertThat(found.second().value()).isZero();
        assertThat(found.verdict()).isEqualTo(Verdict.FIRST);
    }

    @Test
    void aNetworkThatAddsTheLastTwoFollowsTheSecond() {
        Comparison found =
                sums(0, 1, 1).optBatchSize(3).compare(manager, times(10, TELLING)).get(0);
        assertThat(found.first().value()).isZero();
        assertThat(found.second().value()).isEqualTo(1);
        assertThat(found.verdict()).isEqualTo(Verdict.SECOND);
    }

    /** Half of x goes through the unit: an output of 0.5. */
    @Test
    void aNetworkThatDoesSomethingElseFollowsNeither() {
        Comparison found = sums(.5f, 1, .5f).compare(manager, times(10, TELLING)).get(0);
        assertThat(found.first().value()).isZero();
        assertThat(found.second().value()).isZero();
        assertThat(found.verdict()).isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void onePairDecidesNothing() {
        Comparison found = sums(1, 1, 0).compare(manager, List.of(DUMB, TELLING)).get(0);
        assertThat(found.pairs()).isEqualTo(2);
        assertThat(found.telling()).isEqualTo(1);
        assertThat(found.first().value()).isEqualTo(1);
        assertThat(found.verdict()).isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void pairsThatCannotTellAreRefused() {
        assertThatThrownBy(() -> sums(1, 1, 0).compare(manager, times(3, DUMB)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "These 3 pairs cannot tell early from late: an interchange at"
                                + " [[01SequentialBlock.02Linear[0]]] has the same outputs under"
                                + " both. Give other pairs, or align other variables");
    }

    @Test
    void sitesThatOnlyOneExplainsAreRefused() {
        Block network = LinearNetwork.of(manager, new float[] {1, 1, 1});
        Hypothesis first = Hypothesis.of(EARLY, Alignment.of(S, "01HookPoint[0]"));
        Hypothesis second = Hypothesis.of(LATE, Alignment.of(S, "01HookPoint[1]"));
        assertThatThrownBy(() -> new Hypotheses(network, first, second, Agreement.within(.1f)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("01HookPoint[0]")
                .hasMessageContaining("01HookPoint[1]")
                .hasMessageContaining("Align a variable of each to the same sites");
    }

    @Test
    void hypothesesAboutOtherInputsAreRefused() {
        Block network = LinearNetwork.of(manager, new float[] {1, 1, 1});
        Hypothesis first = Hypothesis.of(EARLY, Alignment.of(S, "01HookPoint[0]"));
        Hypothesis second = Hypothesis.of(Logic.MODEL, Alignment.of(Logic.LEFT, "01HookPoint[0]"));
        assertThatThrownBy(() -> new Hypotheses(network, first, second, Agreement.within(.1f)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("early has [x, y, z]")
                .hasMessageContaining("logic has [a, b, c, d]");
    }

    @Test
    void nothingIsLeftOnTheManager() {
        Hypotheses hypotheses = sums(1, 1, 0);
        hypotheses.compare(manager, times(3, TELLING));
        int before = manager.getManagedArrays().size();
        hypotheses.compare(manager, times(3, TELLING));
        assertThat(manager.getManagedArrays()).hasSize(before);
    }

    /** Both say whether an even number of the four is true, and are the same to all sixteen. */
    @Test
    void equalFunctionsCanBeToldApart() {
        CausalModel rows = equality("rows", Logic.A, Logic.B, Logic.C, Logic.D);
        CausalModel columns = equality("columns", Logic.A, Logic.C, Logic.B, Logic.D);
        Alignment alignment =
                Alignment.of(Logic.LEFT, "02HookPoint[0]", Logic.RIGHT, "02HookPoint[1]");
        Hypotheses hypotheses =
                new Hypotheses(
                        equalRows(),
                        Hypothesis.of(rows, alignment),
                        Hypothesis.of(columns, alignment),
                        Agreement.ofClasses());
        List<InputPair> pairs = InputPair.draw(Logic.inputs(16), 200, 1);
        assertThat(hypotheses.compare(manager, pairs))
                .hasSize(2)
                .allSatisfy(
                        found -> {
                            assertThat(found.verdict()).isEqualTo(Verdict.FIRST);
                            assertThat(found.first().value()).isEqualTo(1);
                            assertThat(found.telling()).isBetween(60L, 140L);
                        });
    }

    private static CausalModel equality(
            String name,
            Variable<Boolean> a,
            Variable<Boolean> b,
            Variable<Boolean> c,
            Variable<Boolean> d) {
        return CausalModel.builder(name)
                .input(Logic.A, Logic.B, Logic.C, Logic.D)
                .mechanism(Logic.LEFT, a, b, Boolean::equals)
                .mechanism(Logic.RIGHT, c, d, Boolean::equals)
                .mechanism(Logic.SAME, Logic.LEFT, Logic.RIGHT, Boolean::equals)
                .output(Logic.SAME)
                .build();
    }

    /** Whether a is b and c is d, at a hook point; then the logits of whether these are alike. */
    private Block equalRows() {
        Block network =
                new SequentialBlock()
                        .addSingleton(
                                x ->
                                        x.get(":, 0::2")
                                                .eq(x.get(":, 1::2"))
                                                .toType(DataType.FLOAT32, false))
                        .add(new HookPoint())
                        .add(
                                list -> {
                                    var sides = list.head();
                                    var same =
                                            sides.get(":, 0:1")
                                                    .eq(sides.get(":, 1:2"))
                                                    .toType(DataType.FLOAT32, false);
                                    return new NDList(same.neg().concat(same, 1));
                                });
        network.initialize(manager, DataType.FLOAT32, new Shape(1, 4));
        return network;
    }

    @Test
    void outputsThatAreNotFiniteAreToldOf() {
        float nan = Float.NaN;
        Comparison found = sums(nan, nan, nan).compare(manager, times(3, TELLING)).get(0);
        assertThat(found.notFinite()).isEqualTo(3);
        assertThat(found.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(found.toString()).endsWith("3 outputs are not finite");
    }

    /** An interchange of the whole site would be that of other variables as well. */
    @Test
    void variablesInSubspacesAreRefused() {
        Site site = Site.of("01SequentialBlock.02Linear");
        Subspace part = new Subspace(Rotation.random(2, 1), Features.of("0:1"));
        Alignment inSubspace = Alignment.builder().align("S", Map.of(site, part)).build();
        Hypothesis early = Hypothesis.of(EARLY, inSubspace);
        assertThatThrownBy(
                        () ->
                                new Hypotheses(
                                        LinearNetwork.of(manager, new float[] {1, 1, 1}),
                                        early,
                                        early,
                                        Agreement.within(.1f)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[S] in subspaces");
    }

    @Test
    void outputsInAnotherOrderAreRefused() {
        CausalModel.Builder early = CausalModel.builder("early").input(X, Y, Z);
        early.mechanism(S, X, Y, Double::sum).mechanism(O, S, Z, Double::sum);
        Hypothesis first = Hypothesis.of(early.output(S, O).build(), SITE);
        CausalModel.Builder turned = CausalModel.builder("turned").input(X, Y, Z);
        turned.mechanism(S, X, Y, Double::sum).mechanism(O, S, Z, Double::sum);
        Hypothesis second = Hypothesis.of(turned.output(O, S).build(), SITE);
        Block network = LinearNetwork.of(manager, new float[] {1, 1, 0});
        assertThatThrownBy(() -> new Hypotheses(network, first, second, Agreement.within(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'S' is output 0 and output 1");
    }
}
