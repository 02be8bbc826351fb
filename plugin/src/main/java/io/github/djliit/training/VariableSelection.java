/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import ai.djl.ndarray.NDArray;
import io.github.djliit.intervention.Rows;
import java.util.List;

/**
 * A selection of variables, the content of {@code which}, holds for each row and source the number
 * of the variable taken from it.
 *
 * <p>It copies the array from the device once for a batch.
 */
final class VariableSelection {

    static final int NONE = -1;

    private final int[] variables;
    private final int sources;

    private VariableSelection(int[] variables, int sources) {
        this.variables = variables;
        this.sources = sources;
    }

    /**
     * Reads the array and gives every variable the number that it has here.
     *
     * @param which the array; without names, its numbers are those of {@code own}
     * @param own the variables of the alignment that reads it, in their order
     * @throws IllegalArgumentException if there is no such variable
     */
    static VariableSelection of(NDArray which, List<String> own) {
        VariableNames names = VariableNames.read(which);
        if (names == null || names.names().equals(own)) {
            return of(which, own.size());
        }
        int[] numbers = names.numbersIn(own);
        VariableSelection theirs = of(which, numbers.length);
        for (int i = 0; i < theirs.variables.length; i++) {
            int variable = theirs.variables[i];
            theirs.variables[i] = variable == NONE ? NONE : numbers[variable];
        }
        return theirs;
    }

    /** Reads the array and checks that every number is that of a variable. */
    private static VariableSelection of(NDArray which, int variableCount) {
        int sources = (int) which.getShape().get(1);
        int[] variables = which.toIntArray();
        for (int i = 0; i < variables.length; i++) {
            if (variables[i] < NONE || variables[i] >= variableCount) {
                throw new IllegalArgumentException(
                        "which["
                                + i / sources
                                + ", "
                                + i % sources
                                + "] is "
                                + variables[i]
                                + ": expected the number of one of the "
                                + variableCount
                                + " aligned variables, 0 to "
                                + (variableCount - 1)
                                + ", or -1 for none");
            }
        }
        return new VariableSelection(variables, sources);
    }

    int rows() {
        return variables.length / sources;
    }

    /** Returns the rows in which a variable is taken from a source. */
    Rows rows(int variable, int source) {
        boolean[] rows = new boolean[rows()];
        boolean isAll = true;
        for (int i = 0; i < rows.length; i++) {
            rows[i] = variables[i * sources + source] == variable;
            isAll &= rows[i];
        }
        return isAll ? Rows.all() : Rows.of(rows);
    }

    /** Whether any variable is taken from a source in a row. */
    boolean isTaken(int row, int source) {
        return variables[row * sources + source] != NONE;
    }

    int sources() {
        return sources;
    }

    /** Whether a variable is taken from any source in a row. */
    boolean takes(int row, int variable) {
        for (int s = 0; s < sources; s++) {
            if (variables[row * sources + s] == variable) {
                return true;
            }
        }
        return false;
    }
}
