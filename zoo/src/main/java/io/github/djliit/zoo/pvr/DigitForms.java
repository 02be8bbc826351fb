/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.pvr;

import java.awt.geom.Path2D;
import java.util.List;
import java.util.random.RandomGenerator;

/** The strokes of digits, several forms of each, in a square of side 1 with y downwards. */
final class DigitForms {

    /** How far each point strays. */
    private static final double STRAY = .035;

    /** M: move to; L: line to; C: curve to, by two control points and an end. */
    private static final List<List<String>> FORMS =
            List.of(
                    List.of(
                            "M .5 .1 C .12 .1 .12 .9 .5 .9 C .88 .9 .88 .1 .5 .1",
                            "M .52 .1 C .28 .1 .28 .9 .5 .9 C .72 .9 .72 .1 .52 .1"),
                    List.of(
                            "M .5 .1 L .5 .9",
                            "M .3 .3 L .52 .1 L .52 .9",
                            "M .3 .3 L .52 .1 L .52 .9 M .3 .9 L .74 .9"),
                    List.of(
                            "M .22 .3 C .25 .05 .78 .05 .76 .33 C .74 .55 .4 .7 .2 .9 L .8 .9",
                            "M .22 .28 C .3 .05 .75 .05 .75 .3 C .75 .6 .45 .95 .25 .85"
                                    + " C .12 .68 .45 .7 .82 .9"),
                    List.of(
                            "M .22 .2 C .35 .05 .75 .08 .73 .3 C .72 .45 .55 .48 .42 .48"
                                    + " C .6 .48 .8 .52 .78 .7 C .75 .95 .35 .95 .2 .8",
                            "M .22 .12 L .75 .12 L .45 .42 C .7 .42 .82 .55 .78 .7"
                                    + " C .72 .95 .35 .93 .2 .82"),
                    List.of(
                            "M .3 .1 L .22 .55 L .8 .55 M .66 .15 L .62 .92",
                            "M .62 .92 L .62 .1 L .18 .62 L .82 .62"),
                    List.of(
                            "M .75 .12 L .3 .12 L .27 .45 C .5 .35 .8 .42 .78 .65"
                                    + " C .75 .95 .35 .93 .2 .8",
                            "M .72 .1 L .34 .12 L .3 .42 C .6 .35 .75 .5 .72 .68"
                                    + " C .68 .88 .4 .95 .24 .88"),
                    List.of(
                            "M .68 .12 C .4 .2 .22 .5 .24 .7 C .26 .95 .74 .97 .76 .7"
                                    + " C .77 .48 .35 .45 .25 .68",
                            "M .6 .1 L .3 .55 C .15 .8 .4 .95 .55 .9 C .85 .85 .75 .5 .5 .53"
                                    + " C .4 .53 .33 .58 .28 .66"),
                    List.of(
                            "M .2 .14 L .78 .14 L .42 .9",
                            "M .2 .14 L .78 .14 L .42 .9 M .35 .52 L .72 .52",
                            "M .2 .25 L .22 .14 L .78 .14 C .6 .4 .5 .6 .48 .9"),
                    List.of(
                            "M .5 .48 C .2 .4 .22 .1 .5 .1 C .78 .1 .8 .4 .5 .48"
                                    + " C .12 .58 .15 .9 .5 .9 C .85 .9 .88 .58 .5 .48",
                            "M .72 .18 C .55 .02 .22 .12 .3 .3 C .38 .48 .75 .52 .74 .74"
                                    + " C .72 .95 .3 .95 .28 .74 C .27 .55 .68 .42 .72 .18"),
                    List.of(
                            "M .74 .34 C .7 .05 .24 .05 .25 .32 C .26 .6 .7 .58 .74 .32"
                                    + " C .76 .6 .7 .8 .5 .9",
                            "M .72 .3 C .7 .05 .28 .08 .28 .3 C .28 .55 .7 .55 .72 .28 L .68 .9"));

    private DigitForms() {}

    /** Draws one of the forms, with points that stray a little. */
    static Path2D draw(int digit, RandomGenerator random) {
        List<String> forms = FORMS.get(digit);
        Pen pen = new Pen(forms.get(random.nextInt(forms.size())).split(" "), random);
        while (pen.hasNext()) {
            pen.stroke();
        }
        return pen.path;
    }

    /** Reads the text of a form. */
    private static final class Pen {

        private final Path2D path = new Path2D.Double();
        private final String[] words;
        private final RandomGenerator random;
        private int next;

        Pen(String[] words, RandomGenerator random) {
            this.words = words;
            this.random = random;
        }

        boolean hasNext() {
            return next < words.length;
        }

        void stroke() {
            switch (words[next++]) {
                case "M" -> path.moveTo(number(), number());
                case "L" -> path.lineTo(number(), number());
                default -> path.curveTo(number(), number(), number(), number(), number(), number());
            }
        }

        private double number() {
            double stray = (random.nextDouble() * 2 - 1) * STRAY;
            return Double.parseDouble(words[next++]) + stray;
        }
    }
}
