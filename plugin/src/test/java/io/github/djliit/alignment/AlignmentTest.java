/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Variable;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.json.JsonFormatException;
import io.github.djliit.site.BlockTree;
import io.github.djliit.site.Site;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlignmentTest {

    private static final Variable<Integer> X = Variable.integer("x");
    private static final Variable<Integer> SUM = Variable.integer("S");

    private static final CausalModel MODEL =
            CausalModel.builder("double")
                    .input(X)
                    .mechanism(SUM, X, x -> 2 * x)
                    .output(SUM)
                    .build();

    private static final BlockTree NETWORK =
            BlockTree.of(
                    new SequentialBlock()
                            .add(Linear.builder().setUnits(4).build())
                            .add(Activation.reluBlock()));

    private static final Alignment ALIGNMENT =
            Alignment.builder().align(SUM, "Linear[0:2]", ":output").align(X, ":input").build();

    @Test
    void variablesAreNumberedInTheirOrder() {
        assertThat(ALIGNMENT.variables()).containsExactly("S", "x");
    }

    @Test
    void jsonGivesBackTheSameAlignment() {
        assertThat(Alignment.fromJson(ALIGNMENT.toJson())).isEqualTo(ALIGNMENT);
    }

    @Test
    void checkingAgainstANetworkCompletesThePaths() {
        assertThat(ALIGNMENT.check(NETWORK).sites().get("S"))
                .containsExactly(Site.of("01Linear[0:2]"), Site.of(":output"));
    }

    @Test
    void aPlanSwapsAllSitesOfAVariableTogether() {
        assertThat(ALIGNMENT.plan(Map.of("S", 1)).interventions())
                .containsExactly(
                        Intervention.of("Linear[0:2]", Edit.interchange()).withSource(1),
                        Intervention.of(":output", Edit.interchange()).withSource(1));
    }

    @Test
    void aSmallerAlignmentKeepsTheOrder() {
        assertThat(ALIGNMENT.restrictedTo(List.of("x", "S"))).isEqualTo(ALIGNMENT);
        assertThat(ALIGNMENT.restrictedTo(List.of("x")).variables()).containsExactly("x");
    }

    @Test
    void aVariableThatTheCausalModelLacksIsNamed() {
        Alignment wrong = Alignment.builder().align("SS", ":output").build();
        assertThatThrownBy(() -> wrong.check(MODEL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'SS', which the causal model double does not have");
    }

    @Test
    void aSiteThatTheNetworkLacksIsNamedWithItsNeighbours() {
        Alignment wrong = Alignment.of(SUM, "03Linear[0:2]");
        assertThatThrownBy(() -> wrong.check(NETWORK))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("alignment of variable 'S' to 03Linear[0:2]")
                .hasMessageContaining("01Linear");
    }

    @Test
    void anEmptyAlignmentFitsNothing() {
        assertThatThrownBy(() -> Alignment.builder().build().check(MODEL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The alignment is empty");
    }

    @Test
    void aVariableWithoutSitesIsRefused() {
        assertThatThrownBy(() -> Alignment.builder().align("x").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'x' is aligned to no site");
    }

    @Test
    void aVariableTwiceIsRefused() {
        assertThatThrownBy(() -> Alignment.builder().align("x", "a").align("x", "b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'x' is aligned already");
    }

    @Test
    void subspacesForEachSiteAreNeeded() {
        String json =
                "{\"version\": 1, \"variables\": [{\"variable\": \"x\", \"sites\": [\"a\"],"
                        + " \"subspaces\": []}]}";
        assertThatThrownBy(() -> Alignment.fromJson(json))
                .isInstanceOf(JsonFormatException.class)
                .hasMessageStartingWith("/variables/0/subspaces: expected one subspace for each");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | /version: missing",
                "{\"version\": 2} | /version: expected version 1, found 2",
                "{\"version\": 1} | /variables: missing",
                "{\"version\": 1, \"variables\": [], \"x\": 1} | /x: not a key here",
                "{\"version\": 1, \"variables\": 3} | /variables: expected an array, found 3",
                "{\"version\": 1, \"variables\": [{\"variable\": \"x\", \"sites\": []}]}"
                        + " | /variables/0/sites: expected at least one site",
                "{\"version\": 1, \"variables\": [{\"variable\": \"x\", \"sites\": [\"a[\"]}]}"
                        + " | /variables/0/sites/0: ",
                "{\"version\": 1 | Not JSON"
            })
    void aFaultInJsonIsToldWithItsPlace(String json, String message) {
        assertThatThrownBy(() -> Alignment.fromJson(json))
                .isInstanceOf(JsonFormatException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aVariableWithoutANameIsRefused() {
        assertThatThrownBy(() -> Alignment.builder().align("", "fc").build())
                .hasMessage("An aligned variable has a name, found '' at [fc]");
    }

    @ParameterizedTest
    @CsvSource({"fc[0:2], fc[0:2]", "fc[0:10], fc:output0[6:16]"})
    void variablesThatShareUnitsAreNotInterchangedTogether(String first, String second) {
        Alignment shared = Alignment.builder().align("x", first).align("y", second).build();
        assertThat(shared.plan(Map.of("y", 0)).interventions()).hasSize(1);
        assertThatThrownBy(() -> shared.plan(new TreeMap<>(Map.of("x", 0, "y", 1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The variables 'x' at %s and 'y' at".formatted(first));
    }
}
