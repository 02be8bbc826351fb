/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * An affine edit as data: {@code keep * base + take * from + put}, number by number.
 *
 * <p>It is the one statement of what an edit does. The executors of native blocks, of batches whose
 * rows have a plan each, and of compiled code all read it: a new edit that states its terms works
 * in each of them. {@code (1 - w) * base + w * from} is computed as {@code base + w * (from -
 * base)}, the form of boundless DAS, whose rounding differs from that of the sum.
 *
 * <table>
 * <caption>The built-in edits</caption>
 * <tr><th>edit</th><th>keep</th><th>from</th><th>take</th><th>put</th></tr>
 * <tr><td>interchange</td><td>0</td><td>source</td><td>1</td><td>0</td></tr>
 * <tr><td>skip</td><td>0</td><td>input</td><td>1</td><td>0</td></tr>
 * <tr><td>zero</td><td>0</td><td>-</td><td>-</td><td>0</td></tr>
 * <tr><td>set, mean</td><td>0</td><td>-</td><td>-</td><td>value</td></tr>
 * <tr><td>scale</td><td>value</td><td>-</td><td>-</td><td>0</td></tr>
 * <tr><td>add, subtract</td><td>1</td><td>-</td><td>-</td><td>±scale * value</td></tr>
 * <tr><td>add, subtract of a source</td><td>1</td><td>source</td><td>±scale</td><td>0</td></tr>
 * <tr><td>mask</td><td>1 - w</td><td>source</td><td>w</td><td>0</td></tr>
 * <tr><td>noise</td><td>1</td><td>-</td><td>-</td><td>drawn</td></tr>
 * </table>
 *
 * @param keep the factor of the base's features
 * @param from where the second term comes from
 * @param take the factor of what comes from there
 * @param put what is added
 */
public record Terms(Coefficient keep, From from, Coefficient take, Coefficient put) {

    /** Where the second term of an edit comes from. */
    public enum From {
        /** There is none. */
        NOTHING,
        /** The features of the source. */
        SOURCE,
        /** The features of the input of the block whose output is edited, in the same run. */
        INPUT
    }

    /** Checks that all are there. */
    public Terms {
        Objects.requireNonNull(keep, "keep");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(take, "take");
        Objects.requireNonNull(put, "put");
    }

    /**
     * Returns the terms of an edit that takes nothing from elsewhere.
     *
     * @param keep the factor of the base's features
     * @param put what is added
     * @return {@code keep * base + put}
     */
    public static Terms of(Coefficient keep, Coefficient put) {
        return new Terms(keep, From.NOTHING, Coefficient.ZERO, put);
    }

    /**
     * Returns the terms of an edit that adds nothing of its own.
     *
     * @param keep the factor of the base's features
     * @param from where the second term comes from
     * @param take the factor of that
     * @return {@code keep * base + take * from}
     */
    public static Terms of(Coefficient keep, From from, Coefficient take) {
        return new Terms(keep, from, take, Coefficient.ZERO);
    }

    /**
     * Returns the terms of an edit that goes part of the way from the base to the source.
     *
     * @param weight how far, from 0 (base) to 1 (source)
     * @return {@code (1 - weight) * base + weight * source}
     */
    public static Terms between(Coefficient weight) {
        return of(new Coefficient.OneMinus(weight), From.SOURCE, weight);
    }

    /**
     * Returns whether the base's features are replaced, whatever they are.
     *
     * @return whether nothing of the base is kept
     */
    public boolean replaces() {
        return keep == Coefficient.ZERO;
    }

    /**
     * Returns whether the second term is the input of the block whose output is edited.
     *
     * @return whether it comes from the input
     */
    public boolean skips() {
        return from == From.INPUT;
    }

    /**
     * Returns whether the second term is what the first leaves over.
     *
     * @return whether these are {@link #between} terms
     */
    public boolean isBetween() {
        return keep instanceof Coefficient.OneMinus rest && rest.other().equals(take);
    }

    /**
     * Returns whether all is known before a network runs.
     *
     * @return whether no coefficient is {@link Coefficient.Computed}
     */
    public boolean isConstant() {
        boolean isKept = isBetween() || keep instanceof Coefficient.Constant;
        return isKept
                && take instanceof Coefficient.Constant
                && put instanceof Coefficient.Constant;
    }

    /**
     * Returns the part that depends on the base.
     *
     * @return {@code keep * base}
     */
    public Terms kept() {
        return of(keep, Coefficient.ZERO);
    }

    /**
     * Returns the part that does not depend on the base.
     *
     * @return {@code take * from + put}
     */
    public Terms added() {
        return new Terms(Coefficient.ZERO, from, take, put);
    }

    /**
     * Computes the edited features.
     *
     * @param base the features of the base run, {@code [rows, ...region]}
     * @param other the features that the second term takes, of the same shape; null for none
     * @return an array of the shape of {@code base}, owned by the manager of {@code base}
     */
    public NDArray apply(NDArray base, NDArray other) {
        if (isBetween()) {
            return base.add(other.sub(base).mul(take.like(base)));
        }
        NDArray sum = replaces() ? null : times(base, keep, base);
        if (from != From.NOTHING) {
            NDArray taken = times(other, take, base);
            sum = sum == null ? taken : sum.add(taken);
        }
        if (put != Coefficient.ZERO) {
            NDArray added = put.like(base);
            return sum == null ? spread(added, base) : sum.add(added);
        }
        return sum == null ? base.zerosLike() : sum;
    }

    /**
     * Returns the constant numbers in these terms.
     *
     * @return the values of the coefficients that are {@link Coefficient.Constant}
     */
    public List<Value> constants() {
        return Stream.of(keep, take, put)
                .filter(Coefficient.Constant.class::isInstance)
                .map(each -> ((Coefficient.Constant) each).value())
                .toList();
    }

    private static NDArray times(NDArray array, Coefficient factor, NDArray base) {
        return factor == Coefficient.ONE ? array : array.mul(factor.like(base));
    }

    /** A view would belong to the owner of the numbers, who may outlive the call. */
    private static NDArray spread(NDArray numbers, NDArray base) {
        return numbers.getShape().equals(base.getShape())
                ? numbers
                : numbers.broadcast(base.getShape());
    }
}
