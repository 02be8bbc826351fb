/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.SiteInfo;
import io.github.djliit.zoo.ModelDirectory;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code iit sites MODEL}. */
@Command(
        name = "sites",
        description = "Lists the sites of a model with the shapes of their activations.",
        mixinStandardHelpOptions = true)
final class SitesCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "A directory that train wrote.")
    private String model;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        ModelDirectory directory = OpenModel.open(model);
        try (Model loaded = directory.load(Device.cpu());
                NDManager manager = loaded.getNDManager().newSubManager()) {
            NDList example = ModelInputs.example(directory.recipe(), manager);
            List<SiteInfo> sites =
                    new InterventionBlock(loaded.getBlock())
                            .sites(new ParameterStore(manager, false), example);
            Output.print(spec.commandLine().getOut(), json, toJson(sites), toText(sites));
        }
        return 0;
    }

    private static JsonObject toJson(List<SiteInfo> sites) {
        JsonArray list = new JsonArray();
        for (SiteInfo site : sites) {
            JsonObject entry = new JsonObject();
            entry.addProperty("site", site.site().toString());
            entry.addProperty("type", site.type());
            site.shape().ifPresent(shape -> entry.add("shape", toJson(shape)));
            site.obstacle().ifPresent(reason -> entry.addProperty("obstacle", reason));
            list.add(entry);
        }
        JsonObject json = new JsonObject();
        json.add("sites", list);
        return json;
    }

    private static JsonArray toJson(Shape shape) {
        JsonArray array = new JsonArray();
        for (long size : shape.getShape()) {
            array.add(size);
        }
        return array;
    }

    private static String toText(List<SiteInfo> sites) {
        StringBuilder text = new StringBuilder();
        int width = sites.stream().mapToInt(s -> s.site().toString().length()).max().orElse(0);
        for (SiteInfo site : sites) {
            String shape = site.shape().map(Shape::toString).orElse("not reached");
            String remark = site.obstacle().map(reason -> "  " + reason).orElse("");
            String format = "%-" + width + "s  %-20s  %s%s%n";
            text.append(
                    String.format(Locale.ROOT, format, site.site(), site.type(), shape, remark));
        }
        return text.toString().stripTrailing();
    }
}
