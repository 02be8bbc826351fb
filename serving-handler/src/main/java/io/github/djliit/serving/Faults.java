/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import ai.djl.engine.EngineException;
import io.github.djliit.intervention.InvalidPlanException;
import io.github.djliit.network.SiteException;
import io.github.djliit.network.SiteNotReachedException;
import io.github.djliit.network.UnclearFaultException;
import io.github.djliit.torchscript.EngineMessage;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what went wrong with a request, in words that may go to whoever sent it. */
final class Faults {

    private static final Logger logger = LoggerFactory.getLogger(Faults.class);

    private static final int MAX_LENGTH = 500;

    /** How engines say that memory is used up, on a processor and on a device. */
    private static final Pattern MEMORY =
            Pattern.compile("out of memory|can't allocate memory|cannot allocate memory|bad_alloc");

    /** Characters that would break a line, or tell a terminal what to do. */
    private static final Pattern HIDDEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]+");

    private final Path folder;

    /**
     * Creates it.
     *
     * @param folder the directory of the model, which no message names
     */
    Faults(Path folder) {
        this.folder = folder;
    }

    /** Tells of what was thrown while a request was read. */
    RequestException ofReading(Throwable thrown) {
        return isMemory(thrown) ? memory(thrown) : known(thrown);
    }

    /** Tells of what was thrown while a request was run alone. */
    RequestException ofRunning(Throwable thrown, RequestPlan plan) {
        if (isMemory(thrown)) {
            return memory(thrown);
        } else if (thrown instanceof SiteException e) {
            return fault(ErrorCode.UNUSABLE_SITE, plan.pointer(e.site()), e);
        } else if (thrown instanceof InvalidPlanException e) {
            return plan.fault(ErrorCode.INVALID_PLAN, e);
        } else if (thrown instanceof SiteNotReachedException e) {
            return fault(ErrorCode.UNUSABLE_SITE, plan.pointer(e.site()), e);
        }
        boolean isOfResult =
                thrown instanceof UnsupportedOperationException && thrown.getCause() != null;
        if (thrown instanceof UnclearFaultException || isOfResult) {
            return fault(ErrorCode.INVALID_INPUTS, "", thrown);
        }
        return isOfInputs(thrown)
                ? fault(ErrorCode.INVALID_INPUTS, "/inputs", thrown)
                : known(thrown);
    }

    /** What engine and blocks throw at inputs that they do not take. */
    private static boolean isOfInputs(Throwable thrown) {
        return thrown instanceof IllegalArgumentException
                || thrown instanceof EngineException
                || thrown instanceof IndexOutOfBoundsException
                || thrown instanceof ArithmeticException
                || thrown instanceof UnsupportedOperationException;
    }

    private RequestException known(Throwable thrown) {
        if (thrown instanceof RequestException e) {
            return new RequestException(e.code(), e.pointer(), clean(e.getMessage()), e);
        }
        logger.error("A request failed", thrown);
        return new RequestException(
                ErrorCode.INTERNAL, "", "the request failed; the server's log has more", thrown);
    }

    private RequestException fault(ErrorCode code, String pointer, Throwable thrown) {
        String message =
                thrown instanceof EngineException && !(thrown instanceof UnclearFaultException)
                        ? "the network does not take these inputs: " + EngineMessage.of(thrown)
                        : String.valueOf(thrown.getMessage());
        return new RequestException(code, pointer, clean(message), thrown);
    }

    private static RequestException memory(Throwable thrown) {
        logger.warn("A request was refused for lack of memory", thrown);
        return new RequestException(
                ErrorCode.OUT_OF_MEMORY,
                "",
                "there was not enough memory: send less at once, or try again later",
                thrown);
    }

    private static boolean isMemory(Throwable thrown) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            String message = String.valueOf(each.getMessage()).toLowerCase(Locale.ROOT);
            boolean isEngine = each instanceof EngineException && MEMORY.matcher(message).find();
            if (each instanceof OutOfMemoryError || isEngine) {
                return true;
            }
        }
        return false;
    }

    private String clean(String message) {
        String told = message == null ? "it failed" : message;
        for (Path path : new Path[] {folder, folder.toAbsolutePath()}) {
            told = told.replace(path.toString(), "the model");
        }
        told = HIDDEN.matcher(told).replaceAll(" ").strip();
        return told.length() > MAX_LENGTH ? told.substring(0, MAX_LENGTH) + "..." : told;
    }
}
