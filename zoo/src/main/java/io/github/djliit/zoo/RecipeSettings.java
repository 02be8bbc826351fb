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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The settings of one run of a recipe: its defaults, a file over them, single settings over that.
 *
 * <p>Each key must be one of the recipe's; each value must have the type of its default.
 */
public final class RecipeSettings {

    private final Recipe recipe;
    private Config config;

    /**
     * Starts from the defaults of a recipe.
     *
     * @param recipe the recipe
     */
    public RecipeSettings(Recipe recipe) {
        this.recipe = recipe;
        config = recipe.defaults();
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
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("The file " + file + " cannot be read");
        }
        try {
            Config read = ConfigFactory.parseFile(file.toFile()).resolve();
            if (experiment != null) {
                require(
                        read.root().keySet(),
                        experiment,
                        "The file " + file + " has no configuration '" + experiment + "'.");
                read = read.getConfig(experiment);
            }
            read.root().forEach(this::put);
        } catch (ConfigException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
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
        ConfigValueType type = config.getValue(key).valueType();
        try {
            put(key, type == ConfigValueType.LIST ? list(text) : parse(text, type));
        } catch (ConfigException e) {
            throw new IllegalArgumentException(
                    "The setting " + key + " cannot be '" + text + "': " + e.getMessage(), e);
        }
        return this;
    }

    /**
     * Returns the settings, checked.
     *
     * @return all keys with their values
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Config get() {
        atLeast("epochs", 0);
        atLeast("batch_size", 1);
        atLeast("train_pairs", 1);
        atLeast("test_pairs", 1);
        if (!(config.getDouble("learning_rate") > 0)) {
            throw new IllegalArgumentException(
                    "The setting learning_rate must be positive, found "
                            + config.getDouble("learning_rate"));
        }
        recipe.alignment().restrictedTo(config.getStringList("alignment"));
        return config;
    }

    private void put(String key, ConfigValue value) {
        requireKey(key);
        ConfigValueType expected = config.getValue(key).valueType();
        if (value.valueType() != expected) {
            throw new IllegalArgumentException(
                    "The setting "
                            + key
                            + " must be a "
                            + name(expected)
                            + " as its default "
                            + config.getValue(key).unwrapped()
                            + ", found "
                            + value.unwrapped());
        }
        config = config.withValue(key, value);
    }

    private void requireKey(String key) {
        require(
                config.root().keySet(),
                key,
                "The recipe " + recipe.name() + " has no setting '" + key + "'.");
    }

    private static void require(Set<String> known, String key, String message) {
        if (!known.contains(key)) {
            throw new IllegalArgumentException(message + Nearest.hint(key, known));
        }
    }

    private void atLeast(String key, long least) {
        double value = config.getDouble(key);
        if (value != Math.rint(value) || value < least || value > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "The setting "
                            + key
                            + " must be a whole number from "
                            + least
                            + ", found "
                            + config.getValue(key).unwrapped());
        }
    }

    private static ConfigValue list(String text) {
        String inner = text.strip();
        if (inner.startsWith("[") && inner.endsWith("]")) {
            inner = inner.substring(1, inner.length() - 1);
        }
        List<String> items = Arrays.stream(inner.split(",")).map(String::strip).toList();
        return ConfigValueFactory.fromIterable(items);
    }

    private static ConfigValue parse(String text, ConfigValueType type) {
        return type == ConfigValueType.STRING
                ? ConfigValueFactory.fromAnyRef(text)
                : ConfigFactory.parseString("value = " + text).getValue("value");
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
