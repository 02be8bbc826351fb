/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.engine.EngineException;
import java.util.function.Supplier;

/**
 * Carries what an edit or a featurizer of the caller's own threw past all who would explain a
 * failure or try another way: it comes out of the call as it is, after one try.
 */
final class CallerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient RuntimeException own;

    private CallerException(RuntimeException own) {
        super(own);
        this.own = own;
    }

    /** Returns what was thrown. */
    RuntimeException own() {
        return own;
    }

    /** Runs an edit of the caller's own. */
    static <T> T edit(Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            throw new CallerException(e);
        }
    }

    /**
     * Runs a featurizer, the caller's own or not: what is wrong with a shape is told with the site,
     * what an engine throws is looked into.
     */
    static <T> T featurizer(Supplier<T> work) {
        try {
            return work.get();
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (RuntimeException e) {
            throw isOfEngine(e) ? e : new CallerException(e);
        }
    }

    /** Whether an engine or its bridge throws such an exception, about arrays that do not fit. */
    static boolean isOfEngine(RuntimeException e) {
        return e instanceof EngineException
                || e instanceof IndexOutOfBoundsException
                || e instanceof ArithmeticException
                || e instanceof UnsupportedOperationException;
    }
}
