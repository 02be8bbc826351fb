/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.ndarray.NDArray;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Features;
import io.github.djliit.intervention.Featurizer;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.Positions;
import io.github.djliit.intervention.Rotation;
import io.github.djliit.intervention.Rows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TorchScript code applies maps of units by itself: one run plain, and one with the edits. */
class TorchScriptMapsTest {

    private static final int UNITS = 4;
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

    static Stream<Arguments> mapped() {
        List<Arguments> all = new ArrayList<>();
        for (String name : List.of("mlp", "gpt2")) {
            int width = model(name).width();
            EditTable.autoencoders(width).forEach((map, f) -> add(all, name, "", map, f));
            String units = name.equals("mlp") ? "[{5,0,3,2}]" : "[1:3, -4:]";
            maps(name).forEach((map, f) -> add(all, name, units, map + " of units", f));
        }
        return all.stream();
    }

    private static Map<String, Featurizer> maps(String name) {
        Map<String, Featurizer> maps = new LinkedHashMap<>(EditTable.autoencoders(UNITS));
        NDArray rows = model(name).collect(model(name).site()).head().get("..., 0:4");
        maps.putAll(EditTable.linear(rows.reshape(-1, UNITS)));
        return maps;
    }

    private static void add(
            List<Arguments> all, String name, String region, String map, Featurizer featurizer) {
        EditTable.arithmetic(2)
                .forEach(
                        (edit, e) -> {
                            Intervention made =
                                    model(name)
                                            .at(region, e)
                                            .withFeaturizer(featurizer)
                                            .withFeatures(Features.of("0:2"));
                            all.add(arguments(name, edit + " of " + map, made));
                        });
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("mapped")
    void aMapGivesWhatItGivesByHandInTwoPasses(
            String name, String label, Intervention intervention) {
        model(name).check(2, intervention);
    }

    @ParameterizedTest
    @CsvSource({"mlp,[0:4],[2:6]", "gpt2,'[:, 0:4]','[:, 2:6]'", "gpt2,'[1, 0:4]','[3, 2:6]'"})
    void unitsAreReadElsewhereThanTheyAreWritten(String name, String written, String read) {
        EditedModel model = model(name);
        Intervention units =
                model.at(written, Edit.interchange())
                        .withFrom(model.site() + read)
                        .withFeaturizer(Rotation.random(UNITS, 1))
                        .withFeatures(Features.of("1:3"));
        model.check(2, units);
        model.check(2, units.withRows(Rows.at(0, 2)));
    }

    @ParameterizedTest
    @CsvSource({"mlp,[0:4],[2:6]", "gpt2,'[:, 0:4]','[1:3, {5,4,1,0}]'"})
    void rowsMapUnitsOfTheirOwnByOneRotation(String name, String first, String second) {
        Rotation rotation = Rotation.random(UNITS, 2);
        EditedModel model = model(name);
        model.check(
                2,
                model.at(first, Edit.interchange())
                        .withRows(Rows.at(0))
                        .withFeaturizer(rotation)
                        .withFeatures(Features.of("0:2")),
                model.at(second, Edit.interchange())
                        .withRows(Rows.at(1, 2))
                        .withFeaturizer(rotation)
                        .withFeatures(Features.of("1:3")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "gpt2"})
    void aLinearMapOfTheCallersOwnIsKnownByUnitVectors(String name) {
        Intervention units =
                model(name)
                        .at("", Edit.interchange())
                        .withFeaturizer(new TurnedUnits())
                        .withFeatures(Features.of("0:2"));
        model(name).check(2, units);
    }

    @Test
    void rowsMapUnitsAtPositionsOfTheirOwn() {
        Positions apart = Positions.of(new int[][] {{0}, {2}, {-1}}, new int[][] {{1}, {3}, {0}});
        GPT2.check(
                2,
                GPT2.at("[:, 2:6]", Edit.interchange())
                        .withPositions(apart)
                        .withFeaturizer(EditTable.autoencoders(UNITS).get("jump relu"))
                        .withFeatures(Features.rows("0:2", "{1,4}", "3")));
    }

    @Test
    void positionsThatAreUnitsOfEachRowTakeOnePassMore() {
        Positions apart =
                Positions.of(
                        new int[][] {{0, 1, 2, 3}, {2, 3, 4, 5}, {5, 1, 0, 2}},
                        new int[][] {{1, 2, 3, 4}, {0, 1, 2, 3}, {0, 1, 2, 3}});
        MLP.check(
                3,
                MLP.at("", Edit.interchange())
                        .withPositions(apart)
                        .withFeaturizer(Rotation.random(UNITS, 3))
                        .withFeatures(Features.of("0:2")));
    }
}
