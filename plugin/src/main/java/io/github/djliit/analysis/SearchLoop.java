/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.tracker.Tracker;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.Rows;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.training.AdamOptimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;

/** The loop of a search over epochs and steps. */
final class SearchLoop {

    /** A boundary is so soft at first, as a share of the units, and at last, in units. */
    private static final double SOFT = .25;

    private static final double HARD = .1;

    private final SubspaceSearch search;
    private final SubspaceSearch.Builder settings;
    private final SearchSpace space;
    private final TrainingPairs pairs;
    private final PairSet validation;
    private int epoch;
    private int steps;
    private int bestEpoch;
    private double bestScore = Double.NEGATIVE_INFINITY;
    private Map<String, Tensor> best = Map.of();

    SearchLoop(SubspaceSearch search, SearchSpace space, TrainingPairs pairs, PairSet validation) {
        this.search = search;
        this.settings = search.settings();
        this.space = space;
        this.pairs = pairs;
        this.validation = validation;
    }

    int epochs() {
        return epoch;
    }

    int bestEpoch() {
        return bestEpoch;
    }

    /**
     * Searches, from the state if there is one, and leaves the best epoch's weights in the space.
     *
     * @param owner the owner of weights and of everything on the way
     * @param variables the numbers of the variables in the pairs
     */
    void run(NDManager owner, int[] variables) {
        space.initialize(owner);
        String print = SearchPrint.of(search, pairs);
        SearchState from = SearchState.read(settings.state, print);
        int stepsOfEpoch = (pairs.size() + settings.batchSize - 1) / settings.batchSize;
        Tracker rate = rate(settings.learningRate, settings.epochs * stepsOfEpoch);
        try (AdamOptimizer adam = new AdamOptimizer(rate, from == null ? 0 : from.steps())) {
            if (from != null) {
                restore(from, adam);
            }
            while (epoch < settings.epochs && epoch - bestEpoch < settings.patience) {
                double loss = epoch(owner, variables, adam);
                double iia = judge();
                if (settings.state != null) {
                    state(print, adam).write(settings.state);
                }
                settings.listener.onEpoch(epoch, loss, iia);
            }
        }
        space.restore("best.", best);
    }

    /** Falls in a straight line to a tenth at the end. */
    private static Tracker rate(float first, int steps) {
        return step -> first * (1 - .9f * Math.min(step, steps) / steps);
    }

    private double epoch(NDManager owner, int[] variables, AdamOptimizer adam) {
        int[] order = pairs.order(new SplittableRandom(settings.seed * 31 + epoch));
        InterventionPlan plan = space.trained(temperature());
        double sum = 0;
        int count = 0;
        for (int from = 0; from < order.length; from += settings.batchSize) {
            if (Thread.currentThread().isInterrupted()) {
                throw interrupted();
            }
            int to = Math.min(order.length, from + settings.batchSize);
            sum += step(owner, plan, Arrays.copyOfRange(order, from, to), variables);
            update(adam);
            count++;
        }
        steps += count;
        epoch++;
        return sum / count;
    }

    private CancellationException interrupted() {
        return new CancellationException(
                "The search was interrupted in epoch "
                        + (epoch + 1)
                        + (settings.state == null
                                ? ", and kept no state: give it a file to be able to go on"
                                : "; "
                                        + settings.state
                                        + " has the state after epoch "
                                        + epoch
                                        + ": run it again to go on"));
    }

    /** From soft to hard, by equal factors. */
    private float temperature() {
        double soft = Math.max(1, SOFT * space.widest());
        double share = settings.epochs == 1 ? 1 : epoch / (settings.epochs - 1.0);
        return (float) (soft * Math.pow(HARD / soft, share));
    }

    /** Runs a step forward and back, and returns its loss. */
    private double step(NDManager owner, InterventionPlan plan, int[] rows, int[] variables) {
        try (NDManager scope = owner.newSubManager();
                GradientCollector collector = owner.getEngine().newGradientCollector()) {
            PairBatch batch = pairs.get(rows, scope);
            List<Rows> selected = new ArrayList<>();
            for (int variable : variables) {
                Rows own = TrainingPairs.rows(batch, variable);
                search.sites().forEach(site -> selected.add(own));
            }
            NDList outputs = batch.train(search.network(), plan, selected);
            NDArray loss = loss(batch, outputs, scope);
            collector.backward(loss);
            return loss.getFloat();
        }
    }

    private NDArray loss(PairBatch batch, NDList outputs, NDManager scope) {
        NDList judged = PairBatch.judged(outputs, settings.output);
        NDArray loss = null;
        for (int i = 0; i < judged.size(); i++) {
            NDArray one =
                    settings.loss.evaluate(
                            new NDList(batch.expected().get(i)), new NDList(judged.get(i)));
            loss = loss == null ? one : loss.add(one);
        }
        for (NDArray boundary : space.boundaries()) {
            NDArray price = scope.create(new float[] {settings.boundaryPenalty});
            loss = loss.add(boundary.mul(price).sum());
        }
        return loss;
    }

    private void update(AdamOptimizer adam) {
        for (Parameter parameter : space.parameters()) {
            try (NDArray gradient = parameter.getArray().getGradient()) {
                adam.update(parameter.getId(), parameter.getArray(), gradient);
            }
        }
    }

    /** Measures the validation pairs, and keeps the weights if there are no better ones. */
    private double judge() {
        double iia = 0;
        double price = 0;
        for (String variable : settings.dimensions.keySet()) {
            iia += validation.measure(variable, space.present(variable)).iia();
            price += settings.boundless ? settings.boundaryPenalty * space.share(variable) : 0;
        }
        double score = (iia - price) / settings.dimensions.size();
        if (score > bestScore) {
            bestScore = score;
            bestEpoch = epoch;
            best = space.save("best.");
        }
        return iia / settings.dimensions.size();
    }

    private SearchState state(String print, AdamOptimizer adam) {
        Map<String, Tensor> arrays = new LinkedHashMap<>(space.save("weight."));
        arrays.putAll(best);
        arrays.putAll(adam.save(space.parameters()));
        return new SearchState(print, epoch, steps, bestEpoch, bestScore, arrays);
    }

    private void restore(SearchState from, AdamOptimizer adam) {
        epoch = from.epoch();
        steps = from.steps();
        bestEpoch = from.bestEpoch();
        bestScore = from.bestScore();
        best = from.arrays();
        space.restore("best.", best);
        space.restore("weight.", from.arrays());
        adam.restore(space.parameters(), from.arrays());
    }
}
