/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.loss.Loss;
import io.github.djliit.training.CounterfactualLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/**
 * The loss of a recipe: a sum of named terms, each of a run, one output or all, and a weight by
 * epoch; and perhaps the L1 norm of all parameters.
 *
 * <p>It keeps the figures of the terms of the last step, for a log. For one thread.
 */
public final class RecipeLoss extends Loss {

    /** All outputs of the network together. */
    public static final int ALL = -1;

    private static final String L1 = "l1";

    private final Loss loss;
    private final List<Term> terms = new ArrayList<>();
    private final Map<String, Float> last = new LinkedHashMap<>();
    private double l1;
    private Block network;
    private int epoch;

    /** Whose outputs a term judges. */
    public enum Of {
        /** The base only. */
        BASE,
        /** Base and source alike, as if they were one batch; needs one source. */
        BASE_AND_SOURCE,
        /** The base with values of the source. */
        COUNTERFACTUAL
    }

    /**
     * One term.
     *
     * @param name its name in the log
     * @param of whose outputs
     * @param output the index of the output, or {@link #ALL}
     * @param weight the weight by epoch, the first of which is 0; a term of weight 0 is not
     *     computed
     */
    public record Term(String name, Of of, int output, IntToDoubleFunction weight) {}

    /**
     * Creates a loss without terms.
     *
     * @param loss the loss of each term
     */
    public RecipeLoss(Loss loss) {
        super("RecipeLoss");
        this.loss = loss;
    }

    /**
     * Adds a term of constant weight that judges all outputs.
     *
     * @param name its name in the log
     * @param of whose outputs
     * @param weight the weight
     * @return this loss
     */
    public RecipeLoss add(String name, Of of, double weight) {
        return add(name, of, ALL, weight);
    }

    /**
     * Adds a term of constant weight that judges one output.
     *
     * @param name its name in the log
     * @param of whose outputs
     * @param output the index of the output, or {@link #ALL}
     * @param weight the weight
     * @return this loss
     */
    public RecipeLoss add(String name, Of of, int output, double weight) {
        return add(new Term(name, of, output, epochs -> weight));
    }

    /**
     * Adds a term.
     *
     * @param term the term
     * @return this loss
     */
    public RecipeLoss add(Term term) {
        terms.add(term);
        last.put(term.name, 0f);
        return this;
    }

    /**
     * Adds the L1 norm of all parameters of the network that is trained.
     *
     * @param weight the weight
     * @return this loss
     */
    public RecipeLoss addL1(double weight) {
        l1 = weight;
        last.put(L1, 0f);
        return this;
    }

    /** Tells the loss which network it trains. */
    RecipeLoss setNetwork(Block block) {
        network = block;
        return this;
    }

    /** Starts an epoch. */
    void setEpoch(int value) {
        epoch = value;
    }

    /** Returns the terms of the last step, with their weights, by name. */
    Map<String, Float> last() {
        return Collections.unmodifiableMap(last);
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
        CounterfactualLayout layout = CounterfactualLayout.ofLabels(labels);
        NDArray total = null;
        for (Term term : terms) {
            double weight = term.weight.applyAsDouble(epoch);
            NDArray value =
                    weight == 0
                            ? null
                            : weighted(term(term, layout, labels, predictions), (float) weight);
            total = add(term.name, total, value);
        }
        if (l1 != 0) {
            total = add(L1, total, weighted(norm(predictions.getManager()), (float) l1));
        }
        if (total == null) {
            throw new IllegalStateException(
                    "All weights of the loss are 0 in epoch "
                            + (epoch + 1)
                            + ": nothing could be learned. Give one term a weight");
        }
        return total;
    }

    private NDArray add(String name, NDArray total, NDArray value) {
        last.put(name, value == null ? 0f : value.getFloat());
        if (value == null) {
            return total;
        }
        return total == null ? value : total.add(value);
    }

    private NDArray term(
            Term term, CounterfactualLayout layout, NDList labels, NDList predictions) {
        if (term.of == Of.COUNTERFACTUAL) {
            NDList expected = layout.counterfactual(labels);
            return loss(term, expected, layout.counterfactual(predictions));
        }
        NDArray base = loss(term, layout.base(labels), layout.base(predictions));
        if (term.of == Of.BASE) {
            return base;
        }
        NDArray source = loss(term, layout.source(labels, 0), layout.source(predictions, 0));
        return weighted(base.add(source), .5f);
    }

    private NDArray loss(Term term, NDList labels, NDList predictions) {
        return term.output == ALL
                ? loss.evaluate(labels, predictions)
                : loss.evaluate(
                        new NDList(labels.get(term.output)),
                        new NDList(predictions.get(term.output)));
    }

    /** What comes from parameters would stay with the model: the arrays belong to the step. */
    private NDArray norm(NDManager step) {
        NDArray sum = null;
        for (Parameter parameter : network.getParameters().values()) {
            NDArray sizes = parameter.getArray().abs();
            sizes.attach(step);
            sum = sum == null ? sizes.sum() : sum.add(sizes.sum());
        }
        return sum;
    }

    private static NDArray weighted(NDArray term, float weight) {
        // The factor lives as long as the term; mul(Number) would close it before the backward
        // pass reads it.
        return weight == 1f ? term : term.mul(term.getManager().create(weight));
    }
}
