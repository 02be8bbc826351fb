/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.djliit.alignment.Alignment;
import java.util.Locale;
import java.util.Map;

/** A model card for people, in Markdown, made from {@code model.json} and the alignment. */
final class ModelCardText {

    private ModelCardText() {}

    static String of(ZooEntry entry, ModelCard card, Alignment alignment) {
        JsonObject json = JsonParser.parseString(card.json()).getAsJsonObject();
        Recipe recipe = Recipes.get(card.recipe());
        StringBuilder text = new StringBuilder();
        text.append("# ").append(entry.id()).append("\n\n");
        text.append(recipe.description()).append(".\n\n");
        text.append("* Input: ").append(recipe.meaning().input()).append("\n");
        text.append("* Output: ").append(recipe.meaning().output()).append("\n");
        text.append("* Trained by the recipe `").append(card.recipe()).append("`, seed ");
        text.append(card.seed());
        entry.settings().forEach((key, value) -> text.append(", `" + key + " = " + value + "`"));
        text.append(", with ").append(versions(json.getAsJsonObject("versions"))).append("\n\n");
        JsonObject figures = json.getAsJsonObject("figures");
        if (figures.has("tasks")) {
            figures.getAsJsonObject("tasks")
                    .entrySet()
                    .forEach(task -> append(task.getKey(), task.getValue(), alignment, text));
        } else {
            append("Task", figures, alignment, text);
        }
        text.append("Shares with intervals of 95%, on fresh pairs that were not trained on");
        text.append(" (").append(figures.get("pairs").getAsLong()).append(" for each variable).\n");
        return text.toString();
    }

    private static String versions(JsonObject versions) {
        return "djl-iit %s, DJL %s, %s"
                .formatted(
                        versions.get("djl-iit").getAsString(),
                        versions.get("djl").getAsString(),
                        versions.get("engine").getAsString());
    }

    private static void append(
            String task, JsonElement figures, Alignment alignment, StringBuilder text) {
        JsonObject all = figures.getAsJsonObject();
        text.append(task).append(" accuracy: ");
        text.append(share(all.get("task_accuracy"), all.get("task_accuracy_interval")));
        text.append("\n\n| variable | sites | IIA | IIA, impactful pairs | impactful |\n");
        text.append("|---|---|---|---|---|\n");
        for (Map.Entry<String, JsonElement> each : all.getAsJsonObject("iia").entrySet()) {
            String variable = each.getKey();
            text.append("| `").append(variable).append("` | ");
            text.append(sites(alignment, variable)).append(" | ");
            text.append(share(all, "iia", variable)).append(" | ");
            text.append(share(all, "iia_impactful", variable)).append(" | ");
            text.append(share(all, "impactful", variable)).append(" |\n");
        }
        text.append("\n");
    }

    private static String sites(Alignment alignment, String variable) {
        return String.join(
                ", ",
                alignment.sites().get(variable).stream().map(site -> "`" + site + "`").toList());
    }

    private static String share(JsonObject figures, String name, String variable) {
        JsonObject shares = figures.getAsJsonObject(name);
        return shares.has(variable)
                ? share(
                        shares.get(variable),
                        figures.getAsJsonObject(name + "_interval").get(variable))
                : "none";
    }

    private static String share(JsonElement value, JsonElement interval) {
        String text = String.format(Locale.ROOT, "%.4f", value.getAsDouble());
        if (interval == null || !interval.isJsonArray()) {
            return text;
        }
        JsonArray ends = interval.getAsJsonArray();
        return String.format(
                Locale.ROOT,
                "%s (%.4f to %.4f)",
                text,
                ends.get(0).getAsDouble(),
                ends.get(1).getAsDouble());
    }
}
