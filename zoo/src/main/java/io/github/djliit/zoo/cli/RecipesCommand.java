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
import com.typesafe.config.ConfigRenderOptions;
import io.github.djliit.zoo.Recipe;
import io.github.djliit.zoo.Recipes;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code iit recipes}. */
@Command(
        name = "recipes",
        description = "Lists the recipes with their variables and settings.",
        mixinStandardHelpOptions = true)
final class RecipesCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        JsonArray list = new JsonArray();
        StringBuilder text = new StringBuilder();
        for (Recipe recipe : Recipes.all()) {
            list.add(toJson(recipe));
            text.append(recipe.name()).append(": ").append(recipe.description()).append('\n');
            recipe.defaults().root().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(
                            entry ->
                                    text.append("    ")
                                            .append(entry.getKey())
                                            .append(" = ")
                                            .append(entry.getValue().unwrapped())
                                            .append('\n'));
        }
        JsonObject result = new JsonObject();
        result.add("recipes", list);
        Output.print(spec.commandLine().getOut(), json, result, text.toString().stripTrailing());
        return 0;
    }

    private static JsonObject toJson(Recipe recipe) {
        JsonObject json = new JsonObject();
        json.addProperty("recipe", recipe.name());
        json.addProperty("description", recipe.description());
        JsonArray variables = new JsonArray();
        recipe.alignment().variables().forEach(variables::add);
        json.add("variables", variables);
        json.add(
                "settings",
                JsonParser.parseString(
                        recipe.defaults().root().render(ConfigRenderOptions.concise())));
        return json;
    }
}
