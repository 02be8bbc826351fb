/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionCall;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.site.Site;
import io.github.djliit.statistics.Bootstrap;
import io.github.djliit.tensor.Finite;
import io.github.djliit.training.Agreement;
import io.github.djliit.training.AnswerCriterion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Two hypotheses about one network, and the experiment between them: an interchange at sites that
 * both explain, on pairs for which they foresee different outcomes.
 *
 * <p>Causal models that give the same answers to all inputs may well differ there. An IIA by itself
 * does not tell them apart, since it is high on all pairs in which they agree.
 *
 * <pre>{@code
 * Hypotheses hypotheses = new Hypotheses(block, first, second, Agreement.ofClasses());
 * Comparison comparison = hypotheses.compare(manager, pairs).get(0);
 * comparison.verdict(); // FIRST
 * }</pre>
 *
 * <p>Only telling pairs are run: a source run and a counterfactual for each batch of them. As
 * thread-safe as the network once its settings are made.
 */
public final class Hypotheses {

    private static final int BATCH = 256;
    private static final long SEED = 42;

    private final InterventionBlock network;
    private final Hypothesis first;
    private final Hypothesis second;
    private final AnswerCriterion criterion;
    private final List<Contrast> contrasts;
    private int batchSize = BATCH;
    private Bootstrap bootstrap = Bootstrap.ofSeed(SEED);

    /**
     * Puts two hypotheses against each other.
     *
     * @param network the network
     * @param first a hypothesis, whose encoding makes the inputs
     * @param second another about the same inputs and outputs
     * @param agreement when an output agrees with its label
     * @throws IllegalArgumentException if their inputs differ, their numbers of outputs differ, an
     *     output of both has another place in the second, a variable lives in a subspace, the
     *     network lacks a site, or no sites are aligned to a variable in both
     */
    public Hypotheses(Block network, Hypothesis first, Hypothesis second, Agreement agreement) {
        this.network = new InterventionBlock(network);
        this.first = first;
        this.second = second;
        criterion = AnswerCriterion.of(agreement);
        checkModels(first.model(), second.model());
        criterion.check(first.encoding());
        criterion.check(second.encoding());
        contrasts = findContrasts();
    }

    /**
     * Sets how many pairs run at once (default: 256).
     *
     * @param pairs rows of a batch
     * @return this
     */
    public Hypotheses optBatchSize(int pairs) {
        if (pairs < 1) {
            throw new IllegalArgumentException("The batch size must be positive, found " + pairs);
        }
        batchSize = pairs;
        return this;
    }

    /**
     * Sets how intervals are made (default: of 95%, with seed 42).
     *
     * @param value the bootstrap
     * @return this
     */
    public Hypotheses optBootstrap(Bootstrap value) {
        bootstrap = Objects.requireNonNull(value, "bootstrap");
        return this;
    }

    /**
     * Returns the sites that both explain.
     *
     * @return one contrast for each two variables that have the same sites
     */
    public List<Contrast> contrasts() {
        return contrasts;
    }

    private List<Contrast> findContrasts() {
        List<Contrast> found = new ArrayList<>();
        Map<String, List<Site>> sites = whole(first);
        Map<String, List<Site>> others = whole(second);
        for (Map.Entry<String, List<Site>> one : sites.entrySet()) {
            others.forEach(
                    (variable, places) -> {
                        if (isSame(one.getValue(), places)) {
                            found.add(new Contrast(one.getKey(), variable, places));
                        }
                    });
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "No interchange is foreseen by both hypotheses, since no sites are aligned in"
                            + " both: the first has "
                            + sites
                            + ", the second "
                            + others
                            + ". Align a variable of each to the same sites");
        }
        return List.copyOf(found);
    }

    private Map<String, List<Site>> whole(Hypothesis hypothesis) {
        Alignment alignment = hypothesis.alignment().checkWhole("A comparison of hypotheses");
        return alignment.check(network::resolve).sites();
    }

    private static boolean isSame(List<Site> sites, List<Site> places) {
        return new HashSet<>(sites).equals(new HashSet<>(places));
    }

    /**
     * Returns the pairs whose interchange has different outputs under the two hypotheses. The
     * network is not run.
     *
     * @param contrast one of {@link #contrasts}
     * @param pairs bases and sources
     * @return the telling ones in the same order; none if the pairs cannot tell them apart
     */
    public List<DistinguishingPair> telling(Contrast contrast, List<InputPair> pairs) {
        List<DistinguishingPair> telling = new ArrayList<>();
        for (InputPair pair : pairs) {
            Setting one = interchange(first.model(), contrast.first(), pair);
            Setting other = interchange(second.model(), contrast.second(), pair);
            if (!Objects.deepEquals(outputs(first.model(), one), outputs(second.model(), other))) {
                telling.add(new DistinguishingPair(pair, one, other));
            }
        }
        return telling;
    }

    /**
     * Runs the network on the telling pairs.
     *
     * @param manager a manager; nothing is left there
     * @param pairs bases and sources
     * @return a comparison for each contrast, in the order of {@link #contrasts}
     * @throws IllegalArgumentException if no pair tells the hypotheses apart
     */
    public List<Comparison> compare(NDManager manager, List<InputPair> pairs) {
        List<List<DistinguishingPair>> telling =
                contrasts.stream().map(contrast -> telling(contrast, pairs)).toList();
        if (telling.stream().allMatch(List::isEmpty)) {
            throw new IllegalArgumentException(
                    ("These %s pairs cannot tell %s from %s: an interchange at %s has the same"
                                    + " outputs under both. Give other pairs, or align other"
                                    + " variables")
                            .formatted(
                                    pairs.size(),
                                    first.model().name(),
                                    second.model().name(),
                                    contrasts.stream().map(Contrast::sites).toList()));
        }
        List<Comparison> comparisons = new ArrayList<>();
        for (int i = 0; i < telling.size(); i++) {
            comparisons.add(compare(manager, contrasts.get(i), telling.get(i), pairs.size()));
        }
        return comparisons;
    }

    private Comparison compare(
            NDManager manager, Contrast contrast, List<DistinguishingPair> telling, long pairs) {
        long followFirst = 0;
        long followSecond = 0;
        long onlyFirst = 0;
        long onlySecond = 0;
        long notFinite = 0;
        for (int from = 0; from < telling.size(); from += batchSize) {
            int to = Math.min(from + batchSize, telling.size());
            boolean[][] agree = agree(manager, contrast, telling.subList(from, to));
            for (int row = 0; row < to - from; row++) {
                followFirst += agree[0][row] ? 1 : 0;
                followSecond += agree[1][row] ? 1 : 0;
                onlyFirst += agree[0][row] && !agree[1][row] ? 1 : 0;
                onlySecond += agree[1][row] && !agree[0][row] ? 1 : 0;
                notFinite += agree[2][row] ? 0 : 1;
            }
        }
        return new Comparison(
                contrast,
                pairs,
                bootstrap.share(followFirst, telling.size()),
                bootstrap.share(followSecond, telling.size()),
                bootstrap.share(onlyFirst, onlyFirst + onlySecond),
                notFinite);
    }

    /**
     * Returns for each row whether the network agrees with the first, whether with the second, and
     * whether its outputs are finite.
     */
    private boolean[][] agree(NDManager manager, Contrast contrast, List<DistinguishingPair> rows) {
        try (NDManager scope = manager.newSubManager()) {
            NDList base = inputs(scope, rows, pair -> pair.pair().base());
            NDList source = inputs(scope, rows, pair -> pair.pair().source());
            InterventionCall call =
                    InterventionCall.builder(plan(contrast), base)
                            .addSource(source)
                            .optBase(false)
                            .build();
            try (InterventionResult result = network.intervene(call)) {
                NDList found = result.counterfactual();
                return new boolean[][] {
                    criterion.agree(labels(scope, first, rows, DistinguishingPair::first), found),
                    criterion.agree(labels(scope, second, rows, DistinguishingPair::second), found),
                    Finite.rows(found, rows.size())
                };
            }
        }
    }

    private NDList inputs(
            NDManager scope,
            List<DistinguishingPair> rows,
            Function<DistinguishingPair, Setting> side) {
        List<Setting> settings = rows.stream().map(side).map(first.model()::run).toList();
        return first.encoding().checked().inputs(scope, settings);
    }

    private static NDList labels(
            NDManager scope,
            Hypothesis hypothesis,
            List<DistinguishingPair> rows,
            Function<DistinguishingPair, Setting> outcome) {
        return hypothesis.encoding().checked().labels(scope, rows.stream().map(outcome).toList());
    }

    private static InterventionPlan plan(Contrast contrast) {
        List<Intervention> interventions =
                contrast.sites().stream()
                        .map(site -> Intervention.of(site, Edit.interchange()))
                        .toList();
        return new InterventionPlan(interventions, List.of());
    }

    private static Setting interchange(CausalModel model, String variable, InputPair pair) {
        return model.interchange(pair.base(), model.variable(variable), model.run(pair.source()));
    }

    private static List<Object> outputs(CausalModel model, Setting setting) {
        List<Object> values = new ArrayList<>();
        model.outputs().forEach(output -> values.add(setting.value(output)));
        return values;
    }

    private static void checkModels(CausalModel first, CausalModel second) {
        boolean isAlike =
                new HashSet<Variable<?>>(first.inputs()).equals(new HashSet<>(second.inputs()))
                        && first.outputs().size() == second.outputs().size();
        if (!isAlike) {
            throw new IllegalArgumentException(
                    ("Two hypotheses have the same inputs and as many outputs, but %s has %s and"
                                    + " %s, %s has %s and %s")
                            .formatted(
                                    first.name(),
                                    first.inputs(),
                                    first.outputs(),
                                    second.name(),
                                    second.inputs(),
                                    second.outputs()));
        }
        checkPlaces(first, second);
    }

    /** Outputs are compared by place, as labels are; those of one name are then no others. */
    private static void checkPlaces(CausalModel first, CausalModel second) {
        List<String> names = first.outputs().stream().map(Variable::name).toList();
        List<String> others = second.outputs().stream().map(Variable::name).toList();
        for (int i = 0; i < names.size(); i++) {
            int place = others.indexOf(names.get(i));
            if (place >= 0 && place != i) {
                throw new IllegalArgumentException(
                        ("Two hypotheses have their outputs in the same order, that of the"
                                        + " network, but %s has %s, %s has %s: '%s' is output %s"
                                        + " and output %s. Name them in one order")
                                .formatted(
                                        first.name(),
                                        names,
                                        second.name(),
                                        others,
                                        names.get(i),
                                        i,
                                        place));
            }
        }
    }
}
