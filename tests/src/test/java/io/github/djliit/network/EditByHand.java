/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.NDArray;
import io.github.djliit.intervention.BoundaryMask;
import io.github.djliit.intervention.Coefficient;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.SigmoidMask;
import io.github.djliit.intervention.Terms;
import io.github.djliit.intervention.Value;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/**
 * An edit, and the number that it gives, worked out from two numbers in plain Java.
 *
 * @param name the method of {@link Edit} that makes the edit, or its class in words, and which it
 *     is
 * @param edit the edit of so many features
 * @param formula the number in the place of a feature
 */
record EditByHand(String name, IntFunction<Edit> edit, Formula formula) {

    private static final float NOISE = .5f;
    private static final long SEED = 7;
    private static final float TEMPERATURE = .7f;

    /** From the features of base and source (of a skip: of the block's input) to the edited one. */
    @FunctionalInterface
    interface Formula {
        double of(double base, double source, Spot spot);
    }

    /**
     * Which feature it is.
     *
     * @param row the number of its row among those of the intervention
     * @param index its number among the features of all positions of its row
     * @param feature its number among those that the edit gets
     * @param count how many these are
     */
    record Spot(int row, int index, int feature, int count) {}

    /** Every edit; those of one class stand together, with parameters of each kind. */
    static final List<EditByHand> ALL =
            List.of(
                    of("interchange", Edit.interchange(), (b, s) -> s),
                    of("zero", Edit.zero(), (b, s) -> 0),
                    of("skip", Edit.skip(), (b, s) -> s),
                    of("add", Edit.add(.5f), (b, s) -> b + .5),
                    each("add, each", Edit::add, (b, s, v) -> b + v),
                    of("addSource", Edit.addSource(1), (b, s) -> b + s),
                    of("addSource, a part", Edit.addSource(-.3f), (b, s) -> b - .3 * s),
                    of("subtract", Edit.subtract(.5f), (b, s) -> b - .5),
                    each("subtract, each", Edit::subtract, (b, s, v) -> b - v),
                    of("subtractSource", Edit.subtractSource(1), (b, s) -> b - s),
                    of("subtractSource, twice", Edit.subtractSource(2), (b, s) -> b - 2 * s),
                    of("scale", Edit.scale(-2), (b, s) -> -2 * b),
                    of("scale, to nothing", Edit.scale(0), (b, s) -> 0),
                    each("scale, each", Edit::scale, (b, s, v) -> b * v),
                    of("set", Edit.set(.25f), (b, s) -> .25),
                    each("set, each", Edit::set, (b, s, v) -> v),
                    of("mean", Edit.mean(new Value(-.75f)), (b, s) -> -.75),
                    each("mean, each", n -> Edit.mean(new Value(n)), (b, s, v) -> v),
                    of("mask", Edit.mask(.3f), (b, s) -> .7 * b + .3 * s),
                    each("mask, each", EditByHand::shares, (b, s, v) -> b + share(v) * (s - b)),
                    each("sigmoid mask", EditByHand::sigmoids, EditByHand::sigmoid),
                    new EditByHand(
                            "boundary mask",
                            count -> BoundaryMask.of(.4f, TEMPERATURE),
                            (b, s, spot) -> b + boundary(spot) * (s - b)),
                    new EditByHand(
                            "noise",
                            count -> Edit.noise(NOISE, SEED),
                            (b, s, spot) -> b + NOISE * gaussian(spot)),
                    of("of, own", Edit.of("own", EditByHand::own), (b, s) -> Math.signum(b) * s),
                    of("of, own without source", Edit.of("own", x -> x.neg()), (b, s) -> -b),
                    of("of, terms", terms(Terms.From.SOURCE, .5f), (b, s) -> .5 * b - 2 * s + .25),
                    each(
                            "of, terms, each",
                            keep -> terms(Terms.From.SOURCE, keep),
                            (b, s, v) -> v * b - 2 * s + .25),
                    of("of, skip", terms(Terms.From.INPUT, .5f), (b, s) -> .5 * b - 2 * s + .25));

    private static Edit terms(Terms.From from, float... keep) {
        return Edit.of("own", new Terms(constant(keep), from, constant(-2), constant(.25f)));
    }

    private static Coefficient constant(float... numbers) {
        return Coefficient.of(new Value(numbers));
    }

    boolean isSkip() {
        return edit.apply(1).skips();
    }

    /** Returns the next case of an edit of the same kind, or this one again. */
    EditByHand partner() {
        List<EditByHand> alike = ALL.stream().filter(other -> other.kind().equals(kind())).toList();
        return alike.get((alike.indexOf(this) + 1) % alike.size());
    }

    private List<Object> kind() {
        Edit one = edit.apply(1);
        return List.of(one.getClass(), one.name(), one.needsSource());
    }

    private static NDArray own(NDArray base, NDArray source) {
        return base.sign().mul(source);
    }

    private static EditByHand of(String name, Edit edit, Plain formula) {
        return new EditByHand(name, count -> edit, (b, s, spot) -> formula.of(b, s));
    }

    private static EditByHand each(String name, Numbered edit, Valued formula) {
        return new EditByHand(
                name,
                count -> edit.of(numbers(count)),
                (b, s, spot) -> formula.of(b, s, numbers(spot.count())[spot.feature()]));
    }

    private interface Plain {
        double of(double base, double source);
    }

    private interface Valued {
        double of(double base, double source, double value);
    }

    private interface Numbered {
        Edit of(float... numbers);
    }

    static float[] numbers(int count) {
        Random random = new Random(count);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    /** Weights from 0 to 1. */
    private static Edit shares(float... numbers) {
        float[] weights = new float[numbers.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) share(numbers[i]);
        }
        return Edit.mask(weights);
    }

    private static double share(double number) {
        return logistic(number);
    }

    private static Edit sigmoids(float... numbers) {
        return SigmoidMask.of(new Value(numbers), TEMPERATURE);
    }

    private static double sigmoid(double base, double source, double logit) {
        return base + logistic(logit / TEMPERATURE) * (source - base);
    }

    private static double boundary(Spot spot) {
        double end = .4 * spot.count() - spot.feature();
        return logistic(spot.feature() / TEMPERATURE) * logistic(end / TEMPERATURE);
    }

    private static double logistic(double number) {
        return 1 / (1 + Math.exp(-number));
    }

    /** The numbers of a row come from a generator of its own. */
    private static double gaussian(Spot spot) {
        SplittableRandom random = new SplittableRandom(SEED + scattered(spot.row()));
        double drawn = random.nextGaussian();
        for (int i = 0; i < spot.index(); i++) {
            drawn = random.nextGaussian();
        }
        return drawn;
    }

    private static long scattered(long row) {
        long mixed = row * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ (mixed >>> 33);
    }

    @Override
    public String toString() {
        return name;
    }
}
