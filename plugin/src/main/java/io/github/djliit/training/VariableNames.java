/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import ai.djl.ndarray.NDArray;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.github.djliit.site.Nearest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * What a batch says of itself by the name of its {@code which}: the variables by number, and how
 * many labels of a run are of further variables.
 *
 * <p>A number means something to the alignment that gave it only. Losses and evaluators get nothing
 * but labels and predictions, and trainers nothing but arrays, so that an array has to say it.
 *
 * @param names the name of each number; null where no row has the number
 * @param further what {@link Encoding#furtherLabels} says
 */
record VariableNames(List<String> names, OptionalInt further) {

    private static final String PREFIX = "which ";
    private static final String FURTHER = " further ";

    /** Copies the list, in which there may be nulls. */
    VariableNames {
        names = Collections.unmodifiableList(new ArrayList<>(names));
    }

    /** Names variables of labels of which nobody tells what they are of. */
    VariableNames(List<String> names) {
        this(names, OptionalInt.empty());
    }

    /** Names only those variables that rows may have. */
    static VariableNames of(List<String> all, List<String> drawn) {
        return new VariableNames(
                all.stream().map(name -> drawn.contains(name) ? name : null).toList());
    }

    /** Returns the same names with labels of so many further variables. */
    VariableNames withFurther(OptionalInt labels) {
        return new VariableNames(names, labels);
    }

    /** Reads the names of an array; null where it has none, as one that was made by hand. */
    static VariableNames read(NDArray which) {
        String name = which.getName();
        if (name == null || !name.startsWith(PREFIX)) {
            return null;
        }
        int end = name.lastIndexOf(']') + 1; // of the array: what follows has none
        List<String> names = new ArrayList<>();
        try {
            String array = name.substring(PREFIX.length(), Math.max(PREFIX.length(), end));
            for (JsonElement each : JsonParser.parseString(array).getAsJsonArray()) {
                names.add(each.isJsonNull() ? null : each.getAsString());
            }
            return new VariableNames(names, further(name.substring(end)));
        } catch (JsonParseException | IllegalStateException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "The name of which does not tell its variables: " + name, e);
        }
    }

    private static OptionalInt further(String text) {
        return text.startsWith(FURTHER)
                ? OptionalInt.of(Integer.parseInt(text.substring(FURTHER.length())))
                : OptionalInt.empty();
    }

    /** Writes the names on an array. */
    NDArray write(NDArray which) {
        JsonArray array = new JsonArray();
        names.forEach(array::add);
        which.setName(PREFIX + array + (further.isPresent() ? FURTHER + further.getAsInt() : ""));
        return which;
    }

    /**
     * Returns for each number the one that another alignment has for the variable.
     *
     * @param own the variables of the other alignment, in their order
     * @return the numbers; {@link VariableSelection#NONE} where no row has a number
     * @throws IllegalArgumentException if the other alignment lacks a variable
     */
    int[] numbersIn(List<String> own) {
        int[] numbers = new int[names.size()];
        for (int i = 0; i < numbers.length; i++) {
            String name = names.get(i);
            numbers[i] = name == null ? VariableSelection.NONE : own.indexOf(name);
            if (name != null && numbers[i] < 0) {
                throw new IllegalArgumentException(
                        "The pairs swap the variables "
                                + names.stream().filter(Objects::nonNull).toList()
                                + ", but the alignment that they meet here has "
                                + own
                                + " and lacks '"
                                + name
                                + "'."
                                + Nearest.hint(name, own)
                                + " Make dataset, trainer and evaluators with one alignment, or"
                                + " draw fewer variables with optVariables");
            }
        }
        return numbers;
    }
}
