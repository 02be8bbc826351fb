/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.djliit.analysis.LinearProbe;
import io.github.djliit.analysis.SearchResult;
import io.github.djliit.analysis.SubspaceSearch;
import io.github.djliit.site.Site;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import io.github.djliit.zoo.FreshPairs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code iit align MODEL}. */
@Command(
        name = "align",
        description =
                "Searches for the subspaces of sites that variables live in, with the network as it"
                        + " is (distributed alignment search), and measures them on pairs that the"
                        + " search never saw, beside plain units, principal components, random"
                        + " directions and a linear probe.",
        mixinStandardHelpOptions = true)
final class AlignCommand implements Callable<Integer> {

    private static final int VALIDATION_PAIRS = 4000;
    private static final int HELD_OUT_PAIRS = 10_000;
    private static final int PROBE_INPUTS = 2000;

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "MODEL",
            description = "A model of the zoo, or a directory that train wrote.")
    private String model;

    @Option(
            names = "--variable",
            paramLabel = "V[,V2]",
            split = ",",
            required = true,
            description = "The variables; several get subspaces that are orthogonal.")
    private List<String> variables = new ArrayList<>();

    @Option(
            names = "--site",
            paramLabel = "SITE",
            required = true,
            description = "Where to search; several sites are swapped together.")
    private List<String> sites = new ArrayList<>();

    @Option(
            names = "--dimensions",
            paramLabel = "K",
            description = "The dimensions of each variable at each site (default: 1).")
    private Integer dimensions;

    @Option(
            names = "--boundless",
            description = "Learn the number of dimensions too, of one variable.")
    private boolean boundless;

    @Option(
            names = "--pairs",
            paramLabel = "N",
            defaultValue = "20000",
            description = "How many pairs to learn from (default: 20000).")
    private int pairs;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "40",
            description = "How often to see all pairs, at most (default: 40).")
    private int epochs;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The seed of all draws (default: that of the training run).")
    private Long seed;

    @Option(
            names = "--state",
            paramLabel = "FILE.npz",
            converter = OutPath.OfFile.class,
            description =
                    "Keep the state of the search there after each epoch, and go on from it if it"
                            + " is there.")
    private Path state;

    @Option(
            names = "--out",
            paramLabel = "FILE.json",
            converter = OutPath.OfFile.class,
            description = "Write the alignment that is found, as alignment.json of a model.")
    private Path out;

    @Mixin private Overwrite overwrite;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        long begin = System.nanoTime();
        check();
        Path input = OpenModel.input(model);
        try (AnalysedModel analysed = AnalysedModel.load(model);
                OutputFile kept = overwrite.file(state, Mark.ANY, input);
                OutputFile file = overwrite.file(out, Mark.NONE, input, state)) {
            List<String> named = analysed.variables(variables);
            FreshPairs fresh = analysed.pairs(seed);
            SubspaceSearch.Builder settings =
                    UsageException.check(() -> settings(analysed, fresh, named));
            settings.optState(kept == null ? null : kept.path());
            SearchResult result = search(analysed, fresh, named, settings);
            if (file != null) {
                String text = result.alignment().toJson() + "\n";
                file.write(text);
            }
            JsonObject report = new JsonObject();
            report.addProperty("model", analysed.recipe().name());
            report.addProperty("seed", fresh.seed());
            report.addProperty("seconds", Math.round((System.nanoTime() - begin) / 1e7) / 100.0);
            JsonObject found = JsonParser.parseString(result.toJson()).getAsJsonObject();
            found.entrySet().forEach(e -> report.add(e.getKey(), e.getValue()));
            Output.print(spec.commandLine().getOut(), json, report, toText(result));
        }
        return 0;
    }

    private void check() {
        if (boundless && dimensions != null) {
            throw new UsageException(
                    "--boundless learns the number of dimensions: leave"
                            + " --dimensions out, or --boundless");
        }
        if (pairs < 1 || epochs < 1 || (dimensions != null && dimensions < 1)) {
            throw new UsageException("--pairs, --epochs and --dimensions are one or more");
        }
        Endings.checkFile("--out", out, ".json");
        Endings.check("--state", state, ".npz");
        if (state != null && Files.exists(state) && !Files.isReadable(state)) {
            throw new UsageException(state + " cannot be read: permission denied");
        }
    }

    private SubspaceSearch.Builder settings(
            AnalysedModel analysed, FreshPairs fresh, List<String> named) {
        if (boundless && named.size() > 1) {
            throw new UsageException("--boundless learns of one variable, found " + named);
        }
        Map<Integer, List<String>> outputs =
                fresh.byOutput(named, analysed.directory().alignment());
        if (outputs.size() > 1) {
            throw new UsageException(
                    "These variables are judged by different outputs, so search for them one after"
                            + " the other: "
                            + outputs.values());
        }
        SubspaceSearch.Builder search =
                SubspaceSearch.builder()
                        .setNetwork(analysed.model().getBlock())
                        .setSites(names(analysed.distinct(sites)))
                        .optLoss(analysed.recipe().loss())
                        .optAgreement(analysed.recipe().agreement())
                        .optOutput(outputs.keySet().iterator().next())
                        .optEpochs(epochs, Math.max(1, epochs / 3))
                        .optSteps(512, .01f)
                        .optSeed(fresh.seed());
        return boundless
                ? search.optBoundless(named.get(0))
                : search.setDimensions(dimensions(named));
    }

    private static String[] names(List<Site> sites) {
        return sites.stream().map(Site::toString).toArray(String[]::new);
    }

    private Map<String, Integer> dimensions(List<String> named) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        named.forEach(name -> counts.put(name, dimensions == null ? 1 : dimensions));
        return counts;
    }

    private SearchResult search(
            AnalysedModel analysed,
            FreshPairs fresh,
            List<String> named,
            SubspaceSearch.Builder settings)
            throws Exception {
        try (NDManager manager = analysed.model().getNDManager().newSubManager();
                WorkProgress progress = new WorkProgress("align", " epochs", epochs)) {
            return UsageException.check(
                    () ->
                            settings.setPairs(
                                            fresh.get(FreshPairs.Use.SEARCH, named, pairs),
                                            fresh.get(
                                                    FreshPairs.Use.VALIDATION,
                                                    named,
                                                    VALIDATION_PAIRS),
                                            fresh.get(
                                                    FreshPairs.Use.HELD_OUT, named, HELD_OUT_PAIRS))
                                    .optProbe(probe(analysed, fresh))
                                    .optListener((epoch, loss, iia) -> progress.step(1))
                                    .build()
                                    .run(manager));
        } catch (EngineException e) {
            throw Messages.refused("The search at " + sites + " fails", e);
        }
    }

    private static LinearProbe probe(AnalysedModel analysed, FreshPairs fresh) {
        return new LinearProbe(
                analysed.recipe().causalModel(),
                analysed.recipe().encoding(analysed.directory().settings()),
                fresh.inputs(FreshPairs.Use.SEARCH, PROBE_INPUTS));
    }

    private static String toText(SearchResult result) {
        StringBuilder text = new StringBuilder();
        result.alignment()
                .sites()
                .forEach((variable, places) -> append(variable, places, result, text));
        return text.append(
                        String.format(
                                Locale.ROOT,
                                "epoch %d of %d was best; IIA on held-out pairs",
                                result.bestEpoch(),
                                result.epochs()))
                .toString();
    }

    private static void append(
            String variable, List<Site> places, SearchResult result, StringBuilder text) {
        text.append(
                String.format(
                        "%s at %s, dimensions %s%n%-10s %8s %14s%n",
                        variable,
                        places,
                        result.dimensions().get(variable),
                        "",
                        "IIA",
                        "IIA impactful"));
        text.append(line("found", result.heldOut().get(variable)));
        result.baselines().get(variable).forEach((name, f) -> text.append(line(name, f)));
        Figures found = result.heldOut().get(variable);
        text.append(Remarks.notFinite(found.notFinite(), found.pairs()));
        text.append(System.lineSeparator());
    }

    private static String line(String name, Figures figures) {
        return String.format(
                Locale.ROOT, "%-10s %8.4f %14.4f%n", name, figures.iia(), figures.iiaImpactful());
    }
}
