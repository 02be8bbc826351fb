/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.json.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What figures were measured on: digests (SHA-256) of alignment, pairs and network.
 *
 * <p>A figure is shown of a model only if all three are those of the model, see {@link
 * ModelDirectory#untied}. In {@code model.json} and in {@code metrics.jsonl} they are the object
 * {@code measured_on} beside the figures:
 *
 * <ul>
 *   <li>{@code alignment}: of the JSON form of the alignment without white space, in which the
 *       weights of featurizers stand, too;
 *   <li>{@code pairs}: of recipe, seed, number of pairs for each variable and settings, from which
 *       the pairs follow; what only says how long and where was trained is left out;
 *   <li>{@code network}: of the bytes of the files that hold the network; not there before it is
 *       written.
 * </ul>
 *
 * @param alignment the digest of the alignment
 * @param pairs the digest of the pairs
 * @param network the digest of the network, if it was written
 */
public record MeasuredOn(String alignment, String pairs, Optional<String> network) {

    /** What it is called beside figures. */
    static final String KEY = "measured_on";

    private static final String ALIGNMENT = "alignment";
    private static final String PAIRS = "pairs";
    private static final String NETWORK = "network";
    private static final String PREFIX = "sha256:";

    /** Settings that no pair depends on, and that change when a training goes on. */
    private static final Set<String> NOT_OF_PAIRS = Set.of("epochs", "eval_freq", "device");

    /**
     * Reads it beside figures.
     *
     * @param figures the JSON object with the figures
     * @return what they were measured on; empty where that is not recorded
     */
    public static Optional<MeasuredOn> read(JsonNode figures) {
        return figures.find(KEY)
                .map(
                        json ->
                                new MeasuredOn(
                                        json.get(ALIGNMENT).string(),
                                        json.get(PAIRS).string(),
                                        json.find(NETWORK).map(JsonNode::string)));
    }

    /** Returns the same with the digest of the network. */
    MeasuredOn withNetwork(String digest) {
        return new MeasuredOn(alignment, pairs, Optional.of(digest));
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty(ALIGNMENT, alignment);
        json.addProperty(PAIRS, pairs);
        network.ifPresent(digest -> json.addProperty(NETWORK, digest));
        return json;
    }

    /**
     * Compares what figures were measured on with what they are to be shown of.
     *
     * @param shown what they are to be shown of, the network among it
     * @return why they are not figures of that, as half a sentence; empty if they are
     */
    Optional<String> mismatch(MeasuredOn shown) {
        Map<String, Boolean> isOther = new LinkedHashMap<>();
        isOther.put("another alignment", !alignment.equals(shown.alignment));
        isOther.put("other parameters of the network", !network.equals(shown.network));
        isOther.put("other pairs or settings", !pairs.equals(shown.pairs));
        List<String> others = isOther.keySet().stream().filter(isOther::get).toList();
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of("they were measured with " + String.join(", and ", others));
    }

    /**
     * Returns the digest of an alignment.
     *
     * @return the digest; empty where a featurizer of the caller's own has no JSON form, so that
     *     nothing can be tied to it
     */
    public static Optional<String> digest(Alignment alignment) {
        String json;
        try {
            json = alignment.toJson();
        } catch (IllegalStateException e) {
            return Optional.empty();
        }
        return Optional.of(digest(JsonParser.parseString(json)));
    }

    /**
     * Returns the digest of pairs.
     *
     * @param recipe the name of the recipe
     * @param settings its settings
     * @param seed the seed of the pairs
     * @param count how many there are of each variable
     * @param isRightOnly whether pairs were left out that the network was wrong on to begin with
     */
    static String digest(
            String recipe, JsonObject settings, long seed, long count, boolean isRightOnly) {
        JsonObject json = new JsonObject();
        json.addProperty("recipe", recipe);
        json.addProperty("seed", seed);
        json.addProperty("pairs", count);
        json.addProperty("right_only", isRightOnly);
        JsonObject kept = settings.deepCopy();
        NOT_OF_PAIRS.forEach(kept::remove);
        json.add("settings", kept);
        return digest(json);
    }

    /** Returns settings as {@code model.json} has them. */
    static JsonObject json(Config settings) {
        String text = settings.root().render(ConfigRenderOptions.concise());
        return JsonParser.parseString(text).getAsJsonObject();
    }

    /**
     * Returns the digest of the files of a network.
     *
     * @param files the files
     * @throws UncheckedIOException if one cannot be read
     */
    static String digest(List<Path> files) {
        MessageDigest digest = sha256();
        for (Path file : files.stream().sorted().toList()) {
            try {
                digest.update(Files.readAllBytes(file));
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read " + file + ": " + IoErrors.of(e), e);
            }
        }
        return text(digest);
    }

    private static String digest(JsonElement json) {
        MessageDigest digest = sha256();
        digest.update(sorted(json).toString().getBytes(StandardCharsets.UTF_8));
        return text(digest);
    }

    /** The order of keys says nothing; that of a list does. */
    private static JsonElement sorted(JsonElement json) {
        if (!json.isJsonObject()) {
            return json;
        }
        Map<String, JsonElement> entries = new TreeMap<>(json.getAsJsonObject().asMap());
        JsonObject sorted = new JsonObject();
        entries.forEach((key, value) -> sorted.add(key, sorted(value)));
        return sorted;
    }

    private static String text(MessageDigest digest) {
        return PREFIX + HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
