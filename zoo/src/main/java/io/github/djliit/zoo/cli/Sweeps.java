/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.analysis.Candidate;
import io.github.djliit.analysis.Sweep;
import io.github.djliit.analysis.SweepTable;
import io.github.djliit.zoo.FreshPairs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Sweeps of the variables of a recipe's model, each judged by the output of its own task.
 *
 * @param fresh draws the pairs
 * @param model the model
 * @param alignment the alignment of the model, which tells the task of a variable
 * @param candidates the sites to try
 */
record Sweeps(FreshPairs fresh, Model model, Alignment alignment, List<Candidate> candidates) {

    /**
     * Sweeps variables, those of one output together.
     *
     * @param variables their names
     * @param pairs how many pairs, all variables together
     * @param listener is told of the interchanges that were made
     * @return the table of each variable by its name, output by output
     */
    Map<String, SweepTable> run(List<String> variables, int pairs, IntConsumer listener) {
        Map<String, SweepTable> tables = new LinkedHashMap<>();
        try (NDManager manager = model.getNDManager().newSubManager()) {
            fresh.byOutput(variables, alignment)
                    .forEach(
                            (output, some) -> {
                                int share = Math.max(1, pairs * some.size() / variables.size());
                                tables.putAll(
                                        sweep(output, listener)
                                                .run(
                                                        manager,
                                                        fresh.get(
                                                                FreshPairs.Use.SWEEP,
                                                                some,
                                                                share)));
                            });
        }
        return tables;
    }

    private Sweep sweep(int output, IntConsumer listener) {
        return Sweep.builder()
                .setNetwork(model.getBlock())
                .setCandidates(candidates)
                .optAgreement(fresh.recipe().agreement())
                .optOutput(output)
                .optListener(listener)
                .build();
    }
}
