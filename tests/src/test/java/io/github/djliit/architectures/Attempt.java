/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.architectures;

import ai.djl.MalformedModelException;
import ai.djl.engine.EngineException;
import java.util.Optional;

/** Tells refusals from faults. */
final class Attempt {

    private static final int HALF = 200;

    private Attempt() {}

    /** Something that may be refused. */
    interface Body {
        void run() throws Exception;
    }

    /** Returns what was thrown. */
    static Optional<Exception> of(Body body) {
        try {
            body.run();
            return Optional.empty();
        } catch (Exception e) {
            return Optional.of(e);
        }
    }

    /** A refusal says what is wrong in the library's words; the engine's are a fault. */
    static Verdict verdict(Exception thrown) {
        boolean isRefusal =
                (thrown instanceof IllegalArgumentException
                                || thrown instanceof IllegalStateException
                                || thrown instanceof MalformedModelException)
                        && !(thrown instanceof EngineException)
                        && thrown.getMessage() != null;
        boolean isUnsupported =
                thrown instanceof UnsupportedOperationException && thrown.getCause() != null;
        return isRefusal || isUnsupported ? Verdict.REFUSED : Verdict.FAILED;
    }

    /** Start and end of a message: long ones list sites in between. */
    static String message(Exception thrown) {
        String text = thrown.getMessage() == null ? "" : thrown.getMessage();
        String whole = text.lines().reduce((a, b) -> a + " / " + b).orElse("");
        // Where the suite lies is of no interest.
        String line = whole.replaceAll("\\S*/([^/\\s]+/model\\.pt)", "$1");
        if (line.length() > 2 * HALF) {
            String end = line.substring(line.length() - HALF);
            line = line.substring(0, HALF) + " ... " + end;
        }
        return thrown.getClass().getSimpleName() + ": " + line;
    }

    static Finding finding(String part, String site, String kind, Exception thrown) {
        return new Finding(part, site, kind, verdict(thrown), 0, message(thrown));
    }
}
