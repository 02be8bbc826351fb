/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import ai.djl.Model;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.alignment.Subspace;
import io.github.djliit.report.AlignmentPicture;
import io.github.djliit.report.HeatMap;
import io.github.djliit.report.ReportPage;
import io.github.djliit.report.Table;
import io.github.djliit.site.Site;
import io.github.djliit.zoo.FreshPairs;
import io.github.djliit.zoo.MeasuredOn;
import io.github.djliit.zoo.ModelCard;
import io.github.djliit.zoo.ModelDirectory;
import io.github.djliit.zoo.Recipe;
import io.github.djliit.zoo.Recipes;
import io.github.djliit.zoo.RecordedFigures;
import io.github.djliit.zoo.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The report of a model as a page.
 *
 * @param card the description of the model
 * @param alignment its alignment
 * @param report the measurement
 * @param figures its figures
 * @param picture the alignment drawn with them
 * @param sites each variable at each aligned site
 * @param curves the training, if its metrics are there
 */
record ModelReport(
        ModelCard card,
        Alignment alignment,
        Report report,
        RecordedFigures figures,
        AlignmentPicture picture,
        Optional<AlignedSites> sites,
        Curves curves) {

    /** What the page is called in a model directory. */
    static final String FILE = "report.html";

    private static final String NONE = "–";
    private static final String IIA =
            "IIA, interchange intervention accuracy, is the share of pairs of inputs, drawn"
                    + " apart from those of the training, on which the network, with a variable's sites taken from the source, gives what the"
                    + " causal model gives with that variable taken from the source. A pair is"
                    + " impactful if the interchange changes the causal model's output. ";
    private static final String UNALIGNED =
            "The settings name these as sites that no variable is to live at: the share of answers"
                    + " that change when what another input has at the site takes its place. ";
    private static final String DIGESTS =
            "The figures of this page are of this alignment, these pairs and this network, and of no"
                    + " others.";
    private static final String PICTURE =
            "A line leads from each aligned variable to the sites that the alignment gives it, in"
                    + " the colour of its IIA. ";

    /**
     * Describes a model that was just trained.
     *
     * @param folder where its training left metrics, if it did
     * @throws IOException if they cannot be read
     */
    static ModelReport ofTraining(
            ModelCard card, Alignment alignment, Report report, Model model, Path folder)
            throws IOException {
        return of(card, alignment, report, model, curves(folder, card));
    }

    /**
     * Describes a model that was measured anew.
     *
     * @param directory the model directory, with the alignment that was measured
     * @throws IOException if what its training left cannot be read
     */
    static ModelReport of(ModelDirectory directory, Report report, Model model) throws IOException {
        Optional<String> untied = directory.untied();
        Curves curves =
                untied.isPresent()
                        ? new Curves(
                                Optional.empty(),
                                "The figures of the training are not shown: " + untied.get() + ".")
                        : curves(directory.path(), directory.card());
        return of(directory.card(), directory.alignment(), report, model, curves);
    }

    private static ModelReport of(
            ModelCard card, Alignment alignment, Report report, Model model, Curves curves) {
        RecordedFigures figures = report.figures();
        Recipe recipe = Recipes.get(card.recipe());
        AlignmentPicture picture = ModelPicture.of(card, alignment, model, figures).build();
        FreshPairs fresh = new FreshPairs(recipe, card.settings(recipe), report.seed());
        Optional<AlignedSites> sites = AlignedSites.of(fresh, alignment, model);
        return new ModelReport(card, alignment, report, figures, picture, sites, curves);
    }

    private static Curves curves(Path folder, ModelCard card) throws IOException {
        int epochs = card.settings(Recipes.get(card.recipe())).getInt("epochs");
        return Curves.of(folder, card.measuredOn(), epochs);
    }

    /** Returns the text of the page. */
    String toHtml() {
        Recipe recipe = Recipes.get(card.recipe());
        ReportPage.Builder page =
                ReportPage.builder().setTitle(card.title()).optLead(recipe.description());
        figures.taskAccuracy().ifPresent(value -> page.addFact("task accuracy", share(value)));
        figures.iia().values().stream()
                .min(Double::compare)
                .ifPresent(value -> page.addFact("lowest IIA" + byLast(), share(value)));
        figures.pairs().ifPresent(n -> page.addFact("pairs for each variable", Long.toString(n)));
        long notFinite = report.measured().main().notFinite();
        if (notFinite > 0) {
            page.addFact("pairs with an output of NaN or infinity", Long.toString(notFinite));
        }
        page.addFact("seed of the pairs", Long.toString(report.seed()));
        page.addTables(
                "Figures",
                IIA + Findings.MEANING + " " + found() + " " + card.trained(alignment) + wrong(),
                tables());
        if (!report.measured().unaligned().isEmpty()) {
            String text =
                    UNALIGNED
                            + Findings.unaligned(report.measured().unaligned())
                            + Findings.notFinite(report.measured().unalignedNotFinite());
            page.addTables("Unaligned sites", text, unaligned());
        }
        page.addPicture("Alignment", PICTURE + found(), picture);
        sites.ifPresent(all -> page.addPicture("Sites", all.text(), all.map()));
        if (figures.tasks().size() > 1) {
            page.addPicture("Tasks", "The IIA of each variable, judged by each task.", heatMap());
        }
        if (curves.picture().isPresent()) {
            page.addPicture("Training", curves.text(), curves.picture().get());
        } else if (!curves.text().isEmpty()) {
            page.addTables("Training", curves.text());
        }
        JsonObject json = JsonParser.parseString(card.toJson()).getAsJsonObject();
        page.addTables("Model", "", meaning(json));
        page.addTables("Configuration", "", values(json, "settings", "Settings of the training"));
        page.addTables("Versions", "", values(json, "versions", "What trained it"));
        report.measured()
                .measuredOn()
                .ifPresent(on -> page.addTables("Measured on", DIGESTS, digests(on)));
        return page.build().toHtml();
    }

    /** Says which variables are found where they are aligned. */
    private String found() {
        return Findings.atOwnSites(report.measured().impactful());
    }

    /** Says how many pairs were left out of the figures. */
    private String wrong() {
        String left = Findings.leftOut(report.measured().main().variables());
        return left.isEmpty() ? "" : " " + left;
    }

    /** Names the task that stands for the model, where there are several. */
    private String byLast() {
        return figures.tasks().keySet().stream()
                .reduce((first, second) -> second)
                .map(task -> ", " + task)
                .orElse("");
    }

    private Table[] tables() {
        if (figures.tasks().isEmpty()) {
            return new Table[] {table("Measured on fresh pairs", figures)};
        }
        return figures.tasks().entrySet().stream()
                .map(task -> table(caption(task.getKey(), task.getValue()), task.getValue()))
                .toArray(Table[]::new);
    }

    private static String caption(String name, RecordedFigures task) {
        String accuracy =
                task.taskAccuracy().isPresent()
                        ? ", accuracy " + share(task.taskAccuracy().getAsDouble())
                        : "";
        return "Task " + name + accuracy;
    }

    private Table table(String caption, RecordedFigures of) {
        List<List<String>> rows = new ArrayList<>();
        for (String variable : of.iia().keySet()) {
            rows.add(
                    List.of(
                            variable,
                            sites(variable),
                            share(of.iia(), variable),
                            share(of.iiaImpactful(), variable),
                            share(of.impactful(), variable)));
        }
        List<String> columns =
                List.of("variable", "sites", "IIA", "IIA of impactful pairs", "impactful pairs");
        return new Table(caption, columns, rows);
    }

    private String sites(String variable) {
        List<Site> sites = alignment.sites().getOrDefault(variable, List.of());
        List<Subspace> parts = alignment.subspaces().getOrDefault(variable, List.of());
        return IntStream.range(0, sites.size())
                .mapToObj(
                        i ->
                                parts.isEmpty() || parts.get(i).isWhole()
                                        ? sites.get(i).toString()
                                        : sites.get(i) + " (" + parts.get(i).text() + ")")
                .collect(Collectors.joining(", "));
    }

    private Table unaligned() {
        List<List<String>> rows = new ArrayList<>();
        report.measured()
                .unaligned()
                .forEach(
                        (site, effect) ->
                                rows.add(
                                        List.of(
                                                site,
                                                share(effect.value()),
                                                effect.interval().toString())));
        return new Table(
                "Measured by resampling", List.of("site", "answers that change", "95%"), rows);
    }

    private HeatMap heatMap() {
        List<String> tasks = List.copyOf(figures.tasks().keySet());
        List<String> variables = alignment.variables();
        double[][] values = new double[variables.size()][tasks.size()];
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < tasks.size(); j++) {
                Map<String, Double> iia = figures.tasks().get(tasks.get(j)).iia();
                values[i][j] = iia.getOrDefault(variables.get(i), Double.NaN);
            }
        }
        return HeatMap.builder()
                .setTitle("IIA by task")
                .optAxes("variable", "task")
                .setRows(variables)
                .setColumns(tasks)
                .setValues(values)
                .build();
    }

    private static Table digests(MeasuredOn on) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("alignment", on.alignment()));
        rows.add(List.of("pairs", on.pairs()));
        on.network().ifPresent(network -> rows.add(List.of("network", network)));
        return new Table("Digests", List.of("of", "digest"), rows);
    }

    private static Table meaning(JsonObject json) {
        List<List<String>> rows = new ArrayList<>();
        for (String key : List.of("causal_model", "input", "output")) {
            if (json.has(key)) {
                rows.add(List.of(key.replace('_', ' '), text(json.get(key))));
            }
        }
        return new Table("What goes in and what comes out", List.of("part", "meaning"), rows);
    }

    private static Table values(JsonObject json, String key, String caption) {
        List<List<String>> rows = new ArrayList<>();
        if (json.get(key) instanceof JsonObject object) {
            object.entrySet().forEach(e -> rows.add(List.of(e.getKey(), text(e.getValue()))));
        }
        return new Table(caption, List.of("name", "value"), rows);
    }

    private static String text(JsonElement value) {
        return value.isJsonPrimitive() ? value.getAsString() : value.toString();
    }

    private static String share(Map<String, Double> shares, String variable) {
        Double value = shares.get(variable);
        return value == null ? NONE : share(value);
    }

    private static String share(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
