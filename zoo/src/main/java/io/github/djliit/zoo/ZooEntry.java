/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.Application;
import ai.djl.repository.MRL;
import ai.djl.repository.Repository;
import io.github.djliit.site.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A model of the zoo: what it is called, and what trains it.
 *
 * @param id its name on the command line; in its repository, the name of the artifact
 * @param artifactId its name in {@code Criteria}; twins have the same
 * @param recipe the name of its recipe
 * @param application what it is for
 * @param settings the settings that differ from the recipe's defaults
 * @param properties what a filter of {@code Criteria} may ask for
 */
record ZooEntry(
        String id,
        String artifactId,
        String recipe,
        Application application,
        Map<String, String> settings,
        Map<String, String> properties) {

    private static final List<ZooEntry> ALL = list();

    /** Returns all models; of twins, the one that was trained by interchanges comes first. */
    static List<ZooEntry> all() {
        return ALL;
    }

    private static List<ZooEntry> list() {
        Application tabular = Application.Tabular.SOFTMAX_REGRESSION;
        List<ZooEntry> entries = new ArrayList<>();
        entries.addAll(twins("equality", tabular));
        entries.addAll(twins("sum3", tabular));
        entries.add(aligned("sum4", tabular));
        entries.add(aligned("sum4-transformer", Application.NLP.TEXT_CLASSIFICATION));
        return List.copyOf(entries);
    }

    private static List<ZooEntry> twins(String name, Application application) {
        Map<String, String> without = Map.of("iit", "false");
        return List.of(
                aligned(name, application),
                new ZooEntry(name + "-no-iit", name, name, application, without, without));
    }

    private static ZooEntry aligned(String name, Application application) {
        return new ZooEntry(name, name, name, application, Map.of(), Map.of("iit", "true"));
    }

    /**
     * Returns a model by its name on the command line.
     *
     * @throws IllegalArgumentException if there is none; the message names the near ones
     */
    static ZooEntry get(String id) {
        List<String> ids = ALL.stream().map(ZooEntry::id).toList();
        return ALL.stream()
                .filter(entry -> entry.id.equals(id))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "There is no model '"
                                                + id
                                                + "' in the zoo."
                                                + Nearest.hint(id, ids)));
    }

    /** Returns where a repository has it. */
    MRL mrl(Repository repository) {
        return MRL.model(
                repository, application, IitModelZoo.GROUP, artifactId, IitModelZoo.VERSION, id);
    }
}
