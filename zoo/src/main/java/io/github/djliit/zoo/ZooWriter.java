/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.Model;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.typesafe.config.Config;
import io.github.djliit.alignment.Alignment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Writes the zoo's repository, in DJL's layout: models, their cards, and the metadata with
 * checksums.
 *
 * @param root the folder where the layout starts
 */
public record ZooWriter(Path root) {

    private static final String README = ServingDirectory.README;

    /**
     * Returns what retraining a model makes.
     *
     * @param id the name of the model in the zoo
     * @param settings the settings it is trained with
     * @return the origin
     */
    public static Origin origin(String id, Config settings) {
        String recipe = ZooEntry.get(id).recipe();
        return new Origin(Origin.Kind.ZOO, recipe, settings, Optional.empty());
    }

    /**
     * Returns where a model goes.
     *
     * @param id the name of the model in the zoo
     * @return its folder in the repository
     */
    public Path folder(String id) {
        return folder(ZooEntry.get(id));
    }

    private OutFolder open(String id, Config settings) throws IOException {
        return OutFolder.open(folder(id), origin(id, settings), false);
    }

    /**
     * Checks that a model could be written, and leaves no trace.
     *
     * @param id the name of the model in the zoo
     * @throws IOException if it cannot
     * @throws IllegalArgumentException if something would be lost
     */
    public void checkWritable(String id) throws IOException {
        open(id, BundledModels.settings(id)).close();
    }

    /**
     * Writes a model, and the metadata of it and its twins anew.
     *
     * @param id the name of the model in the zoo
     * @param model the trained model
     * @param card its description
     * @throws IOException if a file cannot be written
     */
    public void write(String id, Model model, ModelCard card) throws IOException {
        Recipe recipe = Recipes.get(card.recipe());
        try (OutFolder folder = open(id, card.settings(recipe))) {
            write(folder, id, model, card);
        }
    }

    /**
     * Writes a model to its folder, and the metadata of it and its twins anew.
     *
     * @param folder the open folder of the model
     * @param id the name of the model in the zoo
     * @param model the trained model
     * @param card its description
     * @throws IOException if a file cannot be written
     */
    public void write(OutFolder folder, String id, Model model, ModelCard card) throws IOException {
        ZooEntry entry = ZooEntry.get(id);
        Recipe recipe = Recipes.get(entry.recipe());
        Alignment alignment = recipe.alignment(card.settings(recipe));
        try (AtomicDirectory directory = folder.replace()) {
            ModelDirectory.writeFiles(directory.path(), model, card, alignment, "");
            writePapers(entry, ModelDirectory.open(directory.path()));
            directory.commit();
        }
        writeMetadata(entry);
    }

    /**
     * Writes what follows from the other files of a model: its card for people, a plan for each
     * variable, and the metadata of it and its twins.
     *
     * @param id the name of a model that was written
     * @throws IOException if a file cannot be read or written
     */
    public void describe(String id) throws IOException {
        ZooEntry entry = ZooEntry.get(id);
        writePapers(entry, ModelDirectory.open(folder(entry)));
        writeMetadata(entry);
    }

    private static void writePapers(ZooEntry entry, ModelDirectory written) throws IOException {
        Path folder = written.path();
        Alignment alignment = written.alignment();
        Files.writeString(folder.resolve(README), ModelCardText.of(entry, written));
        Path plans = Files.createDirectories(folder.resolve(ModelDirectory.PLANS));
        for (String variable : alignment.variables()) {
            String plan = alignment.plan(Map.of(variable, 0)).toJson();
            Files.writeString(plans.resolve(variable + ".json"), plan + "\n");
        }
    }

    private void writeMetadata(ZooEntry entry) throws IOException {
        Path metadata = folder(entry).getParent().getParent().resolve("metadata.json");
        Files.writeString(metadata, metadata(entry, Recipes.get(entry.recipe())));
    }

    /** Returns the model directory of an entry. */
    Path folder(ZooEntry entry) {
        return root.resolve("model")
                .resolve(entry.application().getPath())
                .resolve(IitModelZoo.GROUP.replace('.', '/'))
                .resolve(entry.artifactId())
                .resolve(IitModelZoo.VERSION)
                .resolve(entry.id());
    }

    private String metadata(ZooEntry entry, Recipe recipe) throws IOException {
        JsonObject json = new JsonObject();
        json.addProperty("metadataVersion", "0.2");
        json.addProperty("resourceType", "model");
        json.addProperty("application", entry.application().getPath());
        json.addProperty("groupId", IitModelZoo.GROUP);
        json.addProperty("artifactId", entry.artifactId());
        json.addProperty("name", entry.artifactId());
        json.addProperty("description", recipe.description());
        JsonObject license = new JsonObject();
        license.addProperty("name", "The Apache License, Version 2.0");
        license.addProperty("url", "https://www.apache.org/licenses/LICENSE-2.0");
        JsonObject licenses = new JsonObject();
        licenses.add("license", license);
        json.add("licenses", licenses);
        JsonArray artifacts = new JsonArray();
        for (ZooEntry twin : ZooEntry.all()) {
            if (twin.artifactId().equals(entry.artifactId()) && Files.exists(folder(twin))) {
                artifacts.add(artifact(twin));
            }
        }
        json.add("artifacts", artifacts);
        return new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n";
    }

    private JsonObject artifact(ZooEntry entry) throws IOException {
        JsonObject artifact = new JsonObject();
        artifact.addProperty("version", IitModelZoo.VERSION);
        artifact.addProperty("name", entry.id());
        artifact.add("properties", object(entry.properties()));
        artifact.add(
                "arguments",
                object(
                        Map.of(
                                "blockFactory",
                                RecipeBlockFactory.class.getName(),
                                "translatorFactory",
                                RecipeTranslatorFactory.class.getName())));
        Recipe recipe = Recipes.get(entry.recipe());
        artifact.add("options", object(NetworkFile.of(recipe).options()));
        JsonObject items = new JsonObject();
        Path folder = folder(entry);
        for (Path file : files(folder)) {
            String name = folder.relativize(file).toString().replace('\\', '/');
            byte[] bytes = Files.readAllBytes(file);
            JsonObject item = new JsonObject();
            item.addProperty("uri", IitModelZoo.VERSION + "/" + entry.id() + "/" + name);
            item.addProperty("name", name);
            item.addProperty("sha1Hash", CachedFiles.sha1(bytes));
            item.addProperty("size", bytes.length);
            items.add(name, item);
        }
        artifact.add("files", items);
        return artifact;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static JsonObject object(Map<String, String> values) {
        JsonObject json = new JsonObject();
        values.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(value -> json.addProperty(value.getKey(), value.getValue()));
        return json;
    }
}
