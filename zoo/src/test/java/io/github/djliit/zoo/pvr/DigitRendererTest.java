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

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigitRendererTest {

    private static final int PIXELS = DigitRenderer.SIZE * DigitRenderer.SIZE;

    @Test
    void oneSeedGivesOneImage() {
        assertThat(DigitRenderer.draw(4, 11)).isEqualTo(DigitRenderer.draw(4, 11));
    }

    @Test
    void anotherSeedGivesAnother() {
        assertThat(DigitRenderer.draw(4, 11)).isNotEqualTo(DigitRenderer.draw(4, 12));
    }

    @Test
    void pixelsAreGreyLevels() {
        for (float pixel : DigitRenderer.draw(8, 3)) {
            assertThat(pixel).isBetween(0f, 1f);
            assertThat(pixel * 255).isCloseTo(Math.round(pixel * 255), within());
        }
    }

    private static org.assertj.core.data.Offset<Float> within() {
        return org.assertj.core.data.Offset.offset(1e-4f);
    }

    /** By the distance to the mean image of 200 others; a tenth would be chance. */
    @Test
    void digitsCanBeToldApart() {
        float[][] means = new float[10][];
        IntStream.range(0, 10).forEach(digit -> means[digit] = mean(digit));
        long right =
                IntStream.range(0, 1000)
                        .filter(i -> nearest(DigitRenderer.draw(i % 10, -1 - i), means) == i % 10)
                        .count();
        assertThat(right).isGreaterThan(750);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void inkStaysOnThePaper(int digit) {
        double border = 0;
        double all = 0;
        float[] mean = mean(digit);
        for (int i = 0; i < PIXELS; i++) {
            int x = i % DigitRenderer.SIZE;
            int y = i / DigitRenderer.SIZE;
            int last = DigitRenderer.SIZE - 1;
            border += x == 0 || y == 0 || x == last || y == last ? mean[i] : 0;
            all += mean[i];
        }
        assertThat(border / all).isLessThan(.07);
    }

    @Test
    void whatIsNoDigitIsTold() {
        assertThatThrownBy(() -> DigitRenderer.draw(10, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A digit is 0 to 9, found 10");
    }

    private static float[] mean(int digit) {
        float[] mean = new float[PIXELS];
        for (int seed = 0; seed < 200; seed++) {
            float[] image = DigitRenderer.draw(digit, seed);
            for (int i = 0; i < PIXELS; i++) {
                mean[i] += image[i] / 200;
            }
        }
        return mean;
    }

    private static int nearest(float[] image, float[][] means) {
        double least = Double.POSITIVE_INFINITY;
        int nearest = -1;
        for (int digit = 0; digit < means.length; digit++) {
            double distance = 0;
            for (int i = 0; i < PIXELS; i++) {
                distance += Math.pow(image[i] - means[digit][i], 2);
            }
            if (distance < least) {
                least = distance;
                nearest = digit;
            }
        }
        return nearest;
    }
}
