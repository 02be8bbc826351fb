/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the featurizers of one plan.
 *
 * <p>A map that several interventions share is written once, among the plan's featurizers, and
 * named where it is used, so that the interventions are linked when the plan is read.
 */
final class FeaturizerWriter {

    private final PlanFormat format;
    private final ValueWriter values;
    private final JsonObject shared = new JsonObject();

    /** How many interventions use each map, names of its features aside. */
    private final IdentityHashMap<Featurizer, Integer> uses = new IdentityHashMap<>();

    private final IdentityHashMap<Featurizer, String> names = new IdentityHashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();

    FeaturizerWriter(PlanFormat format, ValueWriter values, List<Intervention> interventions) {
        this.format = format;
        this.values = values;
        for (Intervention intervention : interventions) {
            uses.merge(Partitioned.withoutNames(intervention.featurizer()), 1, Integer::sum);
        }
    }

    /** Returns the featurizers that are written once for several interventions. */
    JsonObject shared() {
        return shared;
    }

    /** Returns nothing for the identity; the place starts the names of tensors. */
    Optional<JsonElement> write(Featurizer featurizer, String place) {
        if (featurizer == Featurizer.identity()) {
            return Optional.empty();
        }
        Featurizer map = Partitioned.withoutNames(featurizer);
        boolean isLinked = uses.get(map) > 1 && !isSingle(map);
        JsonElement plain = isLinked ? new JsonPrimitive(share(map)) : object(map, place);
        Partition partition = featurizer.partition();
        if (partition.parts().isEmpty()) {
            return Optional.of(plain);
        }
        JsonObject named = isLinked ? new JsonObject() : plain.getAsJsonObject();
        if (isLinked) {
            named.add("of", plain);
        }
        named.add("partition", SelectionJson.write(partition));
        return Optional.of(named);
    }

    /** Who names the identity or a registered featurizer gets the same object anyhow. */
    private boolean isSingle(Featurizer map) {
        return map == Featurizer.identity() || format.nameOf(map).isPresent();
    }

    private String share(Featurizer map) {
        String known = names.get(map);
        if (known != null) {
            return known;
        }
        String type = type(map).name();
        String name = type + numbers.merge(type, 1, Integer::sum);
        shared.add(name, object(map, "featurizers." + name + "."));
        names.put(map, name);
        return name;
    }

    private JsonObject object(Featurizer map, String place) {
        JsonObject json = new JsonObject();
        Optional<String> registered = format.nameOf(map);
        if (registered.isPresent()) {
            json.addProperty("type", registered.get());
            return json;
        }
        FeaturizerType type = type(map);
        FeaturizerForm form = type.form(map);
        json.addProperty("type", type.name());
        form.settings().forEach(json::add);
        form.arrays().forEach((key, array) -> json.add(key, values.write(place + key, array)));
        return json;
    }

    private FeaturizerType type(Featurizer map) {
        return format.types().stream()
                .filter(type -> type.isOf(map))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "The featurizer "
                                                + map.name()
                                                + " has no JSON form: register it,"
                                                + " PlanFormat.builder().addFeaturizer(name,"
                                                + " featurizer), and write with that format"));
    }
}
