/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.djliit.json.JsonFormatException;
import io.github.djliit.json.JsonNode;
import io.github.djliit.site.Axis;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Reads and writes what is selected: rows, positions, features and the parts of a partition. */
final class SelectionJson {

    private SelectionJson() {}

    /** Turns the complaint of a value about itself into a fault at the place that it is from. */
    static <T> T at(JsonNode node, Supplier<T> value) {
        try {
            return value.get();
        } catch (JsonFormatException e) {
            // It knows its place already.
            throw e;
        } catch (IllegalArgumentException e) {
            throw node.fault(e.getMessage());
        }
    }

    static Rows rows(JsonNode node) {
        int[] rows = node.isNumber() ? new int[] {node.integer()} : node.integers();
        return at(node, () -> Rows.at(rows));
    }

    /** Rows are kept ascending, so what is given row by row must be given in that order. */
    static void checkAscending(JsonNode rows) {
        int[] written = rows.isList() ? rows.integers() : new int[0];
        for (int i = 1; i < written.length; i++) {
            if (written[i] < written[i - 1]) {
                throw rows.at(i)
                        .fault(
                                "rows are in ascending order where positions or features are given"
                                        + " row by row, found "
                                        + written[i]
                                        + " after "
                                        + written[i - 1]);
            }
        }
    }

    static Positions positions(JsonNode node) {
        if (!node.isObject()) {
            int[][] rows = lists(node);
            return at(node, () -> Positions.of(rows));
        }
        node.object(Set.of("base", "source"));
        int[][] base = lists(node.get("base"));
        int[][] source = node.find("source").map(SelectionJson::lists).orElse(base);
        return at(node, () -> Positions.of(base, source));
    }

    static Features features(JsonNode node) {
        if (node.isList() && node.size() > 0 && !node.at(0).isNumber()) {
            return new Features.PerRow(node.list().stream().map(SelectionJson::axis).toList());
        }
        if (node.isString() && Partition.isName(node.string())) {
            return Features.named(node.string());
        }
        return new Features.Of(axis(node));
    }

    static Partition partition(JsonNode node) {
        Map<String, Axis> parts = new LinkedHashMap<>();
        node.object().forEach((name, axis) -> parts.put(name, axis(axis)));
        return at(node, () -> new Partition(parts));
    }

    static JsonElement write(int[] numbers) {
        return write(Arrays.stream(numbers).boxed().toList());
    }

    /** What an edit that reads no source does not read is left out. */
    static JsonElement write(Positions positions, boolean needsSource) {
        JsonElement base = write(positions.base());
        if (!needsSource || positions.areSame()) {
            return base;
        }
        JsonObject json = new JsonObject();
        json.add("base", base);
        json.add("source", write(positions.source()));
        return json;
    }

    /** Returns nothing for all features. */
    static Optional<JsonElement> write(Features features) {
        if (features instanceof Features.Of of) {
            return Optional.of(write(of.axis()));
        }
        if (features instanceof Features.Named named) {
            return Optional.of(new JsonPrimitive(named.part()));
        }
        if (features instanceof Features.PerRow perRow) {
            JsonArray rows = new JsonArray();
            perRow.rows().forEach(axis -> rows.add(write(axis)));
            return Optional.of(rows);
        }
        return Optional.empty();
    }

    static JsonElement write(Partition partition) {
        JsonObject json = new JsonObject();
        partition.parts().forEach((name, axis) -> json.add(name, write(axis)));
        return json;
    }

    /** A list holds for one row, or for all. */
    private static int[][] lists(JsonNode node) {
        boolean isOne = node.isList() && node.size() > 0 && node.at(0).isNumber();
        return isOne
                ? new int[][] {node.integers()}
                : node.list().stream().map(JsonNode::integers).toArray(int[][]::new);
    }

    private static Axis axis(JsonNode node) {
        if (node.isNumber()) {
            return new Axis.Index(node.integer());
        }
        if (node.isList()) {
            List<Integer> numbers = Arrays.stream(node.integers()).boxed().toList();
            return at(node, () -> new Axis.IndexSet(numbers));
        }
        return node.string(Axis::of);
    }

    /** A set is a list, which may be longer than the text of an axis. */
    private static JsonElement write(Axis axis) {
        return axis instanceof Axis.IndexSet set
                ? write(set.positions())
                : new JsonPrimitive(axis.toString());
    }

    private static JsonElement write(int[][] rows) {
        JsonArray array = new JsonArray();
        Arrays.stream(rows).forEach(row -> array.add(write(row)));
        return array;
    }

    private static JsonElement write(Collection<Integer> numbers) {
        JsonArray array = new JsonArray(numbers.size());
        numbers.forEach(array::add);
        return array;
    }
}
