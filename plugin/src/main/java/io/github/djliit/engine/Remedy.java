/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;

/** What to do about an engine that computes wrong results. */
final class Remedy {

    private static final String VARIABLE = "ONEDNN_MAX_CPU_ISA";
    private static final String VALUE = "AVX2";

    private Remedy() {}

    /**
     * Returns a sentence.
     *
     * <p>The engine reads the variable when it is first used, so that a running process cannot be
     * helped.
     */
    static String of(Engine engine, Device device) {
        boolean isOneDnn = engine.getEngineName().equals("PyTorch") && !device.isGpu();
        String architecture = System.getProperty("os.arch", "");
        boolean isX86 = architecture.equals("amd64") || architecture.equals("x86_64");
        if (!isOneDnn || !isX86) {
            return "No remedy is known; use another version of the engine or another device";
        }
        return VALUE.equals(System.getenv(VARIABLE))
                ? VARIABLE
                        + "="
                        + VALUE
                        + " is set and does not help; use another version of the"
                        + " engine or another device"
                : "Set the environment variable "
                        + VARIABLE
                        + "="
                        + VALUE
                        + " before the process starts";
    }
}
