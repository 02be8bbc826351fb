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

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.loss.Loss;
import io.github.djliit.site.Site;
import io.github.djliit.support.FourUnits;
import io.github.djliit.training.Agreement;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sweeps and searches over pairs whose variables are some, in any order. */
class NamedVariablesAnalysisTest {

    private static final int TRIES = 20;
    private static final Agreement AGREEMENT = Agreement.within(1e-3f);

    private NDManager manager;
    private Block network;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
        network = FourUnits.network(manager);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aSweepHasTheTableOfEachVariable(long seed) {
        Random random = new Random(seed);
        List<Candidate> units = new ArrayList<>();
        for (int unit = 0; unit < FourUnits.NAMES.size(); unit++) {
            units.add(new Candidate(Site.of(FourUnits.SITE + "[" + unit + "]"), "u" + unit, ""));
        }
        Sweep sweep =
                Sweep.builder()
                        .setNetwork(network)
                        .setCandidates(units)
                        .optAgreement(AGREEMENT)
                        .build();
        for (int i = 0; i < TRIES; i++) {
            List<String> drawn = FourUnits.some(random);
            Map<String, SweepTable> tables = sweep.run(manager, FourUnits.pairs(drawn).build());
            assertThat(tables).containsOnlyKeys(drawn);
            tables.forEach(
                    (name, table) -> {
                        int own = FourUnits.NAMES.indexOf(name);
                        assertThat(table.variable()).isEqualTo(name);
                        assertThat(table.best().candidate()).isEqualTo(units.get(own));
                        assertThat(table.best().figures().iia()).isEqualTo(1);
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aSearchFindsTheVariablesOfItsPairs(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            List<String> wanted = FourUnits.some(random);
            List<List<String>> sets = new ArrayList<>();
            for (int set = 0; set < 3; set++) {
                sets.add(FourUnits.some(random));
            }
            SubspaceSearch search = search(wanted, sets);
            if (sets.stream().allMatch(set -> set.containsAll(wanted))) {
                SearchResult result = search.run(manager);
                assertThat(result.heldOut()).containsOnlyKeys(wanted);
                result.baselines().values().stream()
                        .map(each -> each.get(Baselines.UNITS))
                        .map(Figures::iia)
                        .forEach(iia -> assertThat(iia).isEqualTo(1));
            } else {
                assertThatThrownBy(() -> search.run(manager))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("No pair interchanges");
            }
        }
    }

    private SubspaceSearch search(List<String> wanted, List<List<String>> sets) {
        Map<String, Integer> dimensions = new LinkedHashMap<>();
        wanted.forEach(name -> dimensions.put(name, 1));
        return SubspaceSearch.builder()
                .setNetwork(network)
                .setSites(FourUnits.SITE)
                .setDimensions(dimensions)
                .setPairs(
                        FourUnits.pairs(sets.get(0)).build(),
                        FourUnits.pairs(sets.get(1)).build(),
                        FourUnits.pairs(sets.get(2)).build())
                .optLoss(Loss.l2Loss())
                .optAgreement(AGREEMENT)
                .optSteps(60, .01f)
                .optEpochs(1, 1)
                .optStarts(1, 1)
                .build();
    }

    @Test
    void heldOutPairsAreLookedAtBeforeTheSearch() {
        SubspaceSearch search =
                search(List.of("a"), List.of(List.of("a"), List.of("a"), List.of("null")));
        List<Integer> epochs = new ArrayList<>();
        search.settings().listener = (epoch, loss, iia) -> epochs.add(epoch);
        assertThatThrownBy(() -> search.run(manager)).hasMessageContaining("No pair interchanges");
        assertThat(epochs).isEmpty();
    }

    @Test
    void aStateThatCouldNotBeWrittenIsToldBeforeTheSearch() {
        SubspaceSearch search = search(List.of("a"), Collections.nCopies(3, List.of("a")));
        List<Integer> epochs = new ArrayList<>();
        search.settings().listener = (epoch, loss, iia) -> epochs.add(epoch);
        search.settings().state = Path.of("there", "is", "none", "state.npz");
        assertThatThrownBy(() -> search.run(manager))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Cannot write the state of the search");
        assertThat(epochs).isEmpty();
    }
}
