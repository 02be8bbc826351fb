/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;
import ai.djl.training.tracker.Tracker;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The loss of interchange intervention training: a weighted sum of the loss of the task, of the
 * sources and of the counterfactual.
 *
 * <p>{@code task * L(base) + source * mean over sources of L(source) + counterfactual *
 * L(counterfactual)}, for any DJL loss L; Geiger et al. (ICML 2022), section 3, where the weights
 * of task and counterfactual are 1. A weight is a {@link Tracker} of the number of training steps,
 * so that it can wait and warm up, see {@link WeightSchedule}; an {@link IitTrainer} counts the
 * steps. A term whose weight is 0 is not computed. A network with several outputs gives L all of
 * them.
 *
 * <p>Labels and predictions are those of {@link CounterfactualLayout}; of an ordinary batch, where
 * the two lists are of equal length, the loss is {@code task * L}.
 */
public final class IitLoss extends Loss {

    private static final Tracker ONE = Tracker.fixed(1f);
    private static final Tracker NONE = Tracker.fixed(0f);

    private final Loss loss;
    private final AtomicInteger steps = new AtomicInteger();
    private Tracker task = ONE;
    private Tracker source = NONE;
    private Tracker counterfactual = ONE;

    /**
     * Creates the loss with weights 1 for the task, 0 for the sources and 1 for the counterfactual.
     *
     * @param loss the loss of each of the terms
     */
    public IitLoss(Loss loss) {
        super("IitLoss");
        this.loss = loss;
    }

    /**
     * Sets the weight of the task.
     *
     * @param weight the weight by training step
     * @return this loss
     */
    public IitLoss optTask(Tracker weight) {
        task = weight;
        return this;
    }

    /**
     * Sets the weight of the task.
     *
     * @param weight the weight
     * @return this loss
     */
    public IitLoss optTask(float weight) {
        return optTask(WeightSchedule.constant(weight));
    }

    /**
     * Sets the weight of the sources' outputs.
     *
     * @param weight the weight by training step
     * @return this loss
     */
    public IitLoss optSource(Tracker weight) {
        source = weight;
        return this;
    }

    /**
     * Sets the weight of the sources' outputs.
     *
     * @param weight the weight
     * @return this loss
     */
    public IitLoss optSource(float weight) {
        return optSource(WeightSchedule.constant(weight));
    }

    /**
     * Sets the weight of the counterfactual.
     *
     * @param weight the weight by training step
     * @return this loss
     */
    public IitLoss optCounterfactual(Tracker weight) {
        counterfactual = weight;
        return this;
    }

    /**
     * Sets the weight of the counterfactual.
     *
     * @param weight the weight
     * @return this loss
     */
    public IitLoss optCounterfactual(float weight) {
        return optCounterfactual(WeightSchedule.constant(weight));
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
        if (labels.size() == predictions.size()) {
            return weighted(task, loss.evaluate(labels, predictions), 1);
        }
        CounterfactualLayout layout = CounterfactualLayout.ofLabels(labels);
        NDArray total = null;
        if (weight(task) != 0) {
            total = add(total, task, layout.base(labels), layout.base(predictions), 1);
        }
        for (int s = 0; s < layout.sources() && weight(source) != 0; s++) {
            NDList of = layout.source(labels, s);
            total = add(total, source, of, layout.source(predictions, s), layout.sources());
        }
        if (weight(counterfactual) != 0) {
            NDList of = layout.counterfactual(labels);
            total = add(total, counterfactual, of, layout.counterfactual(predictions), 1);
        }
        if (total == null) {
            throw new IllegalStateException(
                    "All weights of the loss are 0 at step "
                            + steps.get()
                            + ": nothing could be learned. Give one term a weight");
        }
        return total;
    }

    /** Counts a training step. */
    void step() {
        steps.incrementAndGet();
    }

    private NDArray add(
            NDArray total, Tracker tracker, NDList labels, NDList predictions, int share) {
        NDArray term = weighted(tracker, loss.evaluate(labels, predictions), share);
        return total == null ? term : total.add(term);
    }

    private NDArray weighted(Tracker tracker, NDArray term, int share) {
        float factor = weight(tracker) / share;
        if (factor == 1f) {
            return term;
        }
        // An array that lives as long as the term. DJL's mul(Number) closes its own at once, and
        // the
        // backward pass would read memory that is given up.
        return term.mul(term.getManager().create(factor));
    }

    private float weight(Tracker tracker) {
        return tracker.getNewValue(steps.get());
    }
}
