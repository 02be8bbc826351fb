/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;
import ai.djl.training.tracker.Tracker;
import java.util.List;
import java.util.Objects;
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
 * them; or each has a task of its own, see {@link #optTaskOutputs} and {@link
 * #optCounterfactualOutputs}: then a term is the weighted sum of L of each output. Only one output
 * is judged by L in an {@link ai.djl.training.loss.IndexLoss}.
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

    /** The weight of each output; empty where L judges all of them together. */
    private List<Tracker> taskOutputs = List.of();

    private List<Tracker> counterfactualOutputs = List.of();

    /**
     * Creates the loss with weights 1 for the task, 0 for the sources and 1 for the counterfactual.
     *
     * @param loss the loss of each of the terms
     */
    public IitLoss(Loss loss) {
        super("IitLoss");
        this.loss = Objects.requireNonNull(loss, "loss");
    }

    /**
     * Sets the weight of the task.
     *
     * @param weight the weight by training step
     * @return this loss
     */
    public IitLoss optTask(Tracker weight) {
        task = Objects.requireNonNull(weight, "weight");
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
        source = Objects.requireNonNull(weight, "weight");
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
        counterfactual = Objects.requireNonNull(weight, "weight");
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

    /**
     * Judges each output by itself where base and sources are judged.
     *
     * @param weights the weight of each output by training step, as that of a task that waits and
     *     warms up: the network's, then those of {@link Probes}; 0 for an output without a label.
     *     Without probes, weights of the outputs that have a label suffice
     * @return this loss
     */
    public IitLoss optTaskOutputs(Tracker... weights) {
        taskOutputs = List.of(weights);
        return this;
    }

    /**
     * Judges each output of the counterfactual by itself.
     *
     * @param weights the weight of each output by training step, as many as in {@link
     *     #optTaskOutputs}; 0 for those that no interchange is trained on
     * @return this loss
     */
    public IitLoss optCounterfactualOutputs(Tracker... weights) {
        counterfactualOutputs = List.of(weights);
        return this;
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
        if (CounterfactualArrays.isOrdinary(labels, predictions)) {
            LabelOrder order = LabelOrder.ofOrdinary(labels, predictions);
            Term ofTask = new Term(task, taskOutputs, 1, order);
            return required(add(null, ofTask, labels, predictions));
        }
        CounterfactualLayout layout = CounterfactualLayout.ofLabels(labels);
        CounterfactualLayout outputs = layout.ofPredictions(predictions);
        LabelOrder order = isApart() ? LabelOrder.of(labels, predictions) : null;
        Term ofTask = new Term(task, taskOutputs, 1, order);
        NDArray total = add(null, ofTask, layout.base(labels), outputs.base(predictions));
        Term ofSource = new Term(source, taskOutputs, layout.sources(), order);
        for (int s = 0; s < layout.sources(); s++) {
            NDList of = layout.source(labels, s);
            total = add(total, ofSource, of, outputs.source(predictions, s));
        }
        Term ofCounterfactual = new Term(counterfactual, counterfactualOutputs, 1, order);
        NDList of = layout.counterfactual(labels);
        return required(add(total, ofCounterfactual, of, outputs.counterfactual(predictions)));
    }

    /** Counts a training step. */
    void step() {
        steps.incrementAndGet();
    }

    /** Whether outputs are judged by themselves, and need to be told which label is theirs. */
    private boolean isApart() {
        return !taskOutputs.isEmpty() || !counterfactualOutputs.isEmpty();
    }

    /**
     * A weight, divided by the number of such terms, and the weights of the outputs in it.
     *
     * @param order which label is that of which output; null where no output is judged by itself
     */
    private record Term(Tracker weight, List<Tracker> outputs, int share, LabelOrder order) {}

    private NDArray add(NDArray total, Term term, NDList labels, NDList predictions) {
        float weight = weight(term.weight) / term.share;
        if (term.outputs.isEmpty() || weight == 0) {
            return weight == 0 ? total : sum(total, weight, compared(labels, predictions));
        }
        if (!term.order.fits(term.outputs.size())) {
            throw new IllegalArgumentException(
                    ("The loss has weights of %s outputs, found %s outputs and %s labels: give a"
                                    + " weight for each output, those of probes too, and 0 for one"
                                    + " without a label")
                            .formatted(
                                    term.outputs.size(),
                                    term.order.outputs() + term.order.probes(),
                                    labels.size()));
        }
        NDArray sum = total;
        // An ordinary batch has no outputs of probes, which are the last.
        for (int i = 0; i < Math.min(term.outputs.size(), predictions.size()); i++) {
            float ofOutput = weight * weight(term.outputs.get(i));
            if (ofOutput != 0) {
                NDList label = new NDList(labels.get(labelOf(i, term)));
                NDList prediction = new NDList(predictions.get(i));
                sum = sum(sum, ofOutput, compared(label, prediction));
            }
        }
        return sum;
    }

    private static int labelOf(int output, Term term) {
        int label = term.order.labelOf(output);
        if (label < 0) {
            throw new IllegalArgumentException(
                    "Output "
                            + output
                            + " has a weight in the loss, but no label: give it the weight 0, or"
                            + " the Encoding a label for it");
        }
        return label;
    }

    /** Asks the loss; the engine tells of a misfit in words of its own, without saying of what. */
    private NDArray compared(NDList labels, NDList predictions) {
        LabelForm.check(loss, labels, predictions);
        NDArray value;
        try {
            value = loss.evaluate(labels, predictions);
        } catch (EngineException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The loss %s cannot compare labels %s with outputs %s: %s. %s"
                            .formatted(
                                    loss.getName(),
                                    CounterfactualLayout.describe(labels),
                                    CounterfactualLayout.describe(predictions),
                                    e.getMessage(),
                                    remedy(labels, predictions)),
                    e);
        }
        if (value == null) {
            throw new IllegalStateException(
                    "The loss " + loss.getName() + " gave null: expected a number");
        }
        return value;
    }

    private static String remedy(NDList labels, NDList predictions) {
        if (predictions.size() > 1 && labels.size() <= predictions.size()) {
            return "Judge each output by itself, with its weight in optTaskOutputs and"
                    + " optCounterfactualOutputs; or one alone, by new IndexLoss(loss, its index);"
                    + " or give a loss that takes all of them together";
        }
        return "Give the network an output for each label and each class, the Encoding labels of"
                + " the form that this loss takes, or another loss";
    }

    private NDArray required(NDArray total) {
        if (total == null) {
            throw new IllegalStateException(
                    "All weights of the loss are 0 at step "
                            + steps.get()
                            + ": nothing could be learned. Give one term a weight");
        }
        return total;
    }

    private static NDArray sum(NDArray total, float weight, NDArray term) {
        NDArray weighted = weighted(weight, term);
        return total == null ? weighted : total.add(weighted);
    }

    private static NDArray weighted(float factor, NDArray term) {
        if (factor == 1f) {
            return term;
        }
        // An array that lives as long as the term. DJL's mul(Number) closes its own at once, and
        // the
        // backward pass would read memory that is given up.
        return term.mul(term.getManager().create(factor));
    }

    private float weight(Tracker tracker) {
        float value = tracker.getNewValue(steps.get());
        if (!Float.isFinite(value) || value < 0) {
            throw new IllegalArgumentException(
                    "A weight of the loss must be finite and not negative, but its tracker gave "
                            + value
                            + " at step "
                            + steps.get());
        }
        return value;
    }
}
