/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Shows the progress of long work on the terminal, and nothing where there is none. */
final class WorkProgress implements AutoCloseable {

    /** The launcher knows whether standard error is a terminal; Java 17 cannot tell. */
    private static final boolean TERMINAL = Boolean.getBoolean("iit.terminal");

    private final ProgressBar bar;

    WorkProgress(String task, String unit, long total) {
        bar =
                TERMINAL
                        ? new ProgressBarBuilder()
                                .setTaskName(task)
                                .setInitialMax(total)
                                .setUnit(unit, 1)
                                .build()
                        : null;
    }

    void step(long amount) {
        if (bar != null) {
            bar.stepBy(amount);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
