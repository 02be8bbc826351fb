/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.Model;
import com.typesafe.config.Config;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.site.Site;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models of the zoo, measured by alignments with some of their variables, in any order. */
class NamedVariablesZooTest {

    /** Trained without interchanges: S is nowhere, all others are where they are said to be. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aMeasurementHasTheFiguresOfTheVariables(long seed) throws Exception {
        ModelDirectory directory = BundledModels.open("sum3-no-iit");
        Config few =
                new RecipeSettings(directory.recipe())
                        .with(directory.settings())
                        .set("dataset_test_size", "400")
                        .get();
        RecipeRun run = new RecipeRun(directory.recipe(), few);
        try (Model model = directory.load(Device.cpu())) {
            Random random = new Random(seed);
            for (int i = 0; i < 5; i++) {
                Alignment some = some(directory.alignment(), random);
                Map<String, Figures> figures = run.evaluate(model, some, seed).variables();
                assertThat(figures.keySet()).containsExactlyElementsOf(some.variables());
                figures.forEach(
                        (name, each) -> assertThat(each.iia() < .5).isEqualTo(name.equals("S")));
            }
        }
    }

    private static Alignment some(Alignment whole, Random random) {
        List<String> names = new ArrayList<>(whole.variables());
        Collections.shuffle(names, random);
        Map<String, List<Site>> sites = new LinkedHashMap<>();
        for (String name : names.subList(0, 1 + random.nextInt(names.size()))) {
            sites.put(name, whole.sites().get(name));
        }
        return new Alignment(sites);
    }
}
