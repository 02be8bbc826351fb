/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.generation;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Which rows of a request run as one batch: as many as get there what they get alone.
 *
 * <p>All, if padding changes nothing; else those of the same lengths, base and sources; else each
 * row for itself.
 */
final class RowGroups {

    private final LanguageModel model;
    private final NDManager manager;
    private final GenerationRequest request;

    /** The base, and the sources that run. */
    private final List<Prompts> prompts = new ArrayList<>();

    RowGroups(LanguageModel model, NDManager manager, GenerationRequest request) {
        this.model = model;
        this.manager = manager;
        this.request = request;
        prompts.add(request.prompts());
        for (GenerationSource source : request.sources()) {
            if (source instanceof GenerationSource.OfPrompts of) {
                prompts.add(of.prompts());
            }
        }
    }

    /** Returns the rows of each batch, ascending. */
    List<int[]> rows() {
        int[] all = IntStream.range(0, request.prompts().size()).toArray();
        if (canRun(all)) {
            return List.of(all);
        }
        List<int[]> groups = new ArrayList<>();
        for (int[] group : byLengths()) {
            if (canRun(group)) {
                groups.add(group);
            } else {
                IntStream.of(group).forEach(row -> groups.add(new int[] {row}));
            }
        }
        return groups;
    }

    private List<int[]> byLengths() {
        Map<List<Integer>, List<Integer>> found = new LinkedHashMap<>();
        for (int i = 0; i < request.prompts().size(); i++) {
            int row = i;
            List<Integer> lengths = prompts.stream().map(p -> p.length(row)).toList();
            found.computeIfAbsent(lengths, l -> new ArrayList<>()).add(row);
        }
        return found.values().stream()
                .map(group -> group.stream().mapToInt(row -> row).toArray())
                .toList();
    }

    private boolean canRun(int[] rows) {
        return prompts.stream().map(of -> of.some(rows)).allMatch(this::canRun);
    }

    private boolean canRun(Prompts batch) {
        boolean mayRun = !batch.isPadded() || model.mayPad(batch.padding());
        return mayRun && model.proof().holds(model, manager, batch, request.config());
    }
}
