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
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.ndarray.NDArray;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Features;
import io.github.djliit.intervention.Featurizer;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.LowRank;
import io.github.djliit.intervention.Partition;
import io.github.djliit.intervention.Positions;
import io.github.djliit.intervention.Rotation;
import io.github.djliit.intervention.Rows;
import io.github.djliit.network.InterventionCall;
import io.github.djliit.network.SequenceLengths;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every edit in TorchScript code gives what it gives by hand, and takes no more passes. */
class TorchScriptEditsTest {

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

    private static void check(
            EditedModel model,
            InterventionPlan plan,
            UnaryOperator<InterventionCall.Builder> settings,
            int runs) {
        model.check(plan, settings, runs);
    }

    private static void check(EditedModel model, int runs, Intervention... interventions) {
        model.check(runs, interventions);
    }

    private static Intervention at(EditedModel model, String region, Edit edit) {
        return model.at(region, edit);
    }

    static Stream<Arguments> arithmetic() {
        List<Arguments> all = new ArrayList<>();
        for (String name : List.of("mlp", "gpt2")) {
            EditedModel model = model(name);
            int width = model.width();
            EditTable.arithmetic(width)
                    .forEach((edit, e) -> all.add(arguments(name, edit, at(model, "", e))));
            String region = name.equals("mlp") ? "[1:5]" : "[1:3, {0,2,3,5}]";
            EditTable.arithmetic(4)
                    .forEach(
                            (edit, e) -> {
                                Intervention made = at(model, region, e).withRows(Rows.at(0, 2));
                                all.add(arguments(name, edit + " in a region of rows", made));
                            });
            NDArray rows = model.collect(model.site()).head().reshape(-1, width);
            EditTable.linear(rows).forEach((map, f) -> addMapped(all, name, map, f));
        }
        return all.stream();
    }

    private static void addMapped(
            List<Arguments> all, String name, String map, Featurizer featurizer) {
        EditTable.arithmetic(2)
                .forEach(
                        (edit, e) -> {
                            Intervention made =
                                    at(model(name), "", e)
                                            .withFeaturizer(featurizer)
                                            .withFeatures(Features.of("0:2"));
                            all.add(arguments(name, edit + " of " + map, made));
                        });
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("arithmetic")
    void arithmeticGivesWhatItGivesByHandInTwoPasses(
            String name, String label, Intervention intervention) {
        check(model(name), 2, intervention);
    }

    static Stream<Arguments> inJava() {
        List<Arguments> all = new ArrayList<>();
        for (String name : List.of("mlp", "gpt2")) {
            EditedModel model = model(name);
            Edit own = Edit.of((base, source) -> base.sign().mul(source.abs()));
            all.add(arguments(name, "custom", at(model, "", own)));
            all.add(arguments(name, "custom, whole region", at(model, "[0:1]", own)));
            all.add(
                    arguments(
                            name,
                            "custom featurizer",
                            at(model, "", Edit.interchange())
                                    .withFeaturizer(EditTable.own())
                                    .withFeatures(Features.of("1:4"))));
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("inJava")
    void whatTheCallerWroteTakesOnePassMore(String name, String label, Intervention intervention) {
        check(model(name), 3, intervention);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "gpt2"})
    void rowsHaveFeaturesOfTheirOwn(String name) {
        EditedModel model = model(name);
        Intervention units =
                at(model, "", Edit.interchange()).withFeatures(Features.rows("0:2", "{1,5}", "3"));
        check(model, 2, units);
        check(model, 2, units.withFeaturizer(Rotation.random(model.width(), 3)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "gpt2"})
    void aPartOfAFeaturizerHasAName(String name) {
        EditedModel model = model(name);
        Featurizer named =
                Rotation.random(model.width(), 4)
                        .withPartition(Partition.of("color", "0:3", "shape", "{4,5}"));
        check(
                model,
                2,
                at(model, "", Edit.interchange())
                        .withFeaturizer(named)
                        .withFeatures(Features.named("shape")));
    }

    @Test
    void rowsHavePositionsOfTheirOwn() {
        Positions apart = Positions.of(new int[][] {{0}, {2}, {-1}}, new int[][] {{1}, {3}, {0}});
        check(GPT2, 2, at(GPT2, "", Edit.interchange()).withPositions(apart));
        check(GPT2, 2, at(GPT2, "", Edit.addSource(.5f)).withPositions(apart));
        check(
                GPT2,
                2,
                at(GPT2, "", Edit.interchange())
                        .withPositions(apart)
                        .withFeaturizer(Rotation.random(GPT2.width(), 5))
                        .withFeatures(Features.of("0:3")));
    }

    @Test
    void paddedRowsAreAsLongAsTheyAre() {
        SequenceLengths base = SequenceLengths.paddedRight(4, 4, 2, 3);
        SequenceLengths source = SequenceLengths.paddedRight(4, 2, 4, 3);
        InterventionPlan plan = InterventionPlan.of(at(GPT2, "[-1]", Edit.interchange()));
        check(GPT2, plan, call -> call.optLengths(base, List.of(source)), 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "gpt2"})
    void theCallSelectsRows(String name) {
        InterventionPlan plan = InterventionPlan.of(at(model(name), "", Edit.interchange()));
        check(model(name), plan, call -> call.optRows(List.of(Rows.at(1))), 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "gpt2"})
    void editsAtOneSiteFollowOneAnother(String name) {
        EditedModel model = model(name);
        Rotation rotation = Rotation.random(model.width(), 6);
        check(
                model,
                2,
                at(model, "", Edit.scale(2)),
                at(model, "", Edit.interchange())
                        .withFeaturizer(rotation)
                        .withFeatures(Features.of("0:3")),
                at(model, "", Edit.addSource(.5f))
                        .withFeaturizer(rotation)
                        .withFeatures(Features.of("3:5")),
                at(model, "", Edit.add(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "gpt2"})
    void eachRowHasAPlanOfItsOwn(String name) {
        EditedModel model = model(name);
        Intervention turned =
                at(model, "", Edit.interchange())
                        .withFeaturizer(LowRank.random(model.width(), 3, 7))
                        .withFeatures(Features.of("0:2"));
        InterventionPlan plan =
                InterventionPlan.ofRows(
                        List.of(
                                InterventionPlan.of(at(model, "", Edit.interchange())),
                                InterventionPlan.of(turned),
                                InterventionPlan.of(
                                        at(model, "", Edit.add(1)),
                                        at(model, "", Edit.noise(.2f, 3)))));
        check(model, plan, call -> call, 2);
    }

    @ParameterizedTest
    @CsvSource({"mlp,true,2", "mlp,false,1", "gpt2,true,2", "gpt2,false,1"})
    void activationsKeptBeforeAreASource(String name, boolean hasBase, int runs) {
        EditedModel model = model(name);
        InterventionPlan plan = InterventionPlan.of(at(model, "", Edit.addSource(.5f)));
        NDArray expected = model.byHand(plan, call -> call);
        InterventionCall.Builder call = model.call(plan, model.cache()).optBase(hasBase);
        NDArray found = model.run(call).counterfactual().head();
        assertThat(model.runs()).isEqualTo(runs);
        assertThat(GoldenModels.off(found, expected)).isLessThan(CLOSE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "gpt2"})
    void withoutTheBaseThereAreTwoPassesOfItsRows(String name) {
        EditedModel model = model(name);
        InterventionPlan plan = InterventionPlan.of(at(model, "", Edit.interchange()));
        check(model, plan, call -> call.optBase(false), 2);
    }

    @ParameterizedTest
    @CsvSource({"mlp,0", "gpt2,model.transformer.h.1.mlp"})
    void aValueIsTakenFromAnotherSite(String name, String from) {
        EditedModel model = model(name);
        Intervention swap = at(model, "", Edit.interchange()).withFrom(from);
        NDArray expected = model.put(model.site(), model.collect(from).get(1));
        NDArray found = model.run(model.call(InterventionPlan.of(swap))).counterfactual().head();
        assertThat(model.runs()).isEqualTo(2);
        assertThat(GoldenModels.off(found, expected)).isLessThan(CLOSE);
    }

    @ParameterizedTest
    @CsvSource({"mlp,3", "gpt2,model.transformer.h.1"})
    void aSourceIsEditedBeforeItIsRead(String name, String later) {
        EditedModel model = model(name);
        NDArray changed = model.collect(model.site()).get(1).mul(-2);
        NDArray expected = model.put(later, model.putInSource(model.site(), changed, later));
        InterventionPlan plan =
                InterventionPlan.of(
                        at(model, "", Edit.scale(-2)).withInto(0),
                        Intervention.of(later, Edit.interchange()));
        NDArray found = model.run(model.call(plan)).counterfactual().head();
        assertThat(GoldenModels.off(found, expected)).isLessThan(CLOSE);
    }
}
