/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.pvr;

/** Where images of digits come from. Implementations are thread-safe. */
@FunctionalInterface
public interface DigitImages {

    /** Draws digits as a hand might; nothing is downloaded. */
    DigitImages DRAWN = DigitRenderer::draw;

    /**
     * Returns an image of a digit.
     *
     * @param digit the digit, 0 to 9
     * @param seed which image of it; one digit and seed give one image. No image of a seed that is
     *     negative, as those of tests are, is that of another seed
     * @return its {@value DigitRenderer#SIZE} by {@value DigitRenderer#SIZE} pixels row by row, 0
     *     for paper to 1 for ink
     * @throws IllegalArgumentException if it is no digit
     */
    float[] draw(int digit, long seed);
}
