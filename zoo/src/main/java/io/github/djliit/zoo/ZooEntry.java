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
import io.github.djliit.causal.Setting;
import io.github.djliit.zoo.language.IndirectObject;
import io.github.djliit.zoo.pvr.PointerModel;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A model of the zoo: what it is called, and what trains it.
 *
 * @param id its name on the command line; in its repository, the name of the artifact
 * @param artifactId its name in {@code Criteria}; twins have the same
 * @param recipe the name of its recipe
 * @param application what it is for
 * @param settings the settings that differ from the recipe's defaults
 * @param properties what a filter of {@code Criteria} may ask for
 * @param pair what its card tells to try it with
 */
record ZooEntry(
        String id,
        String artifactId,
        String recipe,
        Application application,
        Map<String, String> settings,
        Map<String, String> properties,
        DocumentedPair pair) {

    private static final List<ZooEntry> ALL = list();

    /** Returns all models; of twins, the one that was trained by interchanges comes first. */
    static List<ZooEntry> all() {
        return ALL;
    }

    private static List<ZooEntry> list() {
        Application tabular = Application.Tabular.SOFTMAX_REGRESSION;
        DocumentedPair objects = new DocumentedPair(objects(true), objects(false), "left");
        DocumentedPair three = pair(SumInput.of(3, 6, 9), SumInput.of(4, 4, 4), "S");
        DocumentedPair number = pair(SumInput.of(3, 6, 9), SumInput.of(4, 4, 4), "x");
        DocumentedPair four = pair(SumInput.of(1, 2, 3, 4), SumInput.of(5, 6, 7, 8), "S1");
        ZooEntry equality = aligned("equality", tabular, "3", objects);
        ZooEntry sum3 = aligned("sum3", tabular, "3", three);
        return List.of(
                equality,
                equality.withoutIit(objects),
                sum3,
                sum3.withoutIit(number),
                aligned("sum4", tabular, "3", four),
                aligned("sum4-transformer", Application.NLP.TEXT_CLASSIFICATION, "6", four),
                aligned("pvr", Application.CV.IMAGE_CLASSIFICATION, "4", grids()),
                aligned("ioi", Application.NLP.TEXT_GENERATION, "4", prompts()));
    }

    private static ZooEntry aligned(
            String name, Application application, String layers, DocumentedPair pair) {
        Map<String, String> properties = Map.of("iit", "true", "layers", layers);
        return new ZooEntry(name, name, name, application, Map.of(), properties, pair);
    }

    private ZooEntry withoutIit(DocumentedPair its) {
        Map<String, String> without = Map.of("iit", "false");
        Map<String, String> all = new TreeMap<>(properties);
        all.putAll(without);
        return new ZooEntry(id + "-no-iit", artifactId, recipe, application, without, all, its);
    }

    private static DocumentedPair pair(TaskInput base, TaskInput source, String variable) {
        return new DocumentedPair(base.toSetting(), source.toSetting(), variable);
    }

    /** Two pairs of objects, the first of equal ones or not, the second of two that differ. */
    private static Setting objects(boolean isLeftEqual) {
        float[] a = {.1f, .2f, -.3f, .4f};
        float[] b = isLeftEqual ? a : new float[] {-.2f, .1f, .3f, -.1f};
        float[] c = {.4f, -.1f, .2f, -.4f};
        float[] d = {-.3f, .3f, -.2f, .1f};
        return EqualityInput.of(a, b, c, d).toSetting();
    }

    /** A pointer at the bottom right gives way to one at the top right. */
    private static DocumentedPair grids() {
        return new DocumentedPair(
                PointerModel.grid(-1, 8, 5, 7, 2), PointerModel.grid(-2, 3, 6, 0, 1), "TL");
    }

    private static DocumentedPair prompts() {
        return new DocumentedPair(
                IndirectObject.read("when Mary and Adam went to the store, Adam gave a ring to"),
                IndirectObject.read("when Hugo and Vera went to the museum, Hugo gave a coin to"),
                "target");
    }

    /**
     * Returns a model by its name on the command line.
     *
     * @throws IllegalArgumentException if there is none; the message names the near ones
     */
    static ZooEntry get(String id) {
        return new Registry<>(ALL, ZooEntry::id, "model %s in the zoo").get(id);
    }

    /** Returns where a repository has it. */
    MRL mrl(Repository repository) {
        return MRL.model(
                repository, application, IitModelZoo.GROUP, artifactId, IitModelZoo.VERSION, id);
    }
}
