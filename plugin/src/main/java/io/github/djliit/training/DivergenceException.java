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
