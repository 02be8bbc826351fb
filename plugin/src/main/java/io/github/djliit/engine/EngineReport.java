/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.engine;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What an {@link EngineCheck} found.
 *
 * @param engine the engine and device, such as {@code "PyTorch 2.7.1 on cpu()"}
 * @param operators the operators that were checked, in their own order; those that the engine does
 *     not have are left out
 * @param deviations the cases that came out wrong, in the order of operators
 * @param remedy what to do about them, a sentence; empty if nothing is wrong
 */
public record EngineReport(
        String engine, Set<Operator> operators, List<Deviation> deviations, String remedy) {

    private static final int SHOWN = 3;

    /** Copies the collections. */
    public EngineReport {
        Objects.requireNonNull(engine, "engine");
        Objects.requireNonNull(remedy, "remedy");
        operators = Collections.unmodifiableSortedSet(new TreeSet<>(operators));
        deviations = List.copyOf(deviations);
    }

    /**
     * Returns whether every case came out right.
     *
     * @return whether it did
     */
    public boolean isRight() {
        return deviations.isEmpty();
    }

    /**
     * Returns the operators that came out wrong in some case.
     *
     * @return the operators
     */
    public Set<Operator> wrongOperators() {
        return deviations.stream().map(Deviation::operator).collect(Collectors.toSet());
    }

    /**
     * Returns the whole report as one message of one line: what is wrong, by how much, and what to
     * do.
     *
     * @return the message
     */
    public String message() {
        if (isRight()) {
            return engine + " computes the known cases rightly";
        }
        String first =
                deviations.stream()
                        .limit(SHOWN)
                        .map(Deviation::toString)
                        .collect(Collectors.joining("; "));
        int more = deviations.size() - SHOWN;
        String rest = more > 0 ? "; and " + more + " more" : "";
        return engine
                + " computes wrong results on this machine ("
                + first
                + rest
                + ", relative to the largest value). "
                + remedy;
    }

    /**
     * Throws unless every case came out right.
     *
     * @return this
     * @throws IllegalStateException if a case came out wrong, with {@link #message()}
     */
    public EngineReport requireRight() {
        if (!isRight()) {
            throw new IllegalStateException(message());
        }
        return this;
    }
}
