/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import io.github.djliit.statistics.Estimate;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What figures say of where variables are, in sentences.
 *
 * <p>Judged by the IIA of impactful pairs: on others a site that has nothing to do with the
 * variable does as well as its own.
 */
final class Findings {

    /** An IIA above which a variable is said to be found. */
    static final double FOUND = .9;

    /** A share of answers above which a site is said to matter. */
    static final double MATTERS = .01;

    /** What counts as found, for people. */
    static final String MEANING =
            "A variable counts as found at a site if its IIA on impactful pairs is above "
                    + FOUND
                    + " with its whole interval of 95%, as not found if the whole interval is below.";

    /** So many are told one by one. */
    private static final int MOST = 8;

    private Findings() {}

    /** What an estimate says. */
    enum Verdict {
        FOUND,
        NOT_FOUND,
        UNDECIDED,
        NO_PAIRS
    }

    /** Judges the IIA of impactful pairs. */
    static Verdict of(Estimate impactful) {
        if (impactful.isEmpty()) {
            return Verdict.NO_PAIRS;
        } else if (impactful.interval().low() > FOUND) {
            return Verdict.FOUND;
        }
        return impactful.interval().high() < FOUND ? Verdict.NOT_FOUND : Verdict.UNDECIDED;
    }

    /**
     * Says which variables are found where they are aligned.
     *
     * @param impactful the IIA of impactful pairs of each variable, by its name
     */
    static String atOwnSites(Map<String, Estimate> impactful) {
        Map<Verdict, List<String>> verdicts = new EnumMap<>(Verdict.class);
        impactful.forEach(
                (variable, estimate) -> {
                    Verdict verdict = of(estimate);
                    boolean isPlain = verdict == Verdict.FOUND || verdict == Verdict.NO_PAIRS;
                    String text = isPlain ? variable : variable + " " + text(estimate);
                    verdicts.computeIfAbsent(verdict, v -> new ArrayList<>()).add(text);
                });
        return sentences(
                verdicts,
                verdict ->
                        switch (verdict) {
                            case FOUND -> "Found at its sites: %s.";
                            case NOT_FOUND -> "Not found at its sites: %s.";
                            case UNDECIDED -> "Not decided by so many pairs: %s.";
                            case NO_PAIRS ->
                                    "No pair is impactful, so that nothing is known of: %s.";
                        });
    }

    /**
     * Says which variables are found at sites that they are not aligned to.
     *
     * @param impactful the IIA of impactful pairs, by what is tried, as {@code x at 02Linear}
     */
    static String elsewhere(Map<String, Estimate> impactful) {
        Map<Verdict, List<String>> verdicts = new EnumMap<>(Verdict.class);
        impactful.forEach(
                (what, estimate) -> {
                    Verdict verdict = of(estimate);
                    if (verdict == Verdict.FOUND || verdict == Verdict.UNDECIDED) {
                        verdicts.computeIfAbsent(verdict, v -> new ArrayList<>())
                                .add(what + " " + text(estimate));
                    }
                });
        if (verdicts.isEmpty()) {
            return highest(impactful);
        }
        return sentences(
                verdicts,
                verdict ->
                        verdict == Verdict.FOUND
                                ? "Found at sites that others are aligned to: %s."
                                : "Not decided by so few pairs: %s.");
    }

    private static String highest(Map<String, Estimate> impactful) {
        return impactful.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .reduce((a, b) -> b.getValue().value() > a.getValue().value() ? b : a)
                .map(
                        entry ->
                                "None is found at a site that only others are aligned to; the"
                                        + " highest is "
                                        + entry.getKey()
                                        + " "
                                        + text(entry.getValue())
                                        + ".")
                .orElse("No pair is impactful, so that nothing is known of other sites.");
    }

    /**
     * Says of which sites that no variable is to live at the answers depend.
     *
     * @param effects the share of answers that change with each site
     */
    static String unaligned(Map<String, Estimate> effects) {
        List<String> matter = new ArrayList<>();
        List<String> open = new ArrayList<>();
        effects.forEach(
                (site, effect) -> {
                    if (effect.interval().low() > MATTERS) {
                        matter.add(site + " " + text(effect));
                    } else if (!(effect.interval().high() <= MATTERS)) {
                        open.add(site + " " + text(effect));
                    }
                });
        if (matter.isEmpty() && open.isEmpty()) {
            return "By their intervals, none changes more than one answer in a hundred.";
        }
        String changes = matter.isEmpty() ? "" : "Answers depend on: " + listed(matter) + ".";
        String rest =
                open.isEmpty()
                        ? ""
                        : "Whether more than one answer in a hundred changes is not decided: "
                                + listed(open)
                                + ".";
        return (changes + " " + rest).strip();
    }

    /**
     * Says with which sites outputs are not finite.
     *
     * @param counts how many of them, by site
     */
    static String notFinite(Map<String, Long> counts) {
        List<String> each = new ArrayList<>();
        counts.forEach((site, count) -> each.add(site + " " + count));
        return each.isEmpty()
                ? ""
                : " Outputs that are NaN or infinite, of which the shares say nothing: "
                        + listed(each)
                        + ".";
    }

    /**
     * Says how many pairs were not counted, since the network was wrong on them to begin with.
     *
     * @param figures the figures of each variable
     */
    static String leftOut(Map<String, Figures> figures) {
        List<String> left = new ArrayList<>();
        figures.forEach(
                (variable, each) -> {
                    if (each.wrong().leftOut() > 0) {
                        left.add(variable + " " + each.wrong().leftOut());
                    }
                });
        return left.isEmpty()
                ? ""
                : "Pairs left out, since the network was wrong on them to begin with: "
                        + listed(left)
                        + ".";
    }

    private static String sentences(
            Map<Verdict, List<String>> verdicts, Function<Verdict, String> form) {
        return verdicts.entrySet().stream()
                .map(entry -> form.apply(entry.getKey()).replace("%s", listed(entry.getValue())))
                .collect(Collectors.joining(" "));
    }

    private static String listed(List<String> texts) {
        String some = texts.stream().limit(MOST).collect(Collectors.joining(", "));
        return texts.size() > MOST ? some + " and " + (texts.size() - MOST) + " more" : some;
    }

    private static String text(Estimate estimate) {
        return estimate.isEmpty()
                ? "(none)"
                : String.format(Locale.ROOT, "(%.4f %s)", estimate.value(), estimate.interval());
    }
}
