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
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.djliit.network.SiteInfo;
import io.github.djliit.site.Site;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Parameters(
            paramLabel = "MODEL",
            description =
                    "A model of the zoo, a directory that train wrote, a TorchScript file, or a"
                            + " directory with a model.pt.")
    private String model;

    @Option(
            names = "--example",
            paramLabel = "FILE",
            description =
                    "An .npz with example inputs in order, batch first; without it, the sites of a"
                            + " TorchScript file have no shapes.")
    private Path example;

    @Mixin private SiteFilter filter;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        OpenModel found = OpenModel.find(model);
        try (LoadedModel loaded = found.load(Device.cpu())) {
            List<SiteInfo> whole = loaded.sites(Optional.ofNullable(example));
            List<SiteInfo> sites = filter.of(whole, json);
            Output.print(spec.commandLine().getOut(), json, toJson(sites), toText(sites));
            if (!json) {
                tellHidden(whole, sites);
            }
        }
        return 0;
    }

    private void tellHidden(List<SiteInfo> found, List<SiteInfo> sites) {
        boolean isHidden = sites.stream().noneMatch(info -> SiteFilter.isNameless(info.site()));
        long nameless = found.stream().filter(info -> SiteFilter.isNameless(info.site())).count();
        if (isHidden && nameless > 0) {
            spec.commandLine()
                    .getErr()
                    .println(nameless + " values without a name are not listed; see --all");
        }
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
        // Nothing ran where no site has a shape.
        boolean ran = sites.stream().anyMatch(site -> site.shape().isPresent());
        int width = sites.stream().mapToInt(info -> indented(info.site()).length()).max().orElse(0);
        String format = "%-" + Math.max(1, width) + "s  %-20s  %s%s";
        return sites.stream()
                .map(site -> toText(site, format, ran))
                .collect(Collectors.joining(System.lineSeparator()));
    }

    private static String toText(SiteInfo site, String format, boolean ran) {
        String shape = site.shape().map(Shape::toString).orElse(ran ? "not reached" : "");
        String remark = site.obstacle().map(reason -> "  " + reason).orElse("");
        return String.format(Locale.ROOT, format, indented(site.site()), site.type(), shape, remark)
                .stripTrailing();
    }

    /** The text of a site is whole, for a plan, and its indentation is what makes the tree. */
    private static String indented(Site site) {
        boolean isModule = site.port().isEmpty() && site.value().isEmpty();
        int depth = site.path().steps().size() - (isModule ? 1 : 0);
        return "  ".repeat(Math.max(0, depth)) + site;
    }
}
