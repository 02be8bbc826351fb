/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.pvr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djliit.causal.Setting;
import io.github.djliit.zoo.pvr.PointerModel.Digits;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PointerModelTest {

    private static final Setting BASE = PointerModel.MODEL.run(PointerModel.grid(7, 0, 5, 2, 4));
    private static final Setting SOURCE = PointerModel.MODEL.run(PointerModel.grid(8, 9, 8, 1, 6));

    @ParameterizedTest
    @CsvSource({"0, 5", "1, 5", "2, 5", "3, 5", "4, 2", "5, 2", "6, 2", "7, 8", "8, 8", "9, 8"})
    void theTopLeftPointsAtTheAnswer(int pointer, int answer) {
        Setting run = PointerModel.MODEL.run(PointerModel.grid(1, pointer, 5, 2, 8));
        assertThat(run.get(PointerModel.O)).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource({"TL, 4", "TR, 8", "BL, 5", "BR, 5"})
    void anInterchangeOfAQuadrantTakesItsDigit(Quadrant quadrant, int answer) {
        Setting swapped = PointerModel.MODEL.interchange(BASE, quadrant.digit(), SOURCE);
        assertThat(swapped.get(PointerModel.O)).isEqualTo(answer);
    }

    @Test
    void aQuadrantThatNothingPointsAtIsNotImpactful() {
        var swap = Map.of(Quadrant.BR.digit(), SOURCE);
        assertThat(PointerModel.MODEL.isImpactful(BASE, swap)).isFalse();
    }

    @Test
    void trainingNeverHasWhatIsHeldOut() {
        assertThat(PointerModel.grids(Digits.TRAINED, false, 2000, 3))
                .allSatisfy(
                        grid -> {
                            assertThat(grid.get(Quadrant.TR.digit())).isNotIn(1, 2, 3);
                            assertThat(grid.get(Quadrant.BL.digit())).isNotIn(4, 5, 6);
                            assertThat(grid.get(Quadrant.BR.digit())).isNotIn(7, 8, 9, 0);
                        });
    }

    @Test
    void heldOutGridsHaveNothingElseAtThreeQuadrants() {
        assertThat(PointerModel.grids(Digits.HELD_OUT, true, 2000, 3))
                .allSatisfy(
                        grid -> {
                            assertThat(grid.get(Quadrant.TR.digit())).isIn(1, 2, 3);
                            assertThat(grid.get(Quadrant.BL.digit())).isIn(4, 5, 6);
                            assertThat(grid.get(Quadrant.BR.digit())).isIn(7, 8, 9, 0);
                        });
    }

    @ParameterizedTest
    @EnumSource(Digits.class)
    void everyPointerComes(Digits digits) {
        assertThat(
                        PointerModel.grids(digits, true, 2000, 3).stream()
                                .map(grid -> grid.get(Quadrant.TL.digit()))
                                .collect(Collectors.toSet()))
                .hasSize(10);
    }

    @Test
    void noTestIsDrawnAsTrainingIs() {
        assertThat(PointerModel.grids(Digits.TRAINED, false, 100, 3))
                .allMatch(grid -> grid.get(PointerModel.DRAWING) >= 0);
        assertThat(PointerModel.grids(Digits.TRAINED, true, 100, 3))
                .allMatch(grid -> grid.get(PointerModel.DRAWING) < 0);
    }

    @Test
    void aShorterListIsTheBeginningOfALongerOne() {
        List<Setting> longer = PointerModel.grids(Digits.TRAINED, false, 20, 3);
        assertThat(PointerModel.grids(Digits.TRAINED, false, 5, 3)).isEqualTo(longer.subList(0, 5));
    }

    @Test
    void quadrantsOfAGridAreDrawnByDifferentSeeds() {
        assertThat(Arrays.stream(Quadrant.values()).map(quadrant -> quadrant.seed(5)))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "TL, '[:, 0:16, 0:16]'",
        "TR, '[:, 0:16, 16:32]'",
        "BL, '[:, 16:32, 0:16]'",
        "BR, '[:, 16:32, 16:32]'"
    })
    void aQuadrantIsARegion(Quadrant quadrant, String region) {
        assertThat(quadrant.region(32)).isEqualTo(region);
    }

    @Test
    void aGridHasFourDigits() {
        assertThatThrownBy(() -> PointerModel.grid(1, 2, 3, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A grid has four digits, each 0 to 9, found [2, 3, 4]");
        assertThatThrownBy(() -> PointerModel.grid(1, 2, 3, 4, 10))
                .hasMessageContaining("[2, 3, 4, 10]");
    }
}
