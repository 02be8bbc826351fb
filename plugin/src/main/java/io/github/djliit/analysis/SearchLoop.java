/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;
import ai.djl.training.tracker.Tracker;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.Rows;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.training.AdamOptimizer;
import io.github.djliit.training.AnswerCriterion;
import io.github.djliit.training.DivergenceException;
import io.github.djliit.training.IitLoss;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;

/** The loop of a search over epochs and steps. */
final class SearchLoop implements AutoCloseable {

    /** Of epochs with the same IIA a later one is better if its loss is lower by this factor. */
    private static final double LOWER = .99;

    /** A boundary is so soft at first, as a share of the units, and at last, in units. */
    private static final double SOFT = .25;

    private static final double HARD = .1;

    private final SubspaceSearch search;
    private final SubspaceSearch.Builder settings;
    private final int start;
    private final TrainingPairs pairs;
    private final PairSet validation;
    private final NDManager owner;
    private final SearchSpace space;
    private final Tracker rate;
    private final Loss loss;
    private AdamOptimizer adam;
    private int epoch;
    private int steps;
    private int bestEpoch;
    private double bestScore = Double.NEGATIVE_INFINITY;
    private double bestLoss = Double.POSITIVE_INFINITY;
    private Map<String, Tensor> best = Map.of();

    /**
     * Starts from the beginning.
     *
     * @param search the search
     * @param widths how many units each site has
     * @param start the number of the start
     * @param pairs what is learned from
     * @param validation what tells the best epoch
     * @param owner the owner of weights and of everything on the way
     */
    SearchLoop(
            SubspaceSearch search,
            List<Integer> widths,
            int start,
            TrainingPairs pairs,
            PairSet validation,
            NDManager owner) {
        this.search = search;
        this.settings = search.settings();
        this.start = start;
        this.pairs = pairs;
        this.validation = validation;
        this.owner = owner;
        space = new SearchSpace(search.sites(), widths, settings, start);
        space.initialize(owner);
        int stepsOfEpoch = (pairs.size() + settings.batchSize - 1) / settings.batchSize;
        // With weight 1, that tells what of labels and outputs does not fit.
        loss = new IitLoss(settings.loss);
        rate = rate(settings.learningRate, settings.epochs * stepsOfEpoch);
        adam = new AdamOptimizer(rate, 0);
    }

    SearchSpace space() {
        return space;
    }

    int epochs() {
        return epoch;
    }

    int bestEpoch() {
        return bestEpoch;
    }

    /** Whether another start came further in as many epochs. */
    boolean isWorseThan(SearchLoop other) {
        return other.bestScore > bestScore
                || (other.bestScore == bestScore && other.bestLoss < bestLoss);
    }

    /**
     * Searches until an epoch, or until there was no better one for long.
     *
     * @param last the number of epochs at most, those made before among them
     * @param file where the state goes after each epoch; null for nowhere
     * @param print what the state is of
     */
    void run(int last, Path file, String print) {
        if (file != null && epoch > 0) {
            // A start that was chosen has come so far.
            state(print).write(file);
        }
        while (epoch < last && epoch - bestEpoch < settings.patience) {
            double loss = epoch(file);
            double iia = judge(loss);
            if (file != null) {
                state(print).write(file);
            }
            settings.listener.onEpoch(epoch, loss, iia);
        }
    }

    /** Brings the weights of the best epoch back. */
    void takeBest() {
        space.restore("best.", best);
    }

    @Override
    public void close() {
        adam.close();
    }

    /** Falls in a straight line to a tenth at the end. */
    private static Tracker rate(float first, int steps) {
        return step -> first * (1 - .9f * Math.min(step, steps) / steps);
    }

    private double epoch(Path file) {
        int[] order = pairs.order(new SplittableRandom(settings.seed * 31 + epoch));
        InterventionPlan plan = space.trained(temperature());
        double sum = 0;
        int count = 0;
        for (int from = 0; from < order.length; from += settings.batchSize) {
            if (Thread.currentThread().isInterrupted()) {
                throw interrupted(file);
            }
            int to = Math.min(order.length, from + settings.batchSize);
            count++;
            sum += checked(step(plan, Arrays.copyOfRange(order, from, to)), count);
            update();
        }
        steps += count;
        epoch++;
        return sum / count;
    }

    /** Before the update, so that the weights of the best epoch could still be had. */
    private double checked(double loss, int step) {
        if (!Double.isFinite(loss)) {
            String what = "the loss is " + loss;
            throw steps == 0 && step == 1
                    ? DivergenceException.atFirst("The search", what, epoch + 1)
                    : new DivergenceException("The search", what, epoch + 1, step);
        }
        return loss;
    }

    private CancellationException interrupted(Path file) {
        String remedy = "to be able to go on, give the search a file for its state";
        if (settings.state != null) {
            remedy =
                    file == null
                            ? "it was still trying starts, so begin anew"
                            : file + " has the state after epoch " + epoch + ": run it again";
        }
        return new CancellationException(
                "The search was interrupted in epoch " + (epoch + 1) + "; " + remedy);
    }

    /** From soft to hard, by equal factors. */
    private float temperature() {
        double soft = Math.max(1, SOFT * space.widest());
        double share = settings.epochs == 1 ? 1 : epoch / (settings.epochs - 1.0);
        return (float) (soft * Math.pow(HARD / soft, share));
    }

    /** Runs a step forward and back, and returns its loss. */
    private double step(InterventionPlan plan, int... rows) {
        try (NDManager scope = owner.newSubManager();
                GradientCollector collector = owner.getEngine().newGradientCollector()) {
            PairBatch batch = pairs.get(rows, scope);
            List<Rows> selected = new ArrayList<>();
            for (int variable : pairs.variables()) {
                Rows own = TrainingPairs.rows(batch, variable);
                search.sites().forEach(site -> selected.add(own));
            }
            NDList outputs = batch.train(search.network(), plan, selected);
            NDArray loss = loss(batch, outputs, scope);
            backward(collector, loss);
            return loss.getFloat();
        }
    }

    private void backward(GradientCollector collector, NDArray loss) {
        try {
            collector.backward(loss);
        } catch (EngineException e) {
            if (loss.getDataType() != DataType.FLOAT32) {
                throw new IllegalStateException(
                        "A search learns in float32, and the network computes in "
                                + Tensor.nameOf(loss.getDataType())
                                + ": convert it to single precision",
                        e);
            }
            throw new IllegalStateException(
                    "No gradient goes back from the outputs that are judged to "
                            + search.sites()
                            + ": the outputs do not hang on them, or code between them stops"
                            + " gradients, as detach and no_grad do: "
                            + e.getMessage(),
                    e);
        }
    }

    private NDArray loss(PairBatch batch, NDList outputs, NDManager scope) {
        NDList judged = settings.criterion.ofOutputs(outputs);
        NDArray loss = null;
        NDList compared = AnswerCriterion.labelled(batch.expected(), judged);
        for (int i = 0; i < compared.size(); i++) {
            NDArray one =
                    this.loss.evaluate(
                            new NDList(batch.expected().get(i)), new NDList(compared.get(i)));
            loss = loss == null ? one : loss.add(one);
        }
        for (NDArray boundary : space.boundaries()) {
            NDArray price = scope.create(new float[] {settings.boundaryPenalty});
            // Beyond its clamp a boundary means no more, and must not pay off.
            loss = loss.add(boundary.clip(0, 1).mul(price).sum());
        }
        return loss;
    }

    private void update() {
        for (Parameter parameter : space.parameters()) {
            try (NDArray gradient = parameter.getArray().getGradient()) {
                adam.update(parameter.getId(), parameter.getArray(), gradient);
            }
        }
    }

    /** Measures the validation pairs, and keeps the weights if there are no better ones. */
    private double judge(double loss) {
        double iia = 0;
        double price = 0;
        for (String variable : settings.dimensions.keySet()) {
            iia += validation.measure(variable, space.present(variable)).iia();
            price += settings.boundless ? settings.boundaryPenalty * space.share(variable) : 0;
        }
        double score = (iia - price) / settings.dimensions.size();
        if (score > bestScore || (score == bestScore && loss < LOWER * bestLoss)) {
            bestScore = score;
            bestLoss = loss;
            bestEpoch = epoch;
            best = space.save("best.");
        }
        return iia / settings.dimensions.size();
    }

    private SearchState state(String print) {
        Map<String, Tensor> arrays = new LinkedHashMap<>(space.save("weight."));
        arrays.putAll(best);
        arrays.putAll(adam.save(space.parameters()));
        return new SearchState(print, start, epoch, steps, bestEpoch, bestScore, bestLoss, arrays);
    }

    /** Goes on from a state of the same start. */
    void restore(SearchState from) {
        epoch = from.epoch();
        steps = from.steps();
        bestEpoch = from.bestEpoch();
        bestScore = from.bestScore();
        bestLoss = from.bestLoss();
        space.restore("best.", from.arrays());
        best = space.save("best.");
        space.restore("weight.", from.arrays());
        adam.close();
        adam = new AdamOptimizer(rate, steps);
        adam.restore(space.parameters(), from.arrays());
    }
}
