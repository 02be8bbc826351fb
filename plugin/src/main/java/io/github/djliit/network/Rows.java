/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import java.util.Arrays;

/**
 * The rows of a batch that an intervention applies to.
 *
 * <p>Rows are told apart on the first axis of an activation, so the site must be a place where that
 * is the batch. Immutable. It is kept outside any engine, so that a call can be checked, and rows
 * that nothing touches be left out, without a look at the device.
 */
public final class Rows {

    private static final Rows ALL = new Rows(null);

    /** Null for all rows, whatever the batch. */
    private final boolean[] selected;

    private Rows(boolean[] selected) {
        this.selected = selected;
    }

    /**
     * Selects every row.
     *
     * @return all rows of any batch
     */
    public static Rows all() {
        return ALL;
    }

    /**
     * Selects rows one by one.
     *
     * @param selected for each row of the batch whether it is selected; copied
     * @return the rows
     */
    public static Rows of(boolean... selected) {
        return new Rows(selected.clone());
    }

    boolean isAll() {
        if (selected == null) {
            return true;
        }
        for (boolean row : selected) {
            if (!row) {
                return false;
            }
        }
        return true;
    }

    boolean isNone() {
        if (selected == null) {
            return false;
        }
        for (boolean row : selected) {
            if (row) {
                return false;
            }
        }
        return true;
    }

    boolean[] toArray() {
        return selected.clone();
    }

    void check(long batch) {
        if (selected != null && selected.length != batch) {
            throw new IllegalArgumentException(
                    "Rows are selected out of " + selected.length + ", but the batch has " + batch);
        }
    }

    @Override
    public String toString() {
        return selected == null ? "all rows" : "rows " + Arrays.toString(selected);
    }
}
