/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDList;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.json.JsonFormatException;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.site.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * An alignment in a file, as {@code iit align --out} writes it and a model directory has it.
 *
 * <p>What does not fit a model is refused with the file and the JSON pointer of the fault.
 *
 * @param file the file
 * @param alignment what it holds
 */
public record AlignmentFile(Path file, Alignment alignment) {

    /**
     * Reads a file.
     *
     * @param file the file
     * @return the alignment in it
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if there is no such file, or it holds no alignment
     */
    public static AlignmentFile read(Path file) throws IOException {
        return new AlignmentFile(file, TextFile.read(file, Alignment::fromJson));
    }

    /**
     * Returns the interchange of some variables by this alignment.
     *
     * @param sources the index of the source for each variable
     * @param network the network, initialised
     * @param inputs inputs of it, on which the interchanges are tried
     * @return the plan
     * @throws IllegalArgumentException if one is not aligned, or the alignment does not fit
     */
    public InterventionPlan plan(
            Map<String, Integer> sources, InterventionBlock network, NDList inputs) {
        fault("/variables", () -> alignment.restrictedTo(sources.keySet()));
        return check(network, inputs).alignment().plan(sources);
    }

    /**
     * Checks that every aligned variable is one of a causal model's.
     *
     * @param model the causal model
     * @return this
     * @throws IllegalArgumentException if there is none, or the model lacks one
     */
    public AlignmentFile check(CausalModel model) {
        if (alignment.sites().isEmpty()) {
            fault("/variables", () -> alignment.check(model));
        }
        List<String> variables = alignment.variables();
        for (int i = 0; i < variables.size(); i++) {
            Alignment own = alignment.restrictedTo(List.of(variables.get(i)));
            fault("/variables/" + i + "/variable", () -> own.check(model));
        }
        return this;
    }

    /**
     * Checks that every site is in a network.
     *
     * @param network the network
     * @return the same with full paths
     * @throws IllegalArgumentException if it is empty, or the network lacks a site
     */
    public AlignmentFile check(InterventionBlock network) {
        int number = 0;
        for (List<Site> sites : alignment.sites().values()) {
            String at = "/variables/" + number++ + "/sites/";
            for (int i = 0; i < sites.size(); i++) {
                Site site = sites.get(i);
                String variable = alignment.variables().get(number - 1);
                Alignment own = Alignment.builder().align(variable, site.toString()).build();
                fault(at + i, () -> own.check(network::resolve));
            }
        }
        return new AlignmentFile(
                file, fault("/variables", () -> alignment.check(network::resolve)));
    }

    /**
     * Checks that every site can be interchanged, and that subspaces are as wide as their sites, by
     * interchanges in an example.
     *
     * @param network the network, initialised
     * @param example inputs of one row
     * @return the same with full paths
     * @throws IllegalArgumentException if it is empty, or does not fit the network
     */
    public AlignmentFile check(InterventionBlock network, NDList example) {
        AlignmentFile resolved = check(network);
        int number = 0;
        for (Map.Entry<String, List<Site>> entry : resolved.alignment.sites().entrySet()) {
            String at = "/variables/" + number++;
            Alignment own = resolved.alignment.restrictedTo(List.of(entry.getKey()));
            for (int i = 0; i < entry.getValue().size(); i++) {
                Site site = entry.getValue().get(i);
                Alignment whole =
                        Alignment.builder().align(entry.getKey(), site.toString()).build();
                fault(at + "/sites/" + i, () -> run(network, whole, example));
                if (!own.subspaces().isEmpty()) {
                    Alignment part =
                            Alignment.builder()
                                    .align(
                                            entry.getKey(),
                                            Map.of(
                                                    site,
                                                    own.subspaces().get(entry.getKey()).get(i)))
                                    .build();
                    fault(at + "/subspaces/" + i, () -> run(network, part, example));
                }
            }
        }
        return resolved;
    }

    private static Void run(InterventionBlock network, Alignment one, NDList example) {
        Map<String, Integer> source = Map.of(one.variables().get(0), 0);
        try {
            network.intervene(one.plan(source), example, new NDList(example)).close();
            return null;
        } catch (IllegalStateException | EngineException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Lets a complaint start with the file and the place in it. */
    private <T> T fault(String pointer, Supplier<T> check) {
        try {
            return check.get();
        } catch (IllegalArgumentException e) {
            String message = JsonFormatException.line(pointer, e.getMessage());
            throw new IllegalArgumentException(file + ": " + message, e);
        }
    }
}
