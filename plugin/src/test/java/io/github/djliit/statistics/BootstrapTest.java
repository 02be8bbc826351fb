/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BootstrapTest {

    private static final Bootstrap BOOTSTRAP = Bootstrap.ofSeed(1);

    /** Of 10 draws of one half, at most 1 is a hit with 1.07%, at most 2 with 5.47%. */
    @Test
    void theIntervalOfAShareIsThatOfTheBinomialDistribution() {
        assertThat(BOOTSTRAP.share(5, 10)).isEqualTo(new Estimate(.5, 10, new Interval(.2, .8)));
    }

    /** The smallest share that gives 10 hits in 10 with 2.5%. */
    @Test
    void allHitsLeaveRoomBelow() {
        Interval interval = BOOTSTRAP.share(10, 10).interval();
        assertThat(interval.low()).isCloseTo(Math.pow(.025, .1), within(1e-6));
        assertThat(interval.high()).isEqualTo(1);
    }

    @Test
    void noHitsLeaveRoomAbove() {
        Interval interval = BOOTSTRAP.share(0, 10).interval();
        assertThat(interval.low()).isZero();
        assertThat(interval.high()).isCloseTo(1 - Math.pow(.025, .1), within(1e-6));
    }

    /** 1.96 standard errors of sqrt(.9 * .1 / 1000). */
    @Test
    void theIntervalOfAMeanIsNearlyNormal() {
        double[] values = new double[1000];
        Arrays.fill(values, 0, 900, 1);
        Interval interval = BOOTSTRAP.mean(values).interval();
        assertThat(interval.low()).isCloseTo(.9 - .0186, within(.003));
        assertThat(interval.high()).isCloseTo(.9 + .0186, within(.003));
    }

    @Test
    void ofManyIntervalsAsManyHoldTheTruthAsTheLevelSays() {
        SplittableRandom random = new SplittableRandom(3);
        int held = 0;
        for (int run = 0; run < 500; run++) {
            double[] values = random.doubles(100).toArray();
            held += new Bootstrap(.8, 200, run).mean(values).interval().contains(.5) ? 1 : 0;
        }
        assertThat(held / 500.).isBetween(.73, .86);
    }

    @Test
    void equalValuesHaveNoWidth() {
        assertThat(BOOTSTRAP.mean(3, 3, 3)).isEqualTo(new Estimate(3, 3, new Interval(3, 3)));
    }

    @Test
    void oneSeedGivesOneInterval() {
        double[] values = new SplittableRandom(5).doubles(50).toArray();
        assertThat(BOOTSTRAP.mean(values)).isEqualTo(Bootstrap.ofSeed(1).mean(values));
        assertThat(BOOTSTRAP.mean(values)).isNotEqualTo(Bootstrap.ofSeed(2).mean(values));
    }

    @Test
    void ofNothingThereIsNoEstimate() {
        assertThat(BOOTSTRAP.share(0, 0)).isEqualTo(Estimate.NONE).hasToString("none");
        assertThat(BOOTSTRAP.mean()).isEqualTo(Estimate.NONE);
    }

    @Test
    void aLevelOutOfRangeIsRefused() {
        assertThatThrownBy(() -> new Bootstrap(95, 100, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A confidence level lies between 0 and 1, such as 0.95; found 95.0");
    }
}
