/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import io.github.djliit.alignment.Alignment;
import io.github.djliit.json.JsonNode;
import io.github.djliit.statistics.Interval;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A model card for people, in Markdown, made from {@code model.json} and the alignment. */
final class ModelCardText {

    private ModelCardText() {}

    static String of(ZooEntry entry, ModelDirectory model) {
        ModelCard card = model.card();
        Recipe recipe = Recipes.get(card.recipe());
        StringBuilder text = new StringBuilder();
        text.append("# ").append(entry.id());
        card.withoutIit().ifPresent(how -> text.append(", ").append(how));
        text.append("\n\n");
        text.append(recipe.description()).append(".\n\n");
        text.append("* Input: ").append(recipe.meaning().input()).append("\n");
        text.append("* Output: ").append(recipe.meaning().output()).append("\n");
        text.append("* Trained by the recipe `").append(card.recipe()).append("`, seed ");
        text.append(card.seed());
        entry.settings().forEach((key, value) -> text.append(", `" + key + " = " + value + "`"));
        text.append(", with ").append(versions(card)).append("\n\n");
        Optional<String> untied = model.untied();
        if (untied.isPresent()) {
            text.append("No figures are shown: ").append(untied.get()).append(".\n");
        } else {
            appendFigures(model.figures(), model.alignment(), text);
            text.append(card.trained(model.alignment())).append("\n");
        }
        appendUse(entry, recipe, text);
        return text.toString();
    }

    private static String versions(ModelCard card) {
        JsonNode versions = JsonNode.parse(card.json()).get("versions");
        return "djl-iit %s, DJL %s, %s"
                .formatted(
                        versions.get("djl-iit").string(),
                        versions.get("djl").string(),
                        versions.get("engine").string());
    }

    private static void appendFigures(
            RecordedFigures figures, Alignment alignment, StringBuilder text) {
        if (figures.tasks().isEmpty()) {
            appendTask("Task", figures, alignment, text);
        }
        figures.tasks().forEach((name, task) -> appendTask(name, task, alignment, text));
        appendUnaligned(figures, text);
        text.append(
                "Shares with intervals of 95%, on pairs drawn apart from those of the training");
        text.append(" (").append(figures.pairs().orElseThrow()).append(" for each variable).\n");
    }

    private static void appendTask(
            String task, RecordedFigures figures, Alignment alignment, StringBuilder text) {
        text.append(task).append(" accuracy: ");
        text.append(
                share(figures.taskAccuracy().orElseThrow(), figures.intervals(), "task_accuracy"));
        text.append("\n\n| variable | sites | IIA | IIA, impactful pairs | impactful |\n");
        text.append("|---|---|---|---|---|\n");
        Map<String, Interval> intervals = figures.intervals();
        for (String variable : figures.iia().keySet()) {
            text.append("| `").append(variable).append("` | ");
            text.append(sites(alignment, variable)).append(" | ");
            text.append(share(figures.iia(), intervals, "iia", variable)).append(" | ");
            text.append(share(figures.iiaImpactful(), intervals, "iia_impactful", variable));
            text.append(" | ");
            text.append(share(figures.impactful(), intervals, "impactful", variable));
            text.append(" |\n");
        }
        text.append("\n");
    }

    private static void appendUnaligned(RecordedFigures figures, StringBuilder text) {
        if (figures.unalignedEffect().isEmpty()) {
            return;
        }
        text.append("What is at a site that no variable is to live at, swapped by itself:\n\n");
        text.append("| site | answers that change |\n|---|---|\n");
        for (String site : figures.unalignedEffect().keySet()) {
            text.append("| `").append(site).append("` | ");
            text.append(
                    share(
                            figures.unalignedEffect(),
                            figures.intervals(),
                            "unaligned_effect",
                            site));
            text.append(" |\n");
        }
        text.append("\n");
    }

    private static void appendUse(ZooEntry entry, Recipe recipe, StringBuilder text) {
        text.append("\n```java\nCriteria.builder()\n        .setTypes(NDList.class, NDList.class)");
        text.append("\n        .optGroupId(\"").append(IitModelZoo.GROUP).append("\")");
        text.append("\n        .optArtifactId(\"").append(entry.artifactId()).append("\")");
        String iit = entry.properties().get("iit");
        text.append("\n        .optFilter(\"iit\", \"").append(iit).append("\")");
        text.append("\n        .build()\n        .loadModel()\n```\n\n");
        text.append(entry.pair().toText(recipe.causalModel())).append("\n");
    }

    private static String sites(Alignment alignment, String variable) {
        return String.join(
                ", ",
                alignment.sites().get(variable).stream().map(site -> "`" + site + "`").toList());
    }

    private static String share(
            Map<String, Double> shares,
            Map<String, Interval> intervals,
            String figure,
            String name) {
        return shares.containsKey(name)
                ? share(shares.get(name), intervals, figure + "." + name)
                : "none";
    }

    private static String share(double value, Map<String, Interval> intervals, String name) {
        String text = String.format(Locale.ROOT, "%.4f", value);
        Interval interval = intervals.get(name);
        return interval == null
                ? text
                : String.format(
                        Locale.ROOT, "%s (%.4f to %.4f)", text, interval.low(), interval.high());
    }
}
