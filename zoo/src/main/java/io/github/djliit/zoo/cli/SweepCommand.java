/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.analysis.Candidate;
import io.github.djliit.analysis.Candidates;
import io.github.djliit.analysis.SweepTable;
import io.github.djliit.network.SiteInfo;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import io.github.djliit.zoo.FreshPairs;
import io.github.djliit.zoo.ModelDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code iit sweep MODEL}. */
@Command(
        name = "sweep",
        description =
                "Measures the IIA of variables at many sites: each layer, each position, head or"
                        + " block of units of each layer.",
        mixinStandardHelpOptions = true)
final class SweepCommand implements Callable<Integer> {

    /** How the sites are cut. */
    enum By {
        layer,
        position,
        head,
        units
    }

    private static final int UNITS = 4;
    private static final String[] ENDINGS = {".svg", ".json", ".csv"};

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "MODEL",
            description = "A model of the zoo, or a directory that train wrote.")
    private String model;

    @Option(
            names = "--variable",
            paramLabel = "V",
            split = ",",
            description = "The variables, of the causal model (default: all that are aligned).")
    private List<String> variables = new ArrayList<>();

    @Option(
            names = "--by",
            paramLabel = "layer|position|head|units",
            defaultValue = "layer",
            description = "What the sites are cut into (default: layer, each whole).")
    private By by;

    @Option(
            names = "--site",
            paramLabel = "SITE",
            description =
                    "A site to try; may be repeated (default: the layers, of --by head the weights"
                            + " of attention).")
    private List<String> sites = new ArrayList<>();

    @Option(
            names = "--units",
            paramLabel = "K",
            description = "The size of the blocks of --by units (default: 4).")
    private Integer units;

    @Option(
            names = "--heads",
            paramLabel = "H",
            description =
                    "The number of heads of --by head (default: as the weights of attention tell).")
    private Integer heads;

    @Option(
            names = "--pairs",
            paramLabel = "N",
            defaultValue = "4000",
            description = "How many pairs, all variables together (default: 4000).")
    private int pairs;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The seed of the pairs (default: that of the training run).")
    private Long seed;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            converter = OutPath.OfFile.class,
            description =
                    "Write the figures to a .json or .csv file, or draw them, to a .svg file.")
    private Path out;

    @Mixin private AlignmentOption alignment = new AlignmentOption();
    @Mixin private Overwrite overwrite;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        long begin = System.nanoTime();
        check();
        try (AnalysedModel analysed = AnalysedModel.load(model, alignment);
                OutputFile file = file(analysed)) {
            List<String> named = analysed.variables(variables);
            List<Candidate> candidates = UsageException.check(() -> candidates(analysed));
            FreshPairs fresh = analysed.pairs(seed);
            List<SweepTable> tables = sweep(analysed, fresh, named, candidates);
            JsonObject result = new JsonObject();
            result.addProperty("model", analysed.recipe().name());
            result.addProperty(Mark.MADE_FROM, analysed.directory().identity());
            result.addProperty("seed", fresh.seed());
            result.addProperty("seconds", Math.round((System.nanoTime() - begin) / 1e7) / 100.0);
            result.addProperty("by", by.name());
            JsonArray list = new JsonArray();
            tables.forEach(table -> list.add(JsonParser.parseString(table.toJson())));
            result.add("sweeps", list);
            if (file != null) {
                file.write(
                        Endings.isOn(out, ".svg")
                                ? picture(analysed.directory(), tables, fresh)
                                : text(result, tables));
            }
            Output.print(spec.commandLine().getOut(), json, result, toText(tables));
        }
        return 0;
    }

    /** What would not be looked at is refused. */
    private void check() {
        if (pairs < 1) {
            throw new UsageException("--pairs is one or more, found " + pairs);
        }
        checkOf("--units", units, By.units);
        checkOf("--heads", heads, By.head);
        Endings.check("--out", out, ENDINGS);
    }

    private void checkOf(String option, Integer value, By cut) {
        if (value != null && by != cut) {
            throw new UsageException(
                    "%s belongs to --by %s, found --by %s: leave one of them out"
                            .formatted(option, cut, by));
        }
    }

    private OutputFile file(AnalysedModel analysed) throws IOException {
        return overwrite.file(out, mark(analysed), OpenModel.input(model), alignment.file());
    }

    /** A table does not say what it is of, nor a list of figures of which alignment. */
    private Mark mark(AnalysedModel analysed) {
        if (out != null && Endings.isOn(out, ".svg")) {
            return Mark.ending(alignment.line("sweep", analysed.directory()));
        }
        boolean isTold = out != null && Endings.isOn(out, ".json") && !alignment.isGiven();
        return isTold ? Mark.json(analysed.directory().identity(), "sweeps") : Mark.NONE;
    }

    private String picture(ModelDirectory model, List<SweepTable> tables, FreshPairs fresh) {
        int positions = by == By.position ? tables.get(0).columns().size() : 0;
        List<String> words = Words.of(fresh, positions);
        String columns =
                switch (by) {
                    case layer -> "";
                    case position ->
                            words.isEmpty() ? "position" : "position and word, " + Words.LEGEND;
                    case head, units -> by.name();
                };
        String svg = SweepPicture.of(model.card().title(), tables, columns, words).toSvg();
        return svg + "\n" + alignment.line("sweep", model) + "\n";
    }

    private String text(JsonObject result, List<SweepTable> tables) {
        if (Endings.isOn(out, ".csv")) {
            return csv(tables);
        }
        return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(result);
    }

    /** One line of names, then those of all tables. */
    private static String csv(List<SweepTable> tables) {
        String first = tables.get(0).toCsv();
        return first
                + tables.stream()
                        .skip(1)
                        .map(SweepTable::toCsv)
                        .map(text -> text.substring(text.indexOf('\n') + 1))
                        .collect(Collectors.joining());
    }

    private List<Candidate> candidates(AnalysedModel analysed) {
        List<SiteInfo> all = analysed.sites();
        List<SiteInfo> chosen =
                sites.isEmpty()
                        ? usual(all)
                        : analysed.distinct(sites).stream()
                                .map(site -> AnalysedModel.info(site, all))
                                .toList();
        return switch (by) {
            case layer -> Candidates.byLayer(chosen);
            case position -> Candidates.byPosition(chosen);
            case head -> Candidates.byHead(chosen, heads(all));
            case units -> Candidates.byUnits(chosen, units == null ? UNITS : units);
        };
    }

    private List<SiteInfo> usual(List<SiteInfo> all) {
        return by != By.head
                ? Candidates.layers(all)
                : all.stream()
                        .filter(info -> info.shape().filter(AnalysedModel::isAttention).isPresent())
                        .filter(info -> info.site().port().isEmpty())
                        .toList();
    }

    private int heads(List<SiteInfo> all) {
        if (heads != null) {
            return heads;
        }
        return AnalysedModel.heads(all)
                .orElseThrow(
                        () ->
                                new UsageException(
                                        "No site tells the number of heads; give --heads H, and"
                                                + " the sites by --site SITE"));
    }

    private List<SweepTable> sweep(
            AnalysedModel analysed,
            FreshPairs fresh,
            List<String> named,
            List<Candidate> candidates)
            throws Exception {
        Alignment judged = analysed.directory().alignment();
        Sweeps sweeps = new Sweeps(fresh, analysed.model(), judged, candidates);
        long total = (long) pairs * candidates.size();
        try (WorkProgress progress = new WorkProgress("sweep", " interchanges", total)) {
            Map<String, SweepTable> tables =
                    UsageException.check(() -> sweeps.run(named, pairs, progress::step));
            checkMeasured(named, tables);
            return List.copyOf(tables.values());
        }
    }

    /** Of few pairs, each of which swaps one variable by chance, some variables get none. */
    private void checkMeasured(List<String> named, Map<String, SweepTable> tables) {
        List<String> others = named.stream().filter(name -> !tables.containsKey(name)).toList();
        if (!others.isEmpty()) {
            throw new UsageException(
                    "--pairs %d leaves none for %s of %s: give more, or name fewer by --variable"
                            .formatted(pairs, others, named));
        }
    }

    private static String toText(List<SweepTable> tables) {
        return tables.stream()
                .map(SweepCommand::toText)
                .collect(Collectors.joining(System.lineSeparator() + System.lineSeparator()));
    }

    private static String toText(SweepTable table) {
        TextGrid grid = new TextGrid(table.rows(), table.columns(), table.grid(Figures::iia));
        SweepTable.Cell best = table.best();
        return String.format(
                Locale.ROOT,
                "IIA of %s, best at %s: %.4f%n%s%n%s",
                table.variable(),
                best.candidate().site(),
                best.figures().iia(),
                Remarks.notFinite(
                        table.notFinite(),
                        table.cells().stream().mapToLong(cell -> cell.figures().pairs()).sum()),
                grid);
    }
}
