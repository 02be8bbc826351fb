/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.pvr;

import java.awt.geom.AffineTransform;
import java.awt.geom.FlatteningPathIterator;
import java.awt.geom.Line2D;
import java.awt.geom.PathIterator;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Draws digits of {@value #SIZE} by {@value #SIZE} pixels as a hand might: one of several forms,
 * turned, leaning, of some size and place, with a pen of some width, on paper with some noise.
 *
 * <p>It needs no fonts and no display. One digit and seed give one image, in 256 grey levels.
 * Stateless.
 */
public final class DigitRenderer {

    /** Height and width of a digit, in pixels. */
    public static final int SIZE = 16;

    private static final double FLATNESS = .1;

    /** The brightest level of grey. */
    static final int LEVELS = 255;

    private static final double NOISE = .06;

    private DigitRenderer() {}

    /**
     * Draws a digit.
     *
     * @param digit the digit, 0 to 9
     * @param seed the seed of how it is drawn
     * @return its pixels row by row, 0 for paper to 1 for ink
     * @throws IllegalArgumentException if it is no digit
     */
    public static float[] draw(int digit, long seed) {
        if (digit < 0 || digit > 9) {
            throw new IllegalArgumentException("A digit is 0 to 9, found " + digit);
        }
        RandomGenerator random = new SplittableRandom(seed);
        double[] ink = ink(digit, random);
        double blackness = between(random, .75, 1);
        float[] pixels = new float[ink.length];
        for (int i = 0; i < ink.length; i++) {
            double grey = ink[i] * blackness + between(random, -NOISE, NOISE);
            double level = Math.rint(Math.min(1, Math.max(0, grey)) * LEVELS);
            pixels[i] = (float) (level / LEVELS);
        }
        return pixels;
    }

    private static double[] ink(int digit, RandomGenerator random) {
        PathIterator path =
                new FlatteningPathIterator(
                        DigitForms.draw(digit, random).getPathIterator(hand(random)), FLATNESS);
        double radius = between(random, .55, 1.15);
        double[] ink = new double[SIZE * SIZE];
        double[] end = new double[6];
        for (double x = 0, y = 0; !path.isDone(); path.next()) {
            if (path.currentSegment(end) == PathIterator.SEG_LINETO) {
                stroke(new Line2D.Double(x, y, end[0], end[1]), radius, ink);
            }
            x = end[0];
            y = end[1];
        }
        return ink;
    }

    /** From the square of the forms to pixels. */
    private static AffineTransform hand(RandomGenerator random) {
        AffineTransform hand = new AffineTransform();
        double middle = SIZE / 2.0;
        hand.translate(middle + between(random, -1, 1), middle + between(random, -1, 1));
        hand.rotate(between(random, -.2, .2));
        hand.shear(between(random, -.25, .15), 0);
        hand.scale(between(random, .75, .98) * SIZE, between(random, .75, .92) * SIZE);
        hand.translate(-.5, -.5);
        return hand;
    }

    /** Ink is full up to the radius of the pen, less half a pixel, and fades over one pixel. */
    private static void stroke(Line2D line, double radius, double[] ink) {
        int reach = (int) Math.ceil(radius + .5);
        int top = clamp(Math.min(line.getY1(), line.getY2()) - reach);
        int bottom = clamp(Math.max(line.getY1(), line.getY2()) + reach);
        int left = clamp(Math.min(line.getX1(), line.getX2()) - reach);
        int right = clamp(Math.max(line.getX1(), line.getX2()) + reach);
        for (int y = top; y <= bottom; y++) {
            for (int x = left; x <= right; x++) {
                double full = radius + .5 - line.ptSegDist(x + .5, y + .5);
                int at = y * SIZE + x;
                ink[at] = Math.max(ink[at], Math.min(1, full));
            }
        }
    }

    private static int clamp(double pixel) {
        return (int) Math.max(0, Math.min(SIZE - 1, Math.floor(pixel)));
    }

    private static double between(RandomGenerator random, double least, double most) {
        return least + (most - least) * random.nextDouble();
    }
}
