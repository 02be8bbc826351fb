/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import java.io.PrintWriter;
import java.util.function.Supplier;

/** Tells how to go on when the process is stopped, as by Ctrl-C, before it is done. */
final class StopNotice {

    private final Thread hook;

    /**
     * Waits for the end of the process.
     *
     * @param err where messages go
     * @param text what is told, found out when it happens
     */
    StopNotice(PrintWriter err, Supplier<String> text) {
        hook = new Thread(() -> tell(err, text.get()), "stop-notice");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private static void tell(PrintWriter err, String text) {
        // A bar of progress may stand on the line.
        err.println();
        err.println("iit: " + text);
        err.flush();
    }

    /** It is done: there is nothing to go on with. */
    void done() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process ends, and the notice is on its way.
            return;
        }
    }
}
