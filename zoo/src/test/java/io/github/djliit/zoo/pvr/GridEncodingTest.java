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

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GridEncodingTest {

    private static final int[] DIGITS = {3, 0, 9, 6};

    @ParameterizedTest
    @EnumSource(Quadrant.class)
    void eachQuadrantHasItsDigit(Quadrant quadrant) {
        int digit = PointerModel.grid(5, DIGITS).get(quadrant.digit());
        assertThat(part(GridEncoding.image(PointerModel.grid(5, DIGITS)), quadrant))
                .isEqualTo(DigitRenderer.draw(digit, quadrant.seed(5)));
    }

    @ParameterizedTest
    @EnumSource(Quadrant.class)
    void anotherDigitAtOnePlaceLeavesTheRest(Quadrant quadrant) {
        float[] before = GridEncoding.image(PointerModel.grid(5, DIGITS));
        float[] after = GridEncoding.image(PointerModel.grid(5, DIGITS).with(quadrant.digit(), 8));
        for (Quadrant each : Quadrant.values()) {
            boolean same = Arrays.equals(part(before, each), part(after, each));
            assertThat(same).isEqualTo(each != quadrant);
        }
    }

    private static float[] part(float[] image, Quadrant quadrant) {
        int size = DigitRenderer.SIZE;
        float[] part = new float[size * size];
        boolean right = quadrant.name().endsWith("R");
        boolean bottom = quadrant.name().startsWith("B");
        for (int i = 0; i < part.length; i++) {
            int row = i / size + (bottom ? size : 0);
            int column = i % size + (right ? size : 0);
            part[i] = image[row * GridEncoding.SIDE + column];
        }
        return part;
    }
}
