/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.repository.Artifact;
import com.typesafe.config.Config;
import java.io.IOException;
import java.util.List;

/** The models of the zoo by their names on the command line. Thread-safe. */
public final class BundledModels {

    private static final BundledRepository REPOSITORY = new BundledRepository();

    private BundledModels() {}

    /**
     * Returns the names of all models.
     *
     * @return the names; of twins, the one that was trained by interchanges comes first
     */
    public static List<String> ids() {
        return ZooEntry.all().stream().map(ZooEntry::id).toList();
    }

    /**
     * Unpacks a model, if it is not in DJL's cache yet, and opens it.
     *
     * @param id its name
     * @return its model directory, which is not to be changed
     * @throws IOException if the jar is damaged, or the cache cannot be written
     * @throws IllegalArgumentException if there is no such model; the message names the near ones
     */
    public static ModelDirectory open(String id) throws IOException {
        ZooEntry entry = ZooEntry.get(id);
        Artifact artifact = find(entry);
        if (artifact == null) {
            throw new IOException("The jar of the zoo has no model " + id);
        }
        REPOSITORY.prepare(artifact, null);
        return ModelDirectory.open(REPOSITORY.getResourceDirectory(artifact));
    }

    private static Artifact find(ZooEntry entry) throws IOException {
        return entry.mrl(REPOSITORY).match(null);
    }

    /**
     * Returns whether a model is in the jar, as all are but one that is about to be added.
     *
     * @param id its name
     * @return whether it can be opened
     * @throws IOException if the jar is damaged
     */
    public static boolean has(String id) throws IOException {
        ZooEntry entry = ZooEntry.get(id);
        return BundledRepository.has(entry.mrl(REPOSITORY)) && find(entry) != null;
    }

    /**
     * Returns the recipe that trains a model.
     *
     * @param id its name
     * @return the recipe
     * @throws IllegalArgumentException if there is no such model
     */
    public static Recipe recipe(String id) {
        return Recipes.get(ZooEntry.get(id).recipe());
    }

    /**
     * Returns the settings that a model is trained with.
     *
     * @param id its name
     * @return all settings
     * @throws IllegalArgumentException if there is no such model
     */
    public static Config settings(String id) {
        RecipeSettings settings = new RecipeSettings(recipe(id));
        ZooEntry.get(id).settings().forEach(settings::set);
        return settings.get();
    }
}
