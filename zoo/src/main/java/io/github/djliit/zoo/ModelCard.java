/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import io.github.djliit.json.JsonFormatException;
import io.github.djliit.json.JsonNode;

/**
 * What {@code model.json} says of a model: recipe, settings, figures, versions, meaning.
 *
 * @param recipe the recipe, which also names the network and the causal model
 * @param seed the seed of the run
 * @param json the whole description, as text
 */
public record ModelCard(String recipe, long seed, String json) {

    private static final int VERSION = 1;
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    /**
     * Describes a run.
     *
     * @param recipe the recipe
     * @param settings its settings
     * @param figures the report of the run
     * @param versions the versions of what trained it
     * @return the description
     */
    public static ModelCard of(
            Recipe recipe, Config settings, JsonObject figures, JsonObject versions) {
        JsonObject json = new JsonObject();
        json.addProperty("version", VERSION);
        json.addProperty("recipe", recipe.name());
        json.addProperty("seed", settings.getLong("seed"));
        json.addProperty("causal_model", recipe.causalModel().name());
        json.addProperty("input", recipe.meaning().input());
        json.addProperty("output", recipe.meaning().output());
        json.add("settings", parse(settings));
        json.add("figures", figures);
        json.add("versions", versions);
        return new ModelCard(recipe.name(), settings.getLong("seed"), GSON.toJson(json));
    }

    /**
     * Reads {@code model.json}.
     *
     * @param text its text
     * @return the description
     * @throws JsonFormatException if the text is not a description
     */
    public static ModelCard fromJson(String text) {
        JsonNode root = JsonNode.parse(text);
        root.checkVersion(VERSION);
        root.get("settings").object();
        return new ModelCard(root.get("recipe").string(), root.get("seed").longInteger(), text);
    }

    /**
     * Writes {@code model.json}.
     *
     * @return its text
     */
    public String toJson() {
        return json;
    }

    /**
     * Returns the figures of the run.
     *
     * @return the figures; without any variable if the description has none
     * @throws JsonFormatException if they are no figures
     */
    public RecordedFigures figures() {
        return JsonNode.parse(json)
                .find("figures")
                .map(RecordedFigures::read)
                .orElse(RecordedFigures.NONE);
    }

    /**
     * Returns the settings of the run.
     *
     * @param of the recipe, whose defaults fill what is missing
     * @return all settings
     * @throws IllegalArgumentException if a setting is not right
     */
    public Config settings(Recipe of) {
        JsonElement settings = JsonParser.parseString(json).getAsJsonObject().get("settings");
        try {
            Config read = ConfigFactory.parseString(settings.toString());
            return new RecipeSettings(of).with(read).get();
        } catch (ConfigException | IllegalArgumentException e) {
            throw new IllegalArgumentException("/settings: " + e.getMessage(), e);
        }
    }

    /** Returns what the model was trained from, as far as it can be told. */
    Trained trained() {
        JsonElement settings = JsonParser.parseString(json).getAsJsonObject().get("settings");
        return new Trained(recipe, ConfigFactory.parseString(settings.toString()));
    }

    private static JsonElement parse(Config settings) {
        return JsonParser.parseString(settings.root().render(ConfigRenderOptions.concise()));
    }
}
