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
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * What happens to the features of a site, given those of the source.
 *
 * <p>An edit gets the features of the touched rows and region, {@code [rows, ...region]}, and
 * returns an array of the same shape. It must return a new array: an edit in place would change the
 * base run itself, and breaks or silently falsifies gradients. Arrays that it makes on the manager
 * of {@code base} live as long as the call, in training as long as the batch. The interface is
 * open, because what may be done to an activation is not closed by theory; the built-in edits have
 * a JSON form, see {@link InterventionPlan}, and one of the caller's own has it where its name is
 * registered with a {@link PlanFormat}. Edits are immutable and thread-safe.
 */
public interface Edit {

    /**
     * Returns the name of this edit in the JSON form of a plan.
     *
     * @return the name, for example {@code interchange}
     */
    String name();

    /**
     * Returns whether this edit takes a value from a source.
     *
     * @return whether {@link #apply} needs a source
     */
    boolean needsSource();

    /**
     * Returns whether each edited number depends on no other than the base's and the source's at
     * the same place, so that edits of several rows can be done at once under a mask.
     *
     * @return false unless an edit says otherwise
     */
    default boolean isElementwise() {
        return false;
    }

    /**
     * Returns what this edit does as data, so that it need not be run to know it: compiled code
     * then applies it in the same pass, and rows with a plan each are edited at once where it is
     * {@linkplain #isElementwise elementwise} too. Of a trainable edit, the one that {@code bind}
     * returns is asked.
     *
     * @return the terms, which must be what {@link #apply} computes; empty for an edit that is not
     *     affine, or not known to be, which runs through {@link #apply} everywhere
     */
    default Optional<Terms> terms() {
        return Optional.empty();
    }

    /**
     * Returns whether this edit puts something in the place of the base's features, whatever they
     * are.
     *
     * @return whether its terms keep nothing of the base
     */
    default boolean replaces() {
        return terms().filter(Terms::replaces).isPresent();
    }

    /**
     * Returns whether this edit takes the input of the block whose output it edits: what {@link
     * #apply} gets as source is that input.
     *
     * @return whether its terms say so
     */
    default boolean skips() {
        return terms().filter(Terms::skips).isPresent();
    }

    /**
     * Returns the edit that does to a row alone what this one does to it as the row of some number.
     *
     * @param row the number of the row among those that are touched, from 0
     * @return this, unless an edit depends on the number
     */
    default Edit ofRow(int row) {
        return this;
    }

    /**
     * Computes the edited features.
     *
     * @param base the features of the base run, {@code [rows, ...region]}
     * @param source the features of the source run, of the same shape; null for an edit that needs
     *     none
     * @return a new array of the shape of {@code base}, owned by the manager of {@code base}
     */
    NDArray apply(NDArray base, NDArray source);

    /**
     * Returns the edit that puts the source's features in the place of the base's.
     *
     * @return the interchange
     */
    static Edit interchange() {
        return new Edits.Interchange();
    }

    /**
     * Returns the edit that puts zeros in the place of the base's features.
     *
     * @return the zero ablation
     */
    static Edit zero() {
        return new Edits.Zero();
    }

    /**
     * Returns the edit that puts a block's input in the place of its output: the block is skipped.
     * Its site is the output of a block whose input of the same number has the same shape.
     *
     * @return the skip
     */
    static Edit skip() {
        return new Edits.Skip();
    }

    /**
     * Returns the edit that adds numbers to the base's features.
     *
     * @param values the numbers: one, or as many as the last axis of the region has
     * @return the addition
     */
    static Edit add(float... values) {
        return new Edits.Add(Optional.of(new Value(values)), 1f);
    }

    /**
     * Returns the edit that adds the source's features to the base's.
     *
     * @param scale the factor of the source's features
     * @return the addition
     */
    static Edit addSource(float scale) {
        return new Edits.Add(Optional.empty(), scale);
    }

    /**
     * Returns the edit that subtracts numbers from the base's features.
     *
     * @param values the numbers: one, or as many as the last axis of the region has
     * @return the subtraction
     */
    static Edit subtract(float... values) {
        return new Edits.Subtract(Optional.of(new Value(values)), 1f);
    }

    /**
     * Returns the edit that subtracts the source's features from the base's.
     *
     * @param scale the factor of the source's features
     * @return the subtraction
     */
    static Edit subtractSource(float scale) {
        return new Edits.Subtract(Optional.empty(), scale);
    }

    /**
     * Returns the edit that multiplies the base's features.
     *
     * @param factors the factors: one, or as many as the last axis of the region has
     * @return the scaling
     */
    static Edit scale(float... factors) {
        return new Edits.Scale(new Value(factors));
    }

    /**
     * Returns the edit that puts numbers in the place of the base's features.
     *
     * @param values the numbers: one, or as many as the last axis of the region has
     * @return the assignment
     */
    static Edit set(float... values) {
        return new Edits.SetTo(new Value(values));
    }

    /**
     * Returns the edit that puts a mean, computed over a dataset, in the place of the base's
     * features.
     *
     * @param mean the mean; {@code SiteMean} computes it
     * @return the mean ablation
     */
    static Edit mean(Value mean) {
        return new Edits.Mean(mean);
    }

    /**
     * Returns the edit that adds Gaussian noise to the base's features.
     *
     * @param std its standard deviation, not negative
     * @param seed the seed: the same one gives the same noise
     * @return the noise
     */
    static Edit noise(float std, long seed) {
        return new Noise(std, seed);
    }

    /**
     * Returns the edit that goes part of the way from the base's features to the source's.
     *
     * @param weights how far, from 0 (base) to 1 (source): one number, or as many as the last axis
     *     of the region has
     * @return the mask
     */
    static Edit mask(float... weights) {
        return new Edits.Mask(new Value(weights));
    }

    /**
     * Returns an affine edit of the caller's own, which compiled code applies in its one pass.
     *
     * @param name how the edit is called in messages, and in JSON where it is registered
     * @param terms what it does to each number
     * @return the edit
     */
    static Edit of(String name, Terms terms) {
        return new Edits.Own(name, terms);
    }

    /**
     * Returns an edit of the caller's own, without a name that a plan's JSON form could tell.
     *
     * @param function from base and source features to the edited features; must not work in place
     * @return the edit
     */
    static Edit of(BinaryOperator<NDArray> function) {
        return of(CustomEdit.UNNAMED, function);
    }

    /**
     * Returns an edit of the caller's own.
     *
     * @param name how the edit is called in messages, and in JSON where it is registered
     * @param function from base and source features to the edited features; must not work in place
     * @return the edit
     */
    static Edit of(String name, BinaryOperator<NDArray> function) {
        return new CustomEdit(name, true, function);
    }

    /**
     * Returns an edit of the caller's own that needs no source.
     *
     * @param name how the edit is called in messages, and in JSON where it is registered
     * @param function from base features to the edited features; must not work in place
     * @return the edit
     */
    static Edit of(String name, UnaryOperator<NDArray> function) {
        return new CustomEdit(name, false, (base, source) -> function.apply(base));
    }
}
