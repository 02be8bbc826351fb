/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.stream.Stream;

/** Finds the number with the shortest text that reads back as the same bits of a float. */
final class ShortNumber {

    /** Whole numbers below are exact and short without an exponent. */
    private static final float PLAIN = 1e7f;

    /** With fewer digits than this there is no shorter text. */
    private static final int LONG = 8;

    private ShortNumber() {}

    static Number of(float number) {
        if (Float.floatToRawIntBits(number) == Float.floatToRawIntBits(-0f)) {
            return number;
        }
        if (number == Math.rint(number) && Math.abs(number) < PLAIN) {
            return (int) number;
        }
        BigDecimal exact = new BigDecimal(Float.toString(number)).stripTrailingZeros();
        if (exact.precision() < LONG) {
            return exact;
        }
        // Before version 19, Java writes one digit too many at times.
        return Stream.of(RoundingMode.DOWN, RoundingMode.UP)
                .map(mode -> exact.setScale(exact.scale() - 1, mode))
                .filter(shorter -> Float.parseFloat(shorter.toString()) == number)
                .findFirst()
                .orElse(exact);
    }
}
