/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The names along an axis of a picture, made as short as their room asks for.
 *
 * <p>Where they do not fit, what all share at their beginning and at their end is left out and told
 * once; a number or a word is never cut in two there. Only what is still far too long has its
 * middle left out, and that only as long as all labels stay different.
 *
 * @param texts a label for each name
 * @param shared what was left out, with {@code *} where the labels differ; empty for nothing
 */
record Labels(List<String> texts, String shared) {

    private static final Pattern TOKEN = Pattern.compile("(?s)\\p{N}+|[\\p{L}\\p{M}_]+|.");

    /** Copies the list. */
    Labels {
        texts = List.copyOf(texts);
    }

    /**
     * Makes labels.
     *
     * @param names the names
     * @param style how they are set
     * @param room how wide each may be while nothing is left out
     * @param most how wide each may be at all
     */
    static Labels of(List<String> names, Style style, double room, double most) {
        List<String> clean = names.stream().map(Text::clean).toList();
        if (widest(clean, style) <= room) {
            return new Labels(clean, "");
        }
        Labels cut = cut(clean);
        List<String> fitting = cut.texts.stream().map(text -> Text.fit(text, style, most)).toList();
        return count(fitting) < count(cut.texts) ? cut : new Labels(fitting, cut.shared);
    }

    private static long count(List<String> texts) {
        return texts.stream().distinct().count();
    }

    static double widest(List<String> texts, Style style) {
        return texts.stream().mapToDouble(style::width).max().orElse(0);
    }

    /** Returns the width of the widest label. */
    double width(Style style) {
        return widest(texts, style);
    }

    /** Leaves out what all share; of each something stays. */
    private static Labels cut(List<String> names) {
        List<List<String>> tokens = names.stream().map(Labels::tokens).toList();
        if (count(names) < 2) {
            return new Labels(names, "");
        }
        int spare = tokens.stream().mapToInt(List::size).min().orElse(0) - 1;
        int before = 0;
        while (before < spare && isShared(tokens, before, true)) {
            before++;
        }
        int after = 0;
        while (before + after < spare && isShared(tokens, after, false)) {
            after++;
        }
        if (before + after <= 0) {
            return new Labels(names, "");
        }
        List<String> texts = new ArrayList<>();
        for (List<String> each : tokens) {
            texts.add(String.join("", each.subList(before, each.size() - after)));
        }
        List<String> first = tokens.get(0);
        String start = String.join("", first.subList(0, before));
        String end = String.join("", first.subList(first.size() - after, first.size()));
        return new Labels(texts, start + "*" + end);
    }

    private static boolean isShared(List<List<String>> tokens, int index, boolean isFromStart) {
        return tokens.stream()
                        .map(each -> each.get(isFromStart ? index : each.size() - 1 - index))
                        .distinct()
                        .count()
                == 1;
    }

    private static List<String> tokens(String name) {
        return TOKEN.matcher(name).results().map(MatchResult::group).toList();
    }
}
