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

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.Positions;
import io.github.djliit.intervention.Rows;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.SiteException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A weight of the file {@code rowless.pt} is as long as the batch; see outputs.py. */
class RowlessSitesTest {

    /** The weights are of (3, 4), and so are positions of three tokens. */
    private static final int BATCH = 3;

    private final NDManager manager = NDManager.newBaseManager("PyTorch");
    private TorchScriptBlock model;

    @BeforeEach
    void open() throws Exception {
        model = TorchScriptBlock.open(GoldenModels.file("rowless.pt"), Device.cpu(), false);
    }

    @AfterEach
    void close() {
        model.close();
        manager.close();
    }

    private NDArray run(Intervention intervention) {
        NDList inputs = new NDList(manager.ones(new Shape(BATCH, 3, 4)));
        InterventionPlan plan = InterventionPlan.of(intervention);
        return new InterventionBlock(model).intervene(plan, inputs).counterfactual().head();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@weight", "a@bias", "places"})
    void whatIsTheSameForAllRowsHasNoRows(String site) {
        Intervention zero = Intervention.of(site, Edit.zero());
        assertThatThrownBy(() -> run(zero.withRows(Rows.of(true, false, false))))
                .isInstanceOf(SiteException.class)
                .hasMessageContainingAll("the plan names rows", "the same for all rows");
        assertThatThrownBy(() -> run(zero.withPositions(Positions.of(new int[][] {{1}, {1}, {1}}))))
                .isInstanceOf(SiteException.class)
                .hasMessageContainingAll("the plan names positions", "the same for all rows");
        assertThat(run(zero).getShape()).isEqualTo(new Shape(BATCH, 3, 3));
    }

    @Test
    void functionsOfScriptedModulesAreFollowed() throws Exception {
        model.close();
        model =
                TorchScriptBlock.open(
                        GoldenModels.file("rowless_scripted.pt"), Device.cpu(), false);
        Intervention zero = Intervention.of("places", Edit.zero());
        assertThatThrownBy(() -> run(zero.withRows(Rows.of(true, false, false))))
                .isInstanceOf(SiteException.class)
                .hasMessageContaining("the same for all rows");
        assertThat(run(zero).getShape()).isEqualTo(new Shape(BATCH, 3, 3));
    }

    @Test
    void whatIsOfRowsHasThem() {
        NDArray plain = run(Intervention.of("a", Edit.add(0)));
        NDArray edited =
                run(Intervention.of("a", Edit.zero()).withRows(Rows.of(false, true, false)));
        assertThat(edited.get(1).abs().max().getFloat()).isZero();
        assertThat(edited.get(0)).isEqualTo(plain.get(0));
    }

    @Test
    void sitesListTheirShapesAsTheyAre() {
        NDList example = new NDList(manager.ones(new Shape(BATCH, 3, 4)));
        assertThat(model.sites(new ParameterStore(manager, false), example))
                .filteredOn(info -> info.site().toString().startsWith("a"))
                .extracting(info -> info.site() + " " + info.shape().orElseThrow())
                .containsExactlyInAnyOrder(
                        "a (-1, 3, 3)", "a:input (-1, 3, 4)", "a@weight (3, 4)", "a@bias (3)");
    }
}
