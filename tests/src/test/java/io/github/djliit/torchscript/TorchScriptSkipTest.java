/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Features;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.Positions;
import io.github.djliit.intervention.Rotation;
import io.github.djliit.intervention.Rows;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.network.SiteException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TorchScript code skips modules by itself: one run plain, and one with the edits. */
class TorchScriptSkipTest {

    private static final float CLOSE = 2e-5f;
    private static final EditedModel MLP = new EditedModel("mlp", "2");
    private static final EditedModel GPT2 = new EditedModel("gpt2", "model.transformer.h.0.mlp");

    @AfterAll
    static void close() {
        MLP.close();
        GPT2.close();
    }

    private static EditedModel model(String name) {
        return name.equals("mlp") ? MLP : GPT2;
    }

    /** By hand, what is skipped comes from the input as from a source. */
    static Stream<Arguments> skips() {
        List<Arguments> all = new ArrayList<>();
        for (String name : List.of("mlp", "gpt2")) {
            EditedModel model = model(name);
            Intervention whole = model.at("", Edit.skip());
            Intervention units =
                    model.at(name.equals("mlp") ? "[2:6]" : "[1:3, {5,0,3,2}]", Edit.skip());
            all.add(arguments(name, "all", whole));
            all.add(arguments(name, "rows", whole.withRows(Rows.at(0, 2))));
            all.add(arguments(name, "features", whole.withFeatures(Features.of("{1,4}"))));
            all.add(
                    arguments(
                            name,
                            "features of rows",
                            whole.withFeatures(Features.rows("0:2", "{1,5}", "3"))));
            all.add(arguments(name, "units", units));
            all.add(arguments(name, "units of rows", units.withRows(Rows.at(1))));
            all.add(
                    arguments(
                            name,
                            "rotated units",
                            units.withFeaturizer(Rotation.random(4, 1))
                                    .withFeatures(Features.of("0:2"))));
            EditTable.autoencoders(model.width())
                    .forEach(
                            (map, f) ->
                                    all.add(
                                            arguments(
                                                    name,
                                                    "latents of " + map,
                                                    whole.withFeaturizer(f)
                                                            .withFeatures(Features.of("1:4"))
                                                            .withRows(Rows.at(0, 1)))));
        }
        return all.stream();
    }

    private static void check(EditedModel model, Intervention skip) {
        NDArray expected = model.byHandFromInput(skip.withEdit(Edit.interchange()));
        NDArray found = model.run(model.call(InterventionPlan.of(skip))).counterfactual().head();
        assertThat(model.runs()).isEqualTo(2);
        assertThat(GoldenModels.off(found, expected)).isLessThan(CLOSE);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("skips")
    void aSkipTakesTheInputInTwoPasses(String name, String label, Intervention skip) {
        check(model(name), skip);
    }

    @Test
    void rowsTakeTheInputFromPositionsOfTheirOwn() {
        Positions apart = Positions.of(new int[][] {{0}, {2}, {-1}}, new int[][] {{1}, {3}, {0}});
        Intervention skip = GPT2.at("", Edit.skip()).withPositions(apart);
        check(GPT2, skip);
        check(
                GPT2,
                GPT2.at("[:, 2:6]", Edit.skip())
                        .withPositions(apart)
                        .withFeaturizer(Rotation.random(4, 1))
                        .withFeatures(Features.of("0:2")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "gpt2"})
    void someRowsSkipAndOthersDoOtherThings(String name) {
        EditedModel model = model(name);
        NDList found = model.collect(model.site());
        NDArray input = model.collect(model.site() + ":input").head();
        NDArray mixed =
                input.get("0:1")
                        .concat(found.get(1).get("1:2"), 0)
                        .concat(found.get(0).get("2:3").mul(-2), 0);
        InterventionPlan plan =
                InterventionPlan.ofRows(
                        Stream.of(Edit.skip(), Edit.interchange(), Edit.scale(-2))
                                .map(edit -> InterventionPlan.of(model.at("", edit)))
                                .toList());
        NDArray counterfactual = model.run(model.call(plan)).counterfactual().head();
        assertThat(model.runs()).isEqualTo(2);
        assertThat(GoldenModels.off(counterfactual, model.put(model.site(), mixed)))
                .isLessThan(CLOSE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "gpt2"})
    void theInputIsTakenAsItCame(String name) {
        EditedModel model = model(name);
        NDArray input = model.collect(model.site() + ":input").head();
        InterventionPlan plan =
                InterventionPlan.of(
                        Intervention.of(model.site() + ":input", Edit.scale(3)),
                        model.at("", Edit.skip()),
                        model.at("", Edit.add(1)));
        NDArray found = model.run(model.call(plan)).counterfactual().head();
        assertThat(GoldenModels.off(found, model.put(model.site(), input.add(1))))
                .isLessThan(CLOSE);
    }

    @Test
    void eachRunOfAModuleIsSkippedByItsOwnInput() {
        NDManager manager = NDManager.newBaseManager("PyTorch");
        try (manager;
                TorchScriptBlock block = GoldenModels.open("twice", false)) {
            CountedNetwork counted = new CountedNetwork(block);
            InterventionBlock network = new InterventionBlock(counted);
            NDList base =
                    GoldenModels.numbered(manager, GoldenModels.arrays("twice"), "base.input");
            InterventionPlan skip =
                    InterventionPlan.builder()
                            .add("layer", Edit.skip())
                            .collect("out:input")
                            .build();
            InterventionResult result = network.intervene(skip, base);
            NDArray x = base.head();
            assertThat(counted.runs()).isEqualTo(2);
            // b = layer(tanh(layer(x)) + x), where layer is nothing.
            assertThat(
                            GoldenModels.off(
                                    result.collected("out:input").counterfactual().head(),
                                    x.tanh().add(x)))
                    .isLessThan(CLOSE);
        }
    }

    @Test
    void anOwnEditBesidesASkipNeedsTheInputAsItCame() {
        UnaryOperator<NDArray> sign = NDArray::sign;
        InterventionPlan plan =
                InterventionPlan.of(
                        Intervention.of("2:input", Edit.scale(3)),
                        Intervention.of("2", Edit.skip()),
                        Intervention.of("2", Edit.of("sign", sign)));
        assertThatThrownBy(() -> MLP.run(MLP.call(plan)))
                .isInstanceOf(SiteException.class)
                .hasMessageContaining("2:input0 is edited too")
                .hasMessageContaining("make the own edit at another site");
    }
}
