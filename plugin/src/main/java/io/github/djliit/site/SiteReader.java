/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.site;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Reads the text form of a site from left to right, in time linear in its length.
 *
 * <p>Every failure is a {@link SiteSyntaxException}. A reader reads one text, once.
 */
final class SiteReader {

    static final int MAX_LENGTH = 4096;

    private static final Pattern INT = Pattern.compile("0|-?[1-9][0-9]{0,9}");
    private static final String QUOTE_HINT =
            ", in double quotes if it is empty or holds . : @ [ ] { } , \" / or white space,";

    private final String text;
    private int at;

    SiteReader(String text) {
        this.text = Objects.requireNonNull(text, "text");
        if (text.length() > MAX_LENGTH) {
            at = MAX_LENGTH;
            throw expected("the end, for a text is at most " + MAX_LENGTH + " characters long,");
        }
    }

    Site site() {
        if (text.isEmpty()) {
            throw expected("a site, such as :output for the root,");
        }
        Path path = path();
        Optional<Port> port = take(":") ? Optional.of(port()) : Optional.empty();
        Optional<String> value = take("@") ? Optional.of(word("a value")) : Optional.empty();
        Region region = take("[") ? new Region(list(this::axis, "]")) : Region.whole();
        Site site = new Site(path, port, value, region);
        return last(site, after(site));
    }

    Path onlyPath() {
        return last(path(), "'.' or the end");
    }

    Axis onlyAxis() {
        return last(axis(), "the end");
    }

    private <T> T last(T part, String next) {
        if (at < text.length()) {
            throw expected(next);
        }
        return part;
    }

    private static String after(Site site) {
        if (!site.region().isWhole()) {
            return "the end";
        }
        if (site.value().isPresent()) {
            return "'[' or the end";
        }
        return site.port().isPresent() ? "'@', '[' or the end" : "'.', ':', '@', '[' or the end";
    }

    private Path path() {
        if (at == text.length() || peek(":") || peek("@") || peek("[")) {
            return Path.root();
        }
        List<String> steps = new ArrayList<>();
        do {
            steps.add(word("a step"));
        } while (take("."));
        return new Path(steps);
    }

    private Port port() {
        for (Port.Kind kind : Port.Kind.values()) {
            if (take(kind.word())) {
                return new Port(
                        kind, isDigitNext() ? OptionalInt.of(number()) : OptionalInt.empty());
            }
        }
        throw expected("'input' or 'output'");
    }

    private String word(String what) {
        if (peek("\"")) {
            return quoted(what);
        }
        String word = run(Quoting::isPlain);
        if (word.isEmpty()) {
            throw expected(what + QUOTE_HINT);
        }
        return word;
    }

    private String quoted(String what) {
        int start = at++;
        StringBuilder word = new StringBuilder();
        while (!take("\"")) {
            if (take("\\") && !peek("\"") && !peek("\\")) {
                throw expected("'\"' or '\\' after '\\'");
            }
            if (at == text.length()) {
                throw expected("a closing '\"'");
            }
            word.append(text.charAt(at++));
        }
        if (Quoting.isPlain(word.toString())) {
            at = start;
            throw expected(what + " without the quotes, which '" + word + "' does not need,");
        }
        return word.toString();
    }

    private Axis axis() {
        int start = at;
        if (take("{")) {
            List<Integer> positions = numbers();
            return checked(start, () -> new Axis.IndexSet(positions));
        }
        if (take("h{")) {
            List<Integer> heads = numbers();
            if (!take("/")) {
                throw expected("'/' and the number of heads");
            }
            int count = number();
            return checked(start, () -> new Axis.Heads(heads, count));
        }
        return range(start);
    }

    private Axis range(int start) {
        OptionalInt first = bound();
        if (!take(":")) {
            int position =
                    first.orElseThrow(() -> expected("an axis: 3, 5:7, :, {1,4} or h{3}/12,"));
            return new Axis.Index(position);
        }
        OptionalInt end = bound();
        boolean all = first.isEmpty() && end.isEmpty();
        return all ? new Axis.All() : checked(start, () -> new Axis.Range(first, end));
    }

    /** Turns the complaint of a record, which knows the rule, into one that knows the place. */
    private Axis checked(int start, Supplier<Axis> axis) {
        try {
            return axis.get();
        } catch (IllegalArgumentException e) {
            throw new SiteSyntaxException(text, start, e.getMessage());
        }
    }

    private List<Integer> numbers() {
        return list(this::number, "}");
    }

    private <T> List<T> list(Supplier<T> item, String close) {
        List<T> items = new ArrayList<>();
        do {
            run(Character::isWhitespace);
            items.add(item.get());
            run(Character::isWhitespace);
        } while (take(","));
        if (!take(close)) {
            throw expected("'" + close + "' or ','");
        }
        return items;
    }

    private OptionalInt bound() {
        return peek("-") || isDigitNext() ? OptionalInt.of(number()) : OptionalInt.empty();
    }

    private int number() {
        int start = at;
        take("-");
        run(SiteReader::isDigit);
        String written = text.substring(start, at);
        if (!isInt(written)) {
            at = start;
            throw expected(written.isEmpty() ? "a number" : "an int without leading zeros");
        }
        return Integer.parseInt(written);
    }

    /** Refuses what would print otherwise than it is written: 007, -0, more than 32 bits. */
    private static boolean isInt(String written) {
        return INT.matcher(written).matches()
                && Long.parseLong(written) == (int) Long.parseLong(written);
    }

    private static boolean isDigit(int character) {
        return '0' <= character && character <= '9';
    }

    private boolean isDigitNext() {
        return at < text.length() && isDigit(text.charAt(at));
    }

    private boolean peek(String token) {
        return text.startsWith(token, at);
    }

    private boolean take(String token) {
        boolean there = peek(token);
        at += there ? token.length() : 0;
        return there;
    }

    private String run(IntPredicate member) {
        int start = at;
        while (at < text.length() && member.test(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private SiteSyntaxException expected(String what) {
        String found =
                at < text.length()
                        ? "'" + Character.toString(text.codePointAt(at)) + "'"
                        : "the end";
        return new SiteSyntaxException(text, at, "expected " + what + " but found " + found);
    }
}
