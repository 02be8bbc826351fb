/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

import io.github.djliit.alignment.Alignment;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jgrapht.alg.matching.KuhnMunkresMinimalWeightBipartitePerfectMatching;
import org.jgrapht.graph.DefaultWeightedEdge;
import org.jgrapht.graph.SimpleWeightedGraph;

/**
 * Gives each of several variables a site of its own, such that the sum of their IIA is the highest:
 * an alignment to start interchange intervention training from.
 *
 * <p>The best assignment, not a greedy one, is found by the algorithm of Kuhn and Munkres.
 * Stateless.
 */
public final class Assignment {

    private Assignment() {}

    /**
     * Assigns the variables of a sweep.
     *
     * @param tables the tables of the variables, all of the same candidates, whose sites have
     *     nothing in common, as blocks of units of one layer
     * @return the alignment, in the order of the tables
     * @throws IllegalArgumentException if there are more variables than sites, the tables are of
     *     different sites, a cell has no pair, or the best sites of two variables share units
     */
    public static Alignment of(Collection<SweepTable> tables) {
        List<SweepTable> variables = List.copyOf(tables);
        int sites = variables.isEmpty() ? 0 : variables.get(0).cells().size();
        check(variables, sites);
        int[] chosen = match(variables, sites);
        Alignment.Builder alignment = Alignment.builder();
        for (int v = 0; v < variables.size(); v++) {
            SweepTable table = variables.get(v);
            Site site = table.cells().get(chosen[v]).candidate().site();
            alignment.align(table.variable(), site.toString());
        }
        return apart(alignment.build());
    }

    private static Alignment apart(Alignment chosen) {
        try {
            return chosen.checkApart(chosen.variables());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Expected a sweep over sites that have nothing in common, found for the best: "
                            + e.getMessage(),
                    e);
        }
    }

    /** Returns for each row, of which there are as many as sites, the number of its site. */
    private static int[] match(List<SweepTable> variables, int sites) {
        var graph =
                new SimpleWeightedGraph<Integer, DefaultWeightedEdge>(DefaultWeightedEdge.class);
        Set<Integer> rows = new LinkedHashSet<>();
        Set<Integer> columns = new LinkedHashSet<>();
        for (int i = 0; i < sites; i++) {
            rows.add(i);
            columns.add(sites + i);
            graph.addVertex(i);
            graph.addVertex(sites + i);
        }
        for (int row : rows) {
            for (int column : columns) {
                // Rows beyond the variables take what is left, and count for nothing.
                double iia = row < variables.size() ? iia(variables.get(row), column - sites) : 0;
                graph.setEdgeWeight(graph.addEdge(row, column), 1 - iia);
            }
        }
        var matching =
                new KuhnMunkresMinimalWeightBipartitePerfectMatching<>(graph, rows, columns)
                        .getMatching();
        int[] chosen = new int[sites];
        for (DefaultWeightedEdge edge : matching) {
            int source = graph.getEdgeSource(edge);
            int target = graph.getEdgeTarget(edge);
            chosen[Math.min(source, target)] = Math.max(source, target) - sites;
        }
        return chosen;
    }

    private static double iia(SweepTable table, int site) {
        SweepTable.Cell cell = table.cells().get(site);
        double iia = cell.figures().iia();
        if (Double.isNaN(iia)) {
            throw new IllegalArgumentException(
                    "The variable '%s' has no IIA at %s, where no pair was judged: sweep with more pairs"
                            .formatted(table.variable(), cell.candidate().site()));
        }
        return iia;
    }

    private static void check(List<SweepTable> variables, int sites) {
        Set<List<Site>> different = new HashSet<>();
        for (SweepTable table : variables) {
            List<Site> own = new ArrayList<>();
            table.cells().forEach(cell -> own.add(cell.candidate().site()));
            different.add(own);
        }
        if (different.size() != 1) {
            throw new IllegalArgumentException(
                    "Expected tables of one sweep, found tables of "
                            + different.size()
                            + " lists of sites");
        }
        if (variables.size() > sites) {
            throw new IllegalArgumentException(
                    variables.size()
                            + " variables cannot have sites of their own among "
                            + sites
                            + ": sweep over more sites, or smaller ones");
        }
    }
}
