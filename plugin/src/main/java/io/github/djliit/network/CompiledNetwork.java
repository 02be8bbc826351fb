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
import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import io.github.djliit.engine.Operator;
import io.github.djliit.site.Path;
import io.github.djliit.site.Site;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A block whose inside is compiled code: it has no child blocks to hook, but can rewrite its code
 * so that values at sites are given out and changed on the way.
 *
 * <p>An {@link InterventionBlock} around such a block works as around any other. Thread-safe.
 */
public interface CompiledNetwork {

    /**
     * Finds a site.
     *
     * @param site a site as a user writes it
     * @return the site with its path in full
     * @throws IllegalArgumentException if it is not there, or cannot be hooked; the message names
     *     the near ones, or the reason
     */
    Site resolve(Site site);

    /**
     * Checks that what is at a site can be changed, not only read.
     *
     * @param site a site in full, without a region
     * @throws IllegalArgumentException if it cannot; the message gives the reason
     */
    default void checkEdit(Site site) {}

    /**
     * Returns modules that need not run where it is known what they give: those that come before
     * the first edit, the largest that have nothing else inside.
     *
     * @param edited the sites that are edited, in full, without regions
     * @param collected the sites that are collected, likewise
     * @return the paths of modules, each of which gives one tensor; none if one cannot know, as
     *     where code writes in place or draws random numbers
     */
    default Set<Path> spareable(Set<Site> edited, Set<Site> collected) {
        return Set.of();
    }

    /**
     * Returns whether a training pass gives the same each time that it runs on the same inputs.
     *
     * @return whether it is known to
     */
    default boolean isSteadyInTraining() {
        return false;
    }

    /**
     * Returns what the code tells of whether it mixes the rows of a batch.
     *
     * @param inputs the inputs, whose first axis is the batch; none where they are not known
     * @param training whether it runs in training
     * @return what is known
     */
    default RowMixing rowMixing(NDList inputs, boolean training) {
        return training && !isSteadyInTraining() ? RowMixing.SOME : RowMixing.UNKNOWN;
    }

    /**
     * Returns whether what is at a site is known to be the same for all rows of a batch, as a
     * weight or an embedding of positions is.
     *
     * @param site the site, its path in full
     * @param inputs the inputs, whose first axis is the batch
     * @return whether it is known to have no row for each row of the batch
     */
    default boolean isWithoutRows(Site site, NDList inputs) {
        return false;
    }

    /**
     * Returns whether a pass for prediction leaves nothing behind that a later one sees, as a count
     * of calls, a cache or random numbers drawn.
     *
     * @return whether it is known to
     */
    default boolean isRepeatable() {
        return false;
    }

    /**
     * Returns the engine's operators that the code calls.
     *
     * @return the operators; all where it is not known
     */
    default Set<Operator> operators() {
        return Set.of(Operator.values());
    }

    /**
     * Returns how many numbers the parameters have.
     *
     * @return the number
     */
    default long parameterCount() {
        return 0;
    }

    /**
     * Returns whether hooks at sites cost nothing that lasts, as a copy of the network would.
     *
     * @param sites the sites in full, without regions
     * @return whether {@link #hook} is free to be asked for them
     */
    default boolean hooksFreely(Set<Site> sites) {
        return true;
    }

    /**
     * Returns the names that inputs must have in the engine, which may make dicts, lists and tuples
     * of arrays by their names.
     *
     * @param given the names that they have in a file or a request
     * @return for each the name, or null for none
     * @throws IllegalArgumentException if a name asks for a method that is not there
     */
    default List<String> inputNames(List<String> given) {
        return Collections.nCopies(given.size(), null);
    }

    /**
     * Tells in a line what an engine says of a failure.
     *
     * @param failure what it threw
     * @return one line
     */
    default String words(RuntimeException failure) {
        return String.valueOf(failure.getMessage());
    }

    /**
     * Makes code with hooks at sites.
     *
     * @param sites the sites in full, without regions
     * @return the code; it may have more hooks than these
     */
    Hooked hook(Set<Site> sites);

    /**
     * Makes code with hooks at sites, of which only some are edited.
     *
     * @param sites the sites in full, without regions
     * @param edited those of them whose values may be changed; the others are only read
     * @return the code; it may be able to do more than this
     */
    default Hooked hook(Set<Site> sites, Set<Site> edited) {
        return hook(sites);
    }

    /**
     * Lists the sites.
     *
     * @param store a parameter store
     * @param example example inputs, batch first
     * @return the sites; those that cannot be hooked say why
     */
    List<SiteInfo> sites(ParameterStore store, NDList example);

    /** What a pass is for, which says how the code runs. */
    enum Mode {
        /** As for prediction, and the engine records nothing for a backward pass. */
        PREDICTION,
        /** As for prediction, without dropout, and a backward pass follows. */
        GRADIENT,
        /** As in training, with dropout and the statistics of the batch. */
        TRAINING;

        /**
         * Returns whether dropout draws, and norms take the statistics of the batch.
         *
         * @return whether layers act as in training
         */
        public boolean isTraining() {
            return this == TRAINING;
        }

        /**
         * Returns whether a backward pass may follow.
         *
         * @return whether the engine has to record what runs
         */
        public boolean isRecorded() {
            return this != PREDICTION;
        }
    }

    /** Code with hooks. */
    interface Hooked {

        /**
         * Runs the network once.
         *
         * @param store the parameter store
         * @param inputs the inputs
         * @param mode what the pass is for
         * @param hooks what is done at sites
         * @return what came of it, on the manager of the inputs
         * @throws IllegalArgumentException if a gradient is wanted that the code cannot give
         * @throws IllegalStateException if it was not made ready to give one
         */
        Result forward(ParameterStore store, NDList inputs, Mode mode, Hooks hooks);
    }

    /**
     * What is done at sites in one run.
     *
     * @param edits at a site, for each run of its code in one forward, the edits in order
     * @param captures the sites whose values are wanted, after the edits
     * @param spared what modules give that are not to be run, of those that are {@link #spareable}
     *     and have a hook at their output
     */
    record Hooks(
            Map<Site, List<List<HookEdit>>> edits, Set<Site> captures, Map<Path, NDArray> spared) {

        /**
         * Returns whether nothing is done.
         *
         * @return whether this is a plain run
         */
        public boolean isEmpty() {
            return edits.isEmpty() && captures.isEmpty() && spared.isEmpty();
        }
    }

    /**
     * What one run gave.
     *
     * @param outputs the outputs
     * @param captured the values at sites, one for each run of the code, in the order in which the
     *     sites were first reached; sites that were not reached are missing
     */
    record Result(NDList outputs, Map<Site, NDList> captured) {}
}
