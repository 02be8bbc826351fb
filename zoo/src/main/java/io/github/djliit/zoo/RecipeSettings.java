/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import io.github.djliit.site.Nearest;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The settings of one run of a recipe: its defaults, a file over them, single settings over that.
 *
 * <p>Each key must be one of the recipe's; each value must have the type of its default.
 */
public final class RecipeSettings {

    /** As HOCON writes them, and as Python does. */
    private static final Set<String> BOOLEANS = Set.of("true", "false", "True", "False");

    private static final Pattern NUMBER =
            Pattern.compile(
                    "[+-]?([0-9]{1,40}\\.?[0-9]{0,40}|\\.[0-9]{1,40})([eE][+-]?[0-9]{1,4})?");

    private final Recipe recipe;
    private Config given = ConfigFactory.empty();
    private Config config;

    /**
     * Starts from the defaults of a recipe.
     *
     * @param recipe the recipe
     */
    public RecipeSettings(Recipe recipe) {
        this.recipe = recipe;
        config = recipe.defaults(given);
    }

    /**
     * Reads settings from a HOCON file.
     *
     * @param file the file
     * @param experiment where the file holds several configurations, the one to take; else null
     * @return these settings
     * @throws IllegalArgumentException if the file cannot be read, or a key or value is not right
     */
    public RecipeSettings read(Path file, String experiment) {
        Config read = ConfigFile.read(file);
        if (experiment != null) {
            return with(ConfigFile.pick(file, read, experiment));
        }
        List<String> names = ConfigFile.names(read);
        if (!names.isEmpty()) {
            throw new IllegalArgumentException(
                    "The file "
                            + file
                            + " holds configurations by name; pick one with --set experiment=NAME: "
                            + String.join(", ", names));
        }
        return with(read);
    }

    /**
     * Puts settings over these.
     *
     * @param settings keys with their values
     * @return these settings
     * @throws IllegalArgumentException if a key or value is not right
     */
    public RecipeSettings with(Config settings) {
        // In their order, so that of several faults always the same is told.
        new TreeMap<>(settings.root()).forEach(this::put);
        return this;
    }

    /**
     * Sets one setting from its text.
     *
     * @param key the key
     * @param text the value; a list is written {@code a,b} or {@code [a, b]}
     * @return these settings
     * @throws IllegalArgumentException if key or value is not right
     */
    public RecipeSettings set(String key, String text) {
        requireKey(key);
        boolean list = config.getValue(key).valueType() == ConfigValueType.LIST;
        put(key, list ? list(text) : ConfigValueFactory.fromAnyRef(text));
        return this;
    }

    /**
     * Returns the settings, checked.
     *
     * @return all keys with their values
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Config get() {
        SettingChecks checks = new SettingChecks(config);
        checks.common();
        checks.alignment(recipe.alignment().variables());
        recipe.check(config);
        recipe.alignment(config);
        TrainedPairs.of(recipe, config);
        return config;
    }

    /**
     * Checks that settings are those of a recipe.
     *
     * @throws IllegalArgumentException if one is missing
     */
    static void requireAll(Recipe recipe, Config settings) {
        Set<String> missing = new TreeSet<>(recipe.defaults(ConfigFactory.empty()).root().keySet());
        missing.removeAll(settings.root().keySet());
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "Expected all settings of the recipe "
                            + recipe.name()
                            + ", missing: "
                            + String.join(", ", missing)
                            + "; take those of new RecipeSettings(recipe).get()");
        }
    }

    private void put(String key, ConfigValue value) {
        requireKey(key);
        ConfigValueType expected = config.getValue(key).valueType();
        ConfigValue typed = typed(value, expected);
        if (typed.valueType() != expected) {
            throw new IllegalArgumentException(
                    "The setting "
                            + key
                            + " must be a "
                            + name(expected)
                            + ", as its default "
                            + config.getValue(key).unwrapped()
                            + "; found "
                            + (value.unwrapped() instanceof String text
                                    ? "'" + text + "'"
                                    : value.unwrapped()));
        }
        given = given.withValue(key, typed);
        config = given.withFallback(recipe.defaults(given));
    }

    private void requireKey(String key) {
        Set<String> known = config.root().keySet();
        if (!known.contains(key)) {
            String near = Nearest.hint(key, known);
            throw new IllegalArgumentException(
                    "The recipe "
                            + recipe.name()
                            + " has no setting '"
                            + key
                            + "'."
                            + (near.isEmpty() ? " Known: " + String.join(", ", known) : near));
        }
    }

    private static ConfigValue list(String text) {
        String inner = text.strip();
        if (inner.startsWith("[[")) {
            return nested(inner);
        }
        if (inner.startsWith("[") && inner.endsWith("]")) {
            inner = inner.substring(1, inner.length() - 1);
        }
        return ConfigValueFactory.fromIterable(
                inner.isBlank()
                        ? List.of()
                        : Arrays.stream(inner.split(",", -1)).map(String::strip).toList());
    }

    private static ConfigValue nested(String text) {
        try {
            return ConfigFactory.parseString("list = " + text).getList("list");
        } catch (ConfigException e) {
            throw new IllegalArgumentException(
                    "Expected a list of lists as [[a, b], [c, d]], found " + text, e);
        }
    }

    /** Reads a text as a number or boolean where one is expected, as HOCON does. */
    private static ConfigValue typed(ConfigValue value, ConfigValueType expected) {
        if (!(value.unwrapped() instanceof String text)) {
            return value;
        }
        String stripped = text.strip();
        if (expected == ConfigValueType.BOOLEAN && BOOLEANS.contains(stripped)) {
            return ConfigValueFactory.fromAnyRef(stripped.equalsIgnoreCase("true"));
        }
        if (expected == ConfigValueType.NUMBER && NUMBER.matcher(stripped).matches()) {
            BigDecimal number = new BigDecimal(stripped);
            boolean isLong = number.scale() == 0 && number.toBigInteger().bitLength() < Long.SIZE;
            return isLong
                    ? ConfigValueFactory.fromAnyRef(number.longValue())
                    : ConfigValueFactory.fromAnyRef(number.doubleValue());
        }
        return value;
    }

    private static String name(ConfigValueType type) {
        return switch (type) {
            case BOOLEAN -> "boolean";
            case NUMBER -> "number";
            case LIST -> "list";
            default -> "text";
        };
    }
}
