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
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.alignment.Subspace;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import io.github.djliit.intervention.Features;
import io.github.djliit.intervention.Rotation;
import io.github.djliit.intervention.Value;
import io.github.djliit.site.Site;
import io.github.djliit.support.Numbers;
import io.github.djliit.training.Agreement;
import io.github.djliit.training.CounterfactualDataset;
import io.github.djliit.training.InterchangeEvaluation;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Hierarchical equality of four objects of two numbers, solved by weights that are made by hand, as
 * in Geiger et al. 2024.
 *
 * <p>The first layer has {@code relu(a - b), relu(b - a)} in units 0 to 3 and the same of c and d
 * in units 4 to 7, so that their sums L and R are 0 where objects are equal. The second has {@code
 * |L - R|}, in two units, and {@code L + R}. One of L and R alone is 0 just where these two are the
 * same and not 0.
 */
class HandMadeEqualityTest {

    private static final float MARGIN = 1e-3f;

    private static final List<Variable<float[]>> OBJECTS =
            List.of(object("a"), object("b"), object("c"), object("d"));
    private static final Variable<Boolean> LEFT = Variable.bool("left");
    private static final Variable<Boolean> RIGHT = Variable.bool("right");
    private static final Variable<Boolean> SAME = Variable.bool("O");
    private static final CausalModel MODEL =
            CausalModel.builder("equality")
                    .input(OBJECTS.toArray(Variable<?>[]::new))
                    .mechanism(LEFT, OBJECTS.get(0), OBJECTS.get(1), Arrays::equals)
                    .mechanism(RIGHT, OBJECTS.get(2), OBJECTS.get(3), Arrays::equals)
                    .mechanism(SAME, LEFT, RIGHT, Boolean::equals)
                    .output(SAME)
                    .build();
    private static final Alignment UNITS =
            Alignment.of(LEFT, "02LambdaBlock[0:4]", RIGHT, "02LambdaBlock[4:8]");

    private NDManager manager;
    private Block network;

    @BeforeEach
    void build() {
        manager = NDManager.newBaseManager();
        network =
                new SequentialBlock()
                        .add(Linear.builder().setUnits(8).build())
                        .add(Activation.reluBlock())
                        .add(Linear.builder().setUnits(3).build())
                        .add(Activation.reluBlock())
                        .add(Linear.builder().setUnits(2).build());
        network.initialize(manager, DataType.FLOAT32, new Shape(1, 8));
        set(0, differences());
        set(1, 0, 0, 0, 0, 0, 0, 0, 0);
        set(2, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1, -1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
        set(3, 0, 0, 0);
        // Different: |L - R| - (1 - margin) (L + R); the same: as good as nothing.
        set(4, 1, 1, MARGIN - 1, 0, 0, 0);
        set(5, 0, 1e-6f);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private static Variable<float[]> object(String name) {
        return Variable.vector(name, 2);
    }

    private void set(int parameter, float... values) {
        List<Parameter> parameters = network.getParameters().values();
        Numbers.set(parameters.get(parameter).getArray(), values);
    }

    /** Row by row a - b, b - a, c - d, d - c, each of two numbers. */
    private static float[] differences() {
        float[] weight = new float[64];
        for (int unit = 0; unit < 8; unit++) {
            int pair = unit / 4;
            int sign = unit % 4 < 2 ? 1 : -1;
            weight[unit * 8 + pair * 4 + unit % 2] = sign;
            weight[unit * 8 + pair * 4 + 2 + unit % 2] = -sign;
        }
        return weight;
    }

    private static CounterfactualDataset pairs(Alignment alignment, int sources) {
        SplittableRandom random = new SplittableRandom(11);
        List<Setting> inputs = new ArrayList<>();
        for (int i = 0; i < 4000; i++) {
            float[] a = draw(random);
            float[] c = draw(random);
            Setting ab =
                    Setting.of(OBJECTS.get(0), a, OBJECTS.get(1), i % 2 == 0 ? a : draw(random));
            inputs.add(
                    ab.with(OBJECTS.get(2), c).with(OBJECTS.get(3), i % 4 < 2 ? c : draw(random)));
        }
        return CounterfactualDataset.builder()
                .setCausalModel(MODEL)
                .setAlignment(alignment)
                .setInputs(inputs)
                .setSampling(1000, false)
                .optSources(sources)
                .build();
    }

    private static float[] draw(SplittableRandom random) {
        return new float[] {(float) (random.nextDouble() - .5), (float) (random.nextDouble() - .5)};
    }

    private Map<String, Figures> figures(Alignment alignment, int sources) {
        return new InterchangeEvaluation(network, alignment, Agreement.ofClasses())
                .run(manager, pairs(alignment, sources))
                .variables();
    }

    @Test
    void eachVariableLivesInItsUnits() {
        Map<String, Figures> figures = figures(UNITS, 1);
        assertThat(figures.get("left").iia()).isEqualTo(1);
        assertThat(figures.get("right").iia()).isEqualTo(1);
        assertThat(figures.get("left").pairs() + figures.get("right").pairs()).isEqualTo(4000);
    }

    @Test
    void bothVariablesAreSwappedTogetherFromTwoSources() {
        Map<String, Figures> figures = figures(UNITS, 2);
        assertThat(figures.get("left").iia()).isEqualTo(1);
        assertThat(figures.get("left").pairs()).isEqualTo(4000);
        assertThat(figures.get("right").pairs()).isEqualTo(4000);
    }

    @Test
    void otherUnitsAreNotTheVariable() {
        Alignment shifted = Alignment.of(LEFT, "02LambdaBlock[2:6]", RIGHT, "02LambdaBlock[4:8]");
        assertThat(figures(shifted, 1).get("left").iia()).isLessThan(.9);
    }

    /** One by one they can be swapped; together, units 4 and 5 would be of one source only. */
    @Test
    void unitsOfBothVariablesAreNotSwappedTogether() {
        Alignment shifted = Alignment.of(LEFT, "02LambdaBlock[2:6]", RIGHT, "02LambdaBlock[4:8]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> figures(shifted, 2))
                .withMessageContaining("[2:6] and 'right' at 02LambdaBlock[4:8]");
    }

    /** The same units, as columns of one rotation that swaps the halves. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void disjointFeaturesOfOneRotationAreTheVariables(int sources) {
        float[] halves = new float[64];
        for (int i = 0; i < 8; i++) {
            halves[i * 8 + (i + 4) % 8] = 1;
        }
        Rotation rotation = Rotation.of(new Value(halves, new Shape(8, 8)));
        Site site = Site.of("02LambdaBlock");
        Alignment turned =
                Alignment.builder()
                        .align("left", Map.of(site, new Subspace(rotation, Features.of("4:8"))))
                        .align("right", Map.of(site, new Subspace(rotation, Features.of("0:4"))))
                        .build();
        Map<String, Figures> figures = figures(turned, sources);
        assertThat(figures.get("left").iia()).isEqualTo(1);
        assertThat(figures.get("right").iia()).isEqualTo(1);
    }
}
