/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import java.util.Optional;

/**
 * A value in a method that was, when the model was traced, the very tensor of a parameter: all that
 * was done to it gave it back as it came.
 *
 * @param parameter the number of the parameter, {@code self} not counted
 * @param before the code in front of the parameter that makes the value of it
 * @param after the code behind it
 * @param isClosed whether that code names nothing of its method but the parameter
 * @param isChanged whether it was changed in place, by which code under an edit changes what the
 *     edit gave: the code that is told here goes up to there
 * @param problem why the code cannot be told
 */
public record InputAlias(
        int parameter,
        String before,
        String after,
        boolean isClosed,
        boolean isChanged,
        Optional<String> problem) {

    /** More is no code that anyone writes, but what a file makes up to fill memory. */
    private static final int LONGEST = 2000;

    /** Keeps no code that cannot be told. */
    public InputAlias {
        before = problem.isEmpty() ? before : "";
        after = problem.isEmpty() ? after : "";
    }

    static InputAlias of(int parameter) {
        return new InputAlias(parameter, "", "", true, false, Optional.empty());
    }

    /** Returns the code that makes the value of a variable. */
    public String code(String variable) {
        return before + variable + after;
    }

    /** Returns what an operator gives back. */
    InputAlias through(String newBefore, String newAfter, boolean closed) {
        return isChanged
                ? this
                : new InputAlias(
                        parameter,
                        newBefore + before,
                        after + newAfter,
                        isClosed && closed,
                        false,
                        tooLong(newBefore, newAfter));
    }

    /** Returns the same after a change in place. */
    InputAlias changed() {
        return new InputAlias(parameter, before, after, isClosed, true, problem);
    }

    /** Returns what another method gives back that got this. */
    InputAlias through(InputAlias inner) {
        if (isChanged) {
            return this;
        }
        Optional<String> open =
                inner.isClosed
                        ? inner.problem
                        : Optional.of("what is done to it there depends on other values");
        return new InputAlias(
                parameter,
                inner.before + before,
                after + inner.after,
                isClosed,
                inner.isChanged,
                problem.or(() -> open).or(() -> tooLong(inner.before, inner.after)));
    }

    private Optional<String> tooLong(String newBefore, String newAfter) {
        int length = before.length() + after.length() + newBefore.length() + newAfter.length();
        return problem.or(
                () -> length > LONGEST ? Optional.of("its code is too long") : Optional.empty());
    }
}
