/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import ai.djl.Device;
import ai.djl.engine.Engine;

/** Devices by the names of the command line. */
final class Devices {

    private Devices() {}

    /** The values of {@code --device}. */
    enum Kind {
        cpu,
        gpu
    }

    static Device get(Kind kind) {
        if (kind == Kind.cpu) {
            return Device.cpu();
        }
        if (Engine.getInstance().getGpuCount() == 0) {
            throw new IllegalStateException(
                    "There is no GPU that "
                            + Engine.getInstance().getEngineName()
                            + " can use here; use --device cpu");
        }
        return Device.gpu();
    }
}
