/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.site;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The way from the root of a network to a block, one child name a step.
 *
 * <p>In text the steps are joined by dots. A step that is empty or holds white space, a control
 * character or one of <code>. : @ [ ] { } , " /</code> is written in double quotes, with {@code \"}
 * and {@code \\} for a quote and a backslash; any other step is written without.
 *
 * @param steps the child names, none for the root
 */
public record Path(List<String> steps) {

    private static final Path ROOT = new Path(List.of());

    /** Copies the steps. */
    public Path {
        steps = List.copyOf(steps);
    }

    /**
     * Reads a path.
     *
     * @param text the text form; empty for the root
     * @return the path
     * @throws SiteSyntaxException if the text is not a path
     */
    public static Path of(String text) {
        return new SiteReader(text).onlyPath();
    }

    /**
     * Returns the path of the root, which has no steps.
     *
     * @return the path
     */
    public static Path root() {
        return ROOT;
    }

    /**
     * Returns whether this is the path of the root.
     *
     * @return whether there are no steps
     */
    public boolean isRoot() {
        return steps.isEmpty();
    }

    /**
     * Returns the path one step further.
     *
     * @param step the child's name, as it is, without quotes
     * @return the child's path
     */
    public Path child(String step) {
        return new Path(Stream.concat(steps.stream(), Stream.of(step)).toList());
    }

    /**
     * Returns the path one step back.
     *
     * @return the parent's path, empty for the root
     */
    public Optional<Path> parent() {
        return isRoot() ? Optional.empty() : Optional.of(head(steps.size() - 1));
    }

    /**
     * Returns whether a path leads to this one or to a block above it.
     *
     * @param other the path
     * @return whether its steps, whole steps, are the first ones of this path
     */
    public boolean startsWith(Path other) {
        int count = other.steps.size();
        return count <= steps.size() && head(count).equals(other);
    }

    private Path head(int count) {
        return new Path(steps.subList(0, count));
    }

    /** Returns the text form, which {@link #of} reads. */
    @Override
    public String toString() {
        return steps.stream().map(Quoting::print).collect(Collectors.joining("."));
    }
}
