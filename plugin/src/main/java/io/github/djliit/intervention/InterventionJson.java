/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import com.google.gson.JsonObject;
import io.github.djliit.json.JsonNode;
import io.github.djliit.site.Site;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Reads and writes one intervention. */
final class InterventionJson {

    private static final Set<String> KEYS = keys();

    private InterventionJson() {}

    private static Set<String> keys() {
        Set<String> keys =
                new HashSet<>(
                        Set.of(
                                "site",
                                "edit",
                                "into",
                                "rows",
                                "positions",
                                "featurizer",
                                "features"));
        keys.addAll(EditJson.KEYS);
        return keys;
    }

    static Intervention read(JsonNode node, EditJson edits, FeaturizerReader featurizers) {
        node.object(KEYS);
        JsonNode site = node.get("site");
        Site at = site.string(Site::of);
        Edit edit = edits.read(node);
        Intervention plain = SelectionJson.at(site, () -> Intervention.of(at, edit));
        return selection(node, runs(node, plain))
                .withFeaturizer(
                        node.find("featurizer")
                                .map(featurizers::read)
                                .orElse(Featurizer.identity()));
    }

    /** Reads which runs are read and changed. */
    private static Intervention runs(JsonNode node, Intervention plain) {
        Intervention read = plain;
        Optional<JsonNode> source = node.find("source");
        if (source.isPresent()) {
            int index = source.get().integer();
            read = SelectionJson.at(source.get(), () -> plain.withSource(index));
        }
        Optional<JsonNode> from = node.find("from");
        if (from.isPresent()) {
            read = read.withFrom(from.get().<Site>string(Site::of));
        }
        Optional<JsonNode> into = node.find("into");
        if (into.isEmpty()) {
            return read;
        }
        int index = into.get().integer();
        Intervention before = read;
        return SelectionJson.at(into.get(), () -> before.withInto(index));
    }

    private static Intervention selection(JsonNode node, Intervention plain) {
        Intervention selected = plain;
        Optional<JsonNode> rows = node.find("rows");
        if (rows.isPresent()) {
            selected = selected.withRows(SelectionJson.rows(rows.get()));
        }
        Optional<JsonNode> positions = node.find("positions");
        if (positions.isPresent()) {
            checkPositions(positions.get(), plain.edit());
            selected = selected.withPositions(SelectionJson.positions(positions.get()));
        }
        Optional<JsonNode> features = node.find("features");
        if (features.isPresent()) {
            selected = selected.withFeatures(SelectionJson.features(features.get()));
        }
        boolean isRowByRow =
                selected.positions().rows() > 1 || selected.features() instanceof Features.PerRow;
        rows.filter(r -> isRowByRow).ifPresent(SelectionJson::checkAscending);
        return selected;
    }

    private static void checkPositions(JsonNode positions, Edit edit) {
        Optional<JsonNode> source =
                positions.isObject() ? positions.find("source") : Optional.empty();
        if (source.isPresent() && !edit.needsSource()) {
            throw source.get().fault(edit.name() + " takes no source");
        }
    }

    /** Writes an intervention; its place starts the names of its tensors. */
    static JsonObject write(
            Intervention intervention,
            String place,
            EditJson edits,
            FeaturizerWriter featurizers,
            ValueWriter values) {
        Edit edit = intervention.edit();
        JsonObject json = new JsonObject();
        json.addProperty("site", intervention.site().toString());
        edits.write(edit, place, json, values);
        if (edit.needsSource()) {
            json.addProperty("source", intervention.source());
            intervention.from().ifPresent(from -> json.addProperty("from", from.toString()));
        }
        intervention.into().ifPresent(into -> json.addProperty("into", into));
        writeRows(intervention, json);
        if (!intervention.positions().isNone()) {
            json.add(
                    "positions", SelectionJson.write(intervention.positions(), edit.needsSource()));
        }
        featurizers
                .write(intervention.featurizer(), place + "featurizer.")
                .ifPresent(map -> json.add("featurizer", map));
        SelectionJson.write(intervention.features()).ifPresent(f -> json.add("features", f));
        return json;
    }

    private static void writeRows(Intervention intervention, JsonObject json) {
        if (intervention.rows().isNone()) {
            throw new IllegalStateException(
                    "The intervention at "
                            + intervention.site()
                            + " applies to no row, which has no JSON form: leave it out");
        }
        intervention
                .rows()
                .written()
                .ifPresent(rows -> json.add("rows", SelectionJson.write(rows)));
    }
}
