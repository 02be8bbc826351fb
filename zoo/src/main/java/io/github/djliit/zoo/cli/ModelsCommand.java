/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.djliit.zoo.BundledModels;
import io.github.djliit.zoo.ModelDirectory;
import io.github.djliit.zoo.RecordedFigures;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code iit models}. */
@Command(
        name = "models",
        description = "Lists the models of the zoo with their recorded figures.",
        mixinStandardHelpOptions = true)
final class ModelsCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        JsonArray list = new JsonArray();
        StringBuilder text = new StringBuilder();
        for (String id : BundledModels.ids()) {
            ModelDirectory directory = BundledModels.open(id);
            JsonObject figures =
                    JsonParser.parseString(directory.card().json())
                            .getAsJsonObject()
                            .getAsJsonObject("figures");
            JsonObject model = new JsonObject();
            model.addProperty("model", id);
            model.addProperty("recipe", directory.card().recipe());
            model.addProperty("description", directory.recipe().description());
            Optional<String> untied = directory.untied();
            if (untied.isPresent()) {
                model.addProperty("figures_left_out", untied.get());
            } else {
                model.add("figures", figures);
            }
            list.add(model);
            append(id, directory, text);
        }
        JsonObject result = new JsonObject();
        result.add("models", list);
        Output.print(spec.commandLine().getOut(), json, result, text.toString().stripTrailing());
        return 0;
    }

    private static void append(String id, ModelDirectory directory, StringBuilder text) {
        RecordedFigures figures = directory.figures();
        text.append(id).append(": ").append(directory.recipe().description());
        directory.card().withoutIit().ifPresent(how -> text.append(", ").append(how));
        text.append('\n');
        Optional<String> untied = directory.untied();
        if (untied.isPresent()) {
            text.append("    no figures shown: ").append(untied.get()).append('\n');
            return;
        }
        text.append("    accuracy ").append(share(figures.taskAccuracy().orElseThrow()));
        text.append("; IIA");
        figures.iia().forEach((name, iia) -> text.append(' ' + name + ' ' + share(iia)));
        text.append('\n');
    }

    private static String share(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
