/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListenerAdapter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Shows the epochs of a training on the terminal, and nothing where there is none. */
final class EpochProgress extends TrainingListenerAdapter implements AutoCloseable {

    /** The launcher knows whether standard error is a terminal; Java 17 cannot tell. */
    static final boolean TERMINAL = Boolean.getBoolean("iit.terminal");

    private final ProgressBar bar;

    EpochProgress(String task, int epochs) {
        bar =
                TERMINAL
                        ? new ProgressBarBuilder()
                                .setTaskName(task)
                                .setInitialMax(epochs)
                                .setUnit(" epochs", 1)
                                .build()
                        : null;
    }

    @Override
    public void onEpoch(Trainer trainer) {
        if (bar != null) {
            bar.step();
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
