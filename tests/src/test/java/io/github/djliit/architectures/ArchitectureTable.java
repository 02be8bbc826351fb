/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.architectures;

import io.github.djliit.architectures.ArchitectureCheck.Report;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What came out, as Markdown. */
final class ArchitectureTable {

    private static final List<String> HEAD =
            List.of(
                    "network",
                    "how",
                    "modules that are sites",
                    "captures right",
                    "refused",
                    "different",
                    "edits right",
                    "refused",
                    "different",
                    "remarks");
    private static final int EXAMPLES = 12;

    private static final List<Verdict> ORDER =
            List.of(Verdict.DIFFERENT, Verdict.FAILED, Verdict.EXPORT, Verdict.REFUSED);

    private static final String INTRODUCTION =
            """
            # Networks that were not made here

            What this library gives for networks of torchvision, timm and the transformers library with random
            weights, and for small ones with one construct each, compared with eager PyTorch: the plain output,
            the activation at each call of a module (output and first argument, base and source) with what a
            forward hook or pre-hook sees when it sees it, and the counterfactuals of edits at eight outputs and
            eight inputs of modules (interchange whole and in part, add, zero, set, scale) with what a hook gives
            that returns a new tensor. Right is 1e-5 of the largest value, with the engine's remedy set
            ([engine.md](engine.md)); refused is an error with its reason; all else is different.

            To make it again, with Python at hand: `pip install torch==2.13.0 torchvision==0.28.0 timm==1.0.29
            transformers==5.18.0 numpy`, then `python tests/golden/architectures.py --out DIR` (some ten minutes
            on one core), then `./mvnw verify -Dtest=ArchitectureSuiteTest
            -Dsurefire.failIfNoSpecifiedTests=false -Diit.architectures=DIR`, which writes
            `tests/target/architectures.md` (this page) and `architectures-causes.md` (all that is not right, by
            cause). `-Diit.fuzz=100000` adds so many random plans in a child process that is watched.

            """;

    private ArchitectureTable() {}

    /** Returns the page of the documentation. */
    static String page(List<Report> reports) {
        return INTRODUCTION + of(reports);
    }

    /** Returns the table with a line for each network, and one for all. */
    static String of(List<Report> reports) {
        List<String> lines = new ArrayList<>();
        lines.add(line(HEAD));
        lines.add(line(HEAD.stream().map(h -> "---").toList()));
        reports.forEach(report -> lines.add(line(cells(report))));
        lines.add(line(cells(sum("traced", reports))));
        lines.add(line(cells(sum("scripted or frozen", reports))));
        return String.join("\n", lines) + "\n";
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    private static Report sum(String how, List<Report> reports) {
        List<Report> summed =
                reports.stream()
                        .filter(r -> r.how().equals("trace") == how.equals("traced"))
                        .toList();
        return new Report(
                "all " + summed.size(),
                how,
                true,
                summed.stream().mapToInt(Report::modules).sum(),
                summed.stream().mapToInt(Report::sites).sum(),
                summed.stream()
                        .flatMap(r -> r.findings().stream())
                        .filter(f -> f.part().equals("capture") || f.part().equals("edit"))
                        .toList());
    }

    private static List<String> cells(Report report) {
        List<String> cells = new ArrayList<>();
        cells.add(report.name());
        cells.add(report.how());
        cells.add(report.sites() + "/" + report.modules());
        for (String part : List.of("capture", "edit")) {
            cells.add(String.valueOf(report.count(part, Verdict.RIGHT)));
            cells.add(String.valueOf(report.count(part, Verdict.REFUSED)));
            cells.add(String.valueOf(report.count(part, Verdict.DIFFERENT)));
        }
        cells.add(remarks(report));
        return cells;
    }

    private static String remarks(Report report) {
        List<String> remarks = new ArrayList<>();
        for (Finding finding : report.findings()) {
            boolean isOfAll = !List.of("capture", "edit").contains(finding.part());
            if (isOfAll && finding.verdict() == Verdict.EXPORT) {
                remarks.add(
                        "the export itself is off by %.0e of the largest value"
                                .formatted(finding.off()));
            } else if (isOfAll && finding.verdict() != Verdict.RIGHT) {
                remarks.add(finding.part() + ": " + plain(finding));
            }
        }
        count(report, Verdict.EXPORT, "not judged", remarks);
        count(report, Verdict.FAILED, "failed otherwise", remarks);
        return String.join("; ", remarks);
    }

    private static void count(Report report, Verdict verdict, String text, List<String> remarks) {
        long count = report.count("capture", verdict) + report.count("edit", verdict);
        if (count > 0) {
            remarks.add(count + " " + text);
        }
    }

    private static String plain(Finding finding) {
        String text = finding.verdict() == Verdict.DIFFERENT ? "different " : "";
        String remark = finding.remark().replace('|', '/').replace('\n', ' ');
        return text + remark.substring(0, Math.min(160, remark.length()));
    }

    /** Returns all that is not right by cause: the silent ones first, then the most frequent. */
    static String causes(List<Report> reports) {
        Map<String, List<String>> groups = new TreeMap<>();
        Map<String, Verdict> verdicts = new TreeMap<>();
        for (Report report : reports) {
            for (Finding finding : report.findings()) {
                if (finding.verdict() != Verdict.RIGHT) {
                    String cause = cause(finding);
                    verdicts.put(cause, finding.verdict());
                    groups.computeIfAbsent(cause, c -> new ArrayList<>())
                            .add(example(report, finding));
                }
            }
        }
        return groups.entrySet().stream()
                .sorted(
                        Comparator.comparing(
                                        (Map.Entry<String, List<String>> e) ->
                                                ORDER.indexOf(verdicts.get(e.getKey())))
                                .thenComparing(e -> -e.getValue().size()))
                .map(e -> section(e.getKey(), e.getValue()))
                .collect(Collectors.joining("\n"));
    }

    /** Examples of one site differ in kind only, and are one. */
    private static String section(String cause, List<String> examples) {
        String shown =
                examples.stream()
                        .distinct()
                        .limit(EXAMPLES)
                        .map(e -> "- " + e)
                        .collect(Collectors.joining("\n"));
        return "### " + examples.size() + " x " + cause + "\n" + shown + "\n";
    }

    /** Names and numbers left out, remarks of one cause are the same. */
    private static String cause(Finding finding) {
        String kind = List.of("base", "source").contains(finding.kind()) ? "" : finding.kind();
        String remark =
                finding.remark()
                        .replaceAll("'[^']*'", "'..'")
                        .replaceAll("is \\S+ tensor", "is .. tensor")
                        .replaceAll("\\([0-9, ]*\\)", "(..)")
                        .replaceAll("[0-9]+", "N");
        return finding.verdict()
                + " "
                + finding.part()
                + " "
                + (finding.site().endsWith(":input") ? "input" : "output")
                + " "
                + (finding.verdict() == Verdict.DIFFERENT ? kind : "")
                + " "
                + remark.substring(0, Math.min(220, remark.length()));
    }

    private static String example(Report report, Finding finding) {
        return "%s `%s`%s: %s"
                .formatted(
                        report.name(),
                        finding.site(),
                        finding.off() == 0 ? "" : " off %.2g".formatted(finding.off()),
                        finding.remark());
    }
}
