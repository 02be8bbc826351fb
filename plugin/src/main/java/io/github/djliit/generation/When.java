/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.generation;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * The steps of a generation at which a plan applies.
 *
 * <p>Step 0 is the pass over the prompt, which gives the first new token. Step k, from 1, is the
 * pass over new token number k - 1 (they count from 0), which gives the next. Immutable.
 *
 * @param steps steps, one by one
 * @param from the step from which all are in; empty for none
 */
public record When(Set<Integer> steps, OptionalInt from) {

    /** Copies the set and checks that the steps are from 0. */
    public When {
        steps = Set.copyOf(steps);
        if (steps.stream().anyMatch(s -> s < 0) || (from.isPresent() && from.getAsInt() < 0)) {
            throw new IllegalArgumentException(
                    "Steps count from 0, the pass over the prompt; found "
                            + new TreeSet<>(steps)
                            + (from.isPresent() ? " and from " + from.getAsInt() : ""));
        }
    }

    /**
     * Returns the pass over the prompt only; its effect on the prompt's keys and values stays.
     *
     * @return step 0
     */
    public static When prompt() {
        return steps(0);
    }

    /**
     * Returns the passes over new tokens only.
     *
     * @return all steps from 1
     */
    public static When generated() {
        return new When(Set.of(), OptionalInt.of(1));
    }

    /**
     * Returns every pass.
     *
     * @return all steps
     */
    public static When all() {
        return new When(Set.of(), OptionalInt.of(0));
    }

    /**
     * Returns chosen passes.
     *
     * @param steps the steps, from 0
     * @return these steps
     */
    public static When steps(int... steps) {
        Set<Integer> set = new TreeSet<>();
        Arrays.stream(steps).forEach(set::add);
        return new When(set, OptionalInt.empty());
    }

    /**
     * Returns whether a step is in.
     *
     * @param step the step, from 0
     * @return whether a plan applies there
     */
    public boolean includes(int step) {
        return steps.contains(step) || (from.isPresent() && step >= from.getAsInt());
    }

    /** Returns the steps as text, for messages. */
    @Override
    public String toString() {
        String listed = steps.isEmpty() ? "" : new TreeSet<>(steps).toString();
        String open = from.isPresent() ? "all from " + from.getAsInt() : "";
        return listed.isEmpty() && open.isEmpty()
                ? "none"
                : listed + (listed.isEmpty() || open.isEmpty() ? "" : " and ") + open;
    }

    /** Whether any pass over a new token is in. */
    boolean includesGenerated() {
        return from.isPresent() || steps.stream().anyMatch(step -> step > 0);
    }
}
