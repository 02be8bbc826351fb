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
import io.github.djliit.alignment.Alignment;
import io.github.djliit.json.JsonFormatException;
import io.github.djliit.json.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code model.json} says of a model: recipe, settings, figures, versions, meaning.
 *
 * @param recipe the recipe, which also names the network and the causal model
 * @param seed the seed of the run
 * @param json the whole description, as text
 */
public record ModelCard(String recipe, long seed, String json) {

    private static final int VERSION = 1;
    private static final String FIGURES = "figures";
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    /**
     * Describes a run.
     *
     * @param recipe the recipe
     * @param settings its settings
     * @param report the figures of the run
     * @param versions the versions of what trained it
     * @return the description
     */
    public static ModelCard of(Recipe recipe, Config settings, Report report, JsonObject versions) {
        JsonObject json = new JsonObject();
        json.addProperty("version", VERSION);
        json.addProperty("recipe", recipe.name());
        json.addProperty("seed", settings.getLong("seed"));
        json.addProperty("causal_model", recipe.causalModel().name());
        json.addProperty("input", recipe.meaning().input());
        json.addProperty("output", recipe.meaning().output());
        json.add("settings", MeasuredOn.json(settings));
        json.add(FIGURES, report.json());
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
        checkAgreement(root);
        return new ModelCard(root.get("recipe").string(), root.get("seed").longInteger(), text);
    }

    /** What stands there twice is refused where it differs: one of the two is not the model's. */
    private static void checkAgreement(JsonNode root) {
        JsonNode seed = root.get("seed");
        root.get("settings")
                .find("seed")
                .map(JsonNode::longInteger)
                .ifPresent(of -> checkSame(seed, seed.longInteger(), "/settings/seed", of));
        String recipe = root.get("recipe").string();
        Recipes.all().stream()
                .filter(known -> known.name().equals(recipe))
                .map(known -> known.causalModel().name())
                .forEach(
                        of ->
                                root.find("causal_model")
                                        .ifPresent(m -> checkSame(m, m.string(), "/recipe", of)));
    }

    private static void checkSame(JsonNode node, Object found, String other, Object expected) {
        if (!found.equals(expected)) {
            throw node.fault(
                    "expected %s, as %s tells, found %s".formatted(expected, other, found));
        }
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
     * Returns the figures of the run as they are recorded; {@link ModelDirectory#figures} gives
     * them only where they are those of the model.
     *
     * @return the figures; without any variable if the description has none
     * @throws JsonFormatException if they are no figures
     */
    public RecordedFigures figures() {
        return JsonNode.parse(json)
                .find(FIGURES)
                .map(RecordedFigures::read)
                .orElse(RecordedFigures.NONE);
    }

    /**
     * Returns what the recorded figures were measured on.
     *
     * @return the digests; empty if there are no figures, or they have none
     * @throws JsonFormatException if they are no digests
     */
    public Optional<MeasuredOn> measuredOn() {
        return JsonNode.parse(json).find(FIGURES).flatMap(MeasuredOn::read);
    }

    /**
     * Returns whether the figures of two descriptions are of one alignment, so that they can be
     * compared.
     *
     * @param other the other description
     * @return whether both tell it, and it is the same
     */
    public boolean isMeasuredLike(ModelCard other) {
        Optional<String> own = measuredOn().map(MeasuredOn::alignment);
        return own.isPresent() && own.equals(other.measuredOn().map(MeasuredOn::alignment));
    }

    /** Returns the digest of the pairs that the recorded figures say to be measured on. */
    String pairs() {
        JsonObject card = JsonParser.parseString(json).getAsJsonObject();
        JsonNode figures = JsonNode.parse(json).get(FIGURES);
        return MeasuredOn.digest(
                recipe,
                card.getAsJsonObject("settings"),
                number(figures, "seed"),
                number(figures, "pairs"),
                false);
    }

    /** What is missing makes another digest than any that was recorded. */
    private static long number(JsonNode figures, String key) {
        return figures.find(key).map(JsonNode::longInteger).orElse(-1L);
    }

    /** Returns the description without the figures, which are not those of every alignment. */
    ModelCard withoutFigures() {
        JsonObject card = JsonParser.parseString(json).getAsJsonObject();
        card.remove(FIGURES);
        return new ModelCard(recipe, seed, GSON.toJson(card));
    }

    /** Returns this description with the digest of the network that its figures are of. */
    ModelCard withNetwork(String digest) {
        Optional<MeasuredOn> known = measuredOn();
        if (known.isEmpty() || known.get().network().isPresent()) {
            return this;
        }
        JsonObject card = JsonParser.parseString(json).getAsJsonObject();
        card.getAsJsonObject(FIGURES).add(MeasuredOn.KEY, known.get().withNetwork(digest).toJson());
        return new ModelCard(recipe, seed, GSON.toJson(card));
    }

    /**
     * Returns what pictures and pages of the model are called.
     *
     * @return the name of the recipe, and that it was trained without IIT if it was
     */
    public String title() {
        return recipe + withoutIit().map(how -> ", " + how).orElse("");
    }

    /**
     * Returns how the model was trained, where that is not by interchanges of sites.
     *
     * @return the words {@code trained without IIT}, perhaps with the method; nothing after IIT
     */
    public Optional<String> withoutIit() {
        JsonNode settings = JsonNode.parse(json).get("settings");
        boolean isIit = settings.find("iit").map(JsonNode::truth).orElse(true);
        String method = settings.find("method").map(JsonNode::string).orElse("iit");
        if (isIit && method.equals("iit")) {
            return Optional.empty();
        }
        boolean isNamed = !method.equals("iit") && !method.equals("plain");
        return Optional.of("trained without IIT" + (isNamed ? ", by " + method : ""));
    }

    /**
     * Says which variables of an alignment were trained by interchanges, and whether at its sites.
     *
     * @param alignment the alignment
     * @return a sentence or two
     * @throws IllegalArgumentException if a setting of the run is not right
     */
    public String trained(Alignment alignment) {
        if (withoutIit().isPresent()) {
            return "No variable was trained by interchanges of sites.";
        }
        Recipe of = Recipes.get(recipe);
        Config settings = settings(of);
        List<String> trained = of.trained(settings).variables();
        List<String> others = new ArrayList<>(alignment.variables());
        others.removeAll(trained);
        boolean isSame =
                MeasuredOn.digest(alignment).equals(MeasuredOn.digest(of.alignment(settings)));
        String where = isSame ? "" : ", at the sites of the recipe, which are others than these";
        String rest =
                others.isEmpty() ? "" : " Not trained by any: " + String.join(", ", others) + ".";
        return "Trained by interchanges: " + String.join(", ", trained) + where + "." + rest;
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
}
