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
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import io.github.djliit.site.Nearest;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The settings of one run of a recipe: its defaults, a file over them, single settings over that.
 *
 * <p>Each key must be one of the recipe's; each value must have the type of its default.
 */
public final class RecipeSettings {

    /** Bases and sources of all pairs are one list, which is twice as long. */
    private static final int MAX_PAIRS = Integer.MAX_VALUE / 2;

    private static final Set<String> BOOLEANS = Set.of("true", "false");
    private static final Pattern NUMBER =
            Pattern.compile(
                    "[+-]?([0-9]{1,40}\\.?[0-9]{0,40}|\\.[0-9]{1,40})([eE][+-]?[0-9]{1,4})?");

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

    /** Puts settings over these. */
    RecipeSettings with(Config settings) {
        settings.root().forEach(this::put);
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
        whole("seed", Long.MIN_VALUE, Long.MAX_VALUE);
        whole("epochs", 0, Integer.MAX_VALUE);
        whole("batch_size", 1, Integer.MAX_VALUE);
        whole("train_pairs", 1, MAX_PAIRS);
        whole("test_pairs", 1, MAX_PAIRS);
        float rate = (float) config.getDouble("learning_rate");
        if (!(rate > 0) || Float.isInfinite(rate)) {
            throw fault("learning_rate", "a positive number that a float can hold");
        }
        checkAlignment();
        return config;
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
        config = config.withValue(key, typed);
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

    private void whole(String key, long least, long most) {
        Number number = config.getNumber(key);
        // A double as large as that is whole, but no long, and may be infinite.
        boolean huge = Math.abs(number.doubleValue()) > 0x1p63;
        BigDecimal value = huge ? null : new BigDecimal(number.toString());
        if (huge
                || value.compareTo(BigDecimal.valueOf(least)) < 0
                || value.compareTo(BigDecimal.valueOf(most)) > 0
                || value.stripTrailingZeros().scale() > 0) {
            throw fault(key, "a whole number from " + least + " to " + most);
        }
    }

    private void checkAlignment() {
        Set<Object> names = new HashSet<>();
        for (ConfigValue name : config.getList("alignment")) {
            if (name.valueType() != ConfigValueType.STRING || !names.add(name.unwrapped())) {
                throw fault("alignment", "a list of different variables");
            }
        }
        if (names.isEmpty()) {
            throw fault(
                    "alignment",
                    "one or more of the variables "
                            + recipe.alignment().variables()
                            + " (to train the task only, set iit = false)");
        }
        recipe.alignment().restrictedTo(config.getStringList("alignment"));
    }

    private IllegalArgumentException fault(String key, String expected) {
        return new IllegalArgumentException(
                "The setting "
                        + key
                        + " must be "
                        + expected
                        + ", found "
                        + config.getValue(key).unwrapped());
    }

    private static ConfigValue list(String text) {
        String inner = text.strip();
        if (inner.startsWith("[") && inner.endsWith("]")) {
            inner = inner.substring(1, inner.length() - 1);
        }
        return ConfigValueFactory.fromIterable(
                inner.isBlank()
                        ? List.of()
                        : Arrays.stream(inner.split(",", -1)).map(String::strip).toList());
    }

    /** Reads a text as a number or boolean where one is expected, as HOCON does. */
    private static ConfigValue typed(ConfigValue value, ConfigValueType expected) {
        if (!(value.unwrapped() instanceof String text)) {
            return value;
        }
        String stripped = text.strip();
        if (expected == ConfigValueType.BOOLEAN && BOOLEANS.contains(stripped)) {
            return ConfigValueFactory.fromAnyRef(stripped.equals("true"));
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
