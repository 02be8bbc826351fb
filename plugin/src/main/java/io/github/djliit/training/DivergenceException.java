/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

/**
 * Tells that a training, or a search, has come to a NaN or an infinity, from which there is no way
 * back: it stops before the step that would spread it.
 */
public final class DivergenceException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private final int epoch;
    private final int step;

    /**
     * Creates the exception.
     *
     * @param whose what diverged, as {@code The training}
     * @param what what is not finite, as {@code the loss is NaN}
     * @param epoch the number of the epoch, the first of which is 1
     * @param step the number of the step in that epoch, the first of which is 1
     */
    public DivergenceException(String whose, String what, int epoch, int step) {
        super(
                "%s diverged in epoch %d, step %d: %s. A smaller learning rate is what helps most often"
                        .formatted(whose, epoch, step, what));
        this.epoch = epoch;
        this.step = step;
    }

    private DivergenceException(String message, int epoch, int step) {
        super(message);
        this.epoch = epoch;
        this.step = step;
    }

    /**
     * Returns the exception for what is not finite before anything was learned, which no learning
     * rate can mend.
     *
     * @param whose what cannot begin, as {@code The training}
     * @param what what is not finite, as {@code the loss is NaN}
     * @param epoch the number of the epoch, the first of which is 1
     * @return the exception, of the first step
     */
    public static DivergenceException atFirst(String whose, String what, int epoch) {
        String message =
                ("%s diverged in epoch %d, step 1: %s before any step was made. Look for NaN,"
                                + " infinities and very large numbers in the network's weights, its"
                                + " inputs and outputs, the labels, and the loss")
                        .formatted(whose, epoch, what);
        return new DivergenceException(message, epoch, 1);
    }

    private DivergenceException(DivergenceException cause, String remark) {
        super(cause.getMessage() + "; " + remark, cause);
        epoch = cause.epoch;
        step = cause.step;
    }

    /**
     * Returns the epoch.
     *
     * @return its number, the first of which is 1
     */
    public int epoch() {
        return epoch;
    }

    /**
     * Returns the step.
     *
     * @return its number in the epoch, the first of which is 1
     */
    public int step() {
        return step;
    }

    /**
     * Returns the same exception with a remark behind its message.
     *
     * @param remark what is kept, or what to do
     * @return a new exception
     */
    public DivergenceException with(String remark) {
        return new DivergenceException(this, remark);
    }
}
