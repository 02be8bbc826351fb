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

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.causal.Setting;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.readme.Logic;
import io.github.djliit.site.Site;
import io.github.djliit.support.Nets;
import io.github.djliit.training.Agreement;
import io.github.djliit.training.CounterfactualDataset;
import io.github.djliit.training.InterchangeEvaluation;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sweep gives for each site what measuring that site alone gives. */
class SweepTest {

    private static final List<String> SITES =
            List.of(
                    "01Linear[0:4]",
                    "02LambdaBlock",
                    "02LambdaBlock[4:8]",
                    "03Linear:input[1]",
                    "03Linear[0:3]",
                    "04LambdaBlock");

    private NDManager manager;
    private Block network;

    @BeforeEach
    void build() {
        Engine.getInstance().setRandomSeed(3);
        manager = NDManager.newBaseManager();
        network = Nets.mlp(manager, 4, 8, 2);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private static CounterfactualDataset pairs(Alignment alignment, List<Setting> inputs) {
        return CounterfactualDataset.builder()
                .setCausalModel(Logic.MODEL)
                .setAlignment(alignment)
                .setInputs(inputs)
                .setSampling(70, false)
                .optPairs(120)
                .build();
    }

    private static List<Candidate> candidates() {
        return SITES.stream().map(s -> new Candidate(Site.of(s), s, "whole")).toList();
    }

    private Sweep.Builder sweep() {
        return Sweep.builder().setNetwork(network).setCandidates(candidates());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 10_000})
    void eachCellIsWhatTheSiteGivesAlone(int rowsOfPass) {
        assertCellsAreWhatSitesGiveAlone(rowsOfPass);
    }

    /** Its second layer is worth to be spared: cells there run by themselves, others together. */
    @Test
    void eachCellOfALargeNetworkIsWhatTheSiteGivesAlone() {
        network = Nets.mlp(manager, 4, 400, 2);
        assertThat(SITES).filteredOn(this::isWorthSparing).hasSize(2);
        assertCellsAreWhatSitesGiveAlone(100);
    }

    private boolean isWorthSparing(String site) {
        InterventionPlan plan = InterventionPlan.builder().interchange(site).build();
        NDList base = new NDList(manager.zeros(new Shape(70, 4)));
        return new InterventionBlock(network).isWorthResuming(plan, base);
    }

    private void assertCellsAreWhatSitesGiveAlone(int rowsOfPass) {
        Alignment names = Alignment.ofVariables(List.of("left", "right"));
        Map<String, SweepTable> tables =
                sweep().optRowsOfPass(rowsOfPass)
                        .build()
                        .run(manager, pairs(names, Logic.inputs(64)));
        for (int i = 0; i < SITES.size(); i++) {
            Alignment left = Alignment.of(Logic.LEFT, SITES.get(i), Logic.RIGHT, ":output");
            Alignment right = Alignment.of(Logic.LEFT, ":output", Logic.RIGHT, SITES.get(i));
            assertThat(tables.get("left").cells().get(i).figures())
                    .usingRecursiveComparison()
                    .ignoringFields("wrong")
                    .isEqualTo(alone(left).get("left"));
            assertThat(tables.get("right").cells().get(i).figures())
                    .usingRecursiveComparison()
                    .ignoringFields("wrong")
                    .isEqualTo(alone(right).get("right"));
        }
    }

    private Map<String, Figures> alone(Alignment alignment) {
        return new InterchangeEvaluation(network, alignment, Agreement.ofClasses())
                .run(manager, pairs(alignment, Logic.inputs(64)))
                .variables();
    }

    @Test
    void nothingIsLeftOnTheManager() {
        Sweep sweep = sweep().build();
        CounterfactualDataset pairs =
                pairs(Alignment.ofVariables(List.of("left")), Logic.inputs(64));
        sweep.run(manager, pairs);
        int before = manager.getManagedArrays().size();
        sweep.run(manager, pairs);
        assertThat(manager.getManagedArrays()).hasSize(before);
    }

    @Test
    void theListenerIsToldOfEveryInterchange() {
        int[] made = {0};
        sweep().optListener(count -> made[0] += count)
                .build()
                .run(manager, pairs(Alignment.ofVariables(List.of("left")), Logic.inputs(64)));
        assertThat(made[0]).isEqualTo(SITES.size() * 120);
    }

    @Test
    void pairsWithoutImpactAreRefused() {
        List<Setting> same = List.of(Logic.inputs(4).get(3));
        CounterfactualDataset pairs = pairs(Alignment.ofVariables(List.of("left")), same);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sweep().build().run(manager, pairs))
                .withMessageContaining("None of the 120 pairs that interchange 'left'");
    }

    @Test
    void aSweepWithoutSitesIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sweep().setCandidates(List.of()).build())
                .withMessageContaining("no candidate");
    }

    @Test
    void aSiteThatIsNotThereIsRefusedAtOnce() {
        Candidate missing = new Candidate(Site.of("09Linear"), "9", "whole");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sweep().setCandidates(List.of(missing)).build())
                .withMessageContaining("09Linear");
    }

    @Test
    void severalSourcesAreRefused() {
        Alignment names = Alignment.ofVariables(List.of("left", "right"));
        CounterfactualDataset two =
                CounterfactualDataset.builder()
                        .setCausalModel(Logic.MODEL)
                        .setAlignment(names)
                        .setInputs(Logic.inputs(64))
                        .setSampling(70, false)
                        .optSources(2)
                        .build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sweep().build().run(manager, two))
                .withMessageContaining("found 2 sources");
    }
}
