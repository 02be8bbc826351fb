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

/** Shows the epochs of a training on the terminal, and nothing where there is none. */
final class EpochProgress extends TrainingListenerAdapter implements AutoCloseable {

    private final WorkProgress bar;

    EpochProgress(String task, int epochs) {
        bar = new WorkProgress(task, " epochs", epochs);
    }

    @Override
    public void onEpoch(Trainer trainer) {
        bar.step(1);
    }

    @Override
    public void close() {
        bar.close();
    }
}
