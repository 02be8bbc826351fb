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
import ai.djl.training.ParameterStore;
import ai.djl.training.dataset.Batch;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.Rows;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.KeptBase;
import io.github.djliit.site.Site;
import io.github.djliit.training.Agreement;
import io.github.djliit.training.AnswerCriterion;
import io.github.djliit.training.CounterfactualDataset;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Measures the IIA of variables at many sites, one at a time.
 *
 * <p>The sources of a batch of pairs run once, whatever the number of sites, and the bases not at
 * all by themselves; each site then costs the counterfactual pass. Where batches are small, the
 * pairs are run at several sites in one pass, as rows with different plans.
 *
 * <pre>{@code
 * List<Candidate> candidates = Candidates.byPosition(Candidates.layers(network.sites(...)));
 * Map<String, SweepTable> tables =
 *         Sweep.builder().setNetwork(block).setCandidates(candidates).build().run(manager, pairs);
 * double[][] grid = tables.get("left").grid(Figures::iia);
 * }</pre>
 *
 * <p>As thread-safe as the network.
 */
public final class Sweep {

    private final InterventionBlock network;
    private final List<Candidate> candidates;
    private final List<Site> kept;
    private final AnswerCriterion criterion;
    private final int rowsOfPass;
    private final IntConsumer listener;

    private Sweep(Builder builder) {
        network = new InterventionBlock(builder.network);
        candidates = builder.candidates;
        kept = candidates.stream().map(c -> c.site().whole()).distinct().toList();
        criterion = builder.criterion;
        rowsOfPass = builder.rowsOfPass;
        listener = builder.listener;
        network.check(new InterventionPlan(List.of(), kept));
    }

    /**
     * Returns a builder.
     *
     * @return an empty builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Runs the pairs of a dataset at every candidate.
     *
     * @param manager the manager that the batches are made on; nothing is left there
     * @param pairs pairs of one source, with one variable swapped in each
     * @return the table of each variable that was swapped at least once, by its name
     * @throws IllegalArgumentException if no pair's interchange of a variable changes an output, or
     *     a region does not fit
     */
    public Map<String, SweepTable> run(NDManager manager, CounterfactualDataset pairs) {
        criterion.check(pairs);
        List<String> variables = pairs.variables();
        List<AgreementCounts> tallies =
                candidates.stream().map(c -> new AgreementCounts(variables.size())).toList();
        Cells cells = null;
        for (Batch batch : pairs.getData(manager)) {
            try (batch) {
                PairBatch made =
                        PairBatch.of(network, kept, batch.getData(), batch.getLabels(), criterion);
                cells = cells == null ? cells(made.base()) : cells;
                resume(made, cells.alone(), batch.getManager(), tallies);
                runTogether(made, cells.together(), batch.getManager(), tallies);
            }
        }
        return tables(variables, tallies);
    }

    private void runTogether(
            PairBatch pairs,
            List<Integer> others,
            NDManager manager,
            List<AgreementCounts> tallies) {
        int cellsOfPass = mayStack(pairs, manager) ? Math.max(1, rowsOfPass / pairs.rows()) : 1;
        for (int from = 0; from < others.size(); from += cellsOfPass) {
            List<Integer> cells = others.subList(from, Math.min(others.size(), from + cellsOfPass));
            try (NDManager scope = manager.newSubManager()) {
                NDList outputs = pairs.run(network, plan(cells, pairs.rows()), cells.size(), scope);
                for (int i = 0; i < cells.size(); i++) {
                    NDList own = rows(outputs, i, pairs.rows());
                    tallies.get(cells.get(i)).add(pairs, own, criterion);
                }
            }
            listener.accept(cells.size() * pairs.rows());
        }
    }

    /** Whether the pairs of a batch may run several times over in one pass. */
    private boolean mayStack(PairBatch pairs, NDManager manager) {
        long half = Math.max(1, pairs.rows() / 2);
        long rest = Math.max(1, pairs.rows() - half);
        return rowsOfPass >= 2 * pairs.rows()
                && network.mayStack(new ParameterStore(manager, false), pairs.base(), half, rest);
    }

    /**
     * How cells run.
     *
     * @param alone those that run by themselves, each from its site on, since that spares much
     * @param together those that share passes
     */
    private record Cells(List<Integer> alone, List<Integer> together) {}

    /** Tells by the first batch, which is as large as any. */
    private Cells cells(NDList base) {
        Map<Boolean, List<Integer>> byWorth =
                IntStream.range(0, candidates.size())
                        .boxed()
                        .collect(
                                Collectors.partitioningBy(
                                        cell -> network.isWorthResuming(plan(cell), base)));
        return new Cells(byWorth.get(true), byWorth.get(false));
    }

    private void resume(
            PairBatch pairs,
            List<Integer> cells,
            NDManager manager,
            List<AgreementCounts> tallies) {
        if (cells.isEmpty()) {
            return;
        }
        List<InterventionPlan> plans = cells.stream().map(this::plan).toList();
        ParameterStore store = new ParameterStore(manager, false);
        try (KeptBase base = network.keepBase(store, pairs.base(), plans)) {
            for (int i = 0; i < plans.size(); i++) {
                try (NDManager scope = manager.newSubManager()) {
                    NDList outputs = pairs.resume(network, plans.get(i), base, scope);
                    tallies.get(cells.get(i)).add(pairs, outputs, criterion);
                }
                listener.accept(pairs.rows());
            }
        }
    }

    private static NDList rows(NDList outputs, int cell, int rows) {
        NDList own = new NDList(outputs.size());
        outputs.forEach(array -> own.add(array.get(cell * rows + ":" + (cell + 1) * rows)));
        return own;
    }

    private InterventionPlan plan(int cell) {
        return InterventionPlan.of(swap(cell));
    }

    private Intervention swap(int cell) {
        return Intervention.of(candidates.get(cell).site(), Edit.interchange());
    }

    /** Lists an interchange for each cell, on rows of its own. */
    private InterventionPlan plan(List<Integer> cells, int rows) {
        if (cells.size() == 1) {
            return plan(cells.get(0));
        }
        InterventionPlan.Builder plan = InterventionPlan.builder();
        for (int i = 0; i < cells.size(); i++) {
            Rows own = Rows.at(IntStream.range(i * rows, (i + 1) * rows).toArray());
            plan.add(swap(cells.get(i)).withRows(own));
        }
        return plan.build();
    }

    private Map<String, SweepTable> tables(List<String> variables, List<AgreementCounts> tallies) {
        Map<String, SweepTable> tables = new LinkedHashMap<>();
        for (int v = 0; v < variables.size(); v++) {
            if (tallies.get(0).pairs(v) > 0) {
                Impact.check(
                        variables.get(v), tallies.get(0).pairs(v), tallies.get(0).impactful(v));
                List<SweepTable.Cell> cells = new ArrayList<>();
                for (int i = 0; i < tallies.size(); i++) {
                    Figures figures = tallies.get(i).figures(v);
                    cells.add(new SweepTable.Cell(candidates.get(i), figures));
                }
                tables.put(variables.get(v), new SweepTable(variables.get(v), cells));
            }
        }
        return tables;
    }

    /** Collects the settings of a sweep; not thread-safe. */
    public static final class Builder {

        private Block network;
        private List<Candidate> candidates = List.of();
        private AnswerCriterion criterion = AnswerCriterion.of(Agreement.ofClasses());
        private int rowsOfPass = 256;
        private IntConsumer listener = pairs -> {};

        private Builder() {}

        /**
         * Sets the network.
         *
         * @param block the network, initialised
         * @return this builder
         */
        public Builder setNetwork(Block block) {
            network = block;
            return this;
        }

        /**
         * Sets the sites to try.
         *
         * @param sites the candidates, see {@link Candidates}
         * @return this builder
         */
        public Builder setCandidates(List<Candidate> sites) {
            candidates = List.copyOf(sites);
            return this;
        }

        /**
         * Sets when an output agrees with its label (default: by class).
         *
         * @param value the agreement
         * @return this builder
         */
        public Builder optAgreement(Agreement value) {
            criterion = criterion.withAgreement(value);
            return this;
        }

        /**
         * Judges one output only, as of a network with several tasks (default: all).
         *
         * @param index the index of the output, -1 for all
         * @return this builder
         */
        public Builder optOutput(int index) {
            criterion = criterion.withOutput(index);
            return this;
        }

        /**
         * Sets how many rows one pass may have (default: 256): batches of fewer pairs run at
         * several sites in one pass. A network that takes batches of one size only needs 1, which
         * runs each batch as it is.
         *
         * @param rows the number of rows
         * @return this builder
         */
        public Builder optRowsOfPass(int rows) {
            rowsOfPass = rows;
            return this;
        }

        /**
         * Sets who is told of the progress (default: nobody).
         *
         * @param value told after each pass how many interchanges, candidates times pairs, it made
         * @return this builder
         */
        public Builder optListener(IntConsumer value) {
            listener = value;
            return this;
        }

        /**
         * Checks the settings, and the sites against the network.
         *
         * @return the sweep
         * @throws IllegalArgumentException if there is no candidate, or the network lacks one
         */
        public Sweep build() {
            Objects.requireNonNull(network, "setNetwork is required");
            if (candidates.isEmpty()) {
                throw new IllegalArgumentException(
                        "There is no candidate to try: give at least one site, see Candidates");
            }
            if (rowsOfPass < 1) {
                throw new IllegalArgumentException(
                        "A pass has one row or more, found " + rowsOfPass);
            }
            return new Sweep(this);
        }
    }
}
