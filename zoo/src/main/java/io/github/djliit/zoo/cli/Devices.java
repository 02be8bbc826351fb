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
import java.io.PrintWriter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Devices by the names of the command line. */
final class Devices {

    private static final Pattern GPU = Pattern.compile("(?:gpu|cuda)(?::([0-9]{1,4}))?");

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

    /** Finds a device by the text of a setting, and falls back to the CPU with a note. */
    static Device get(String name, PrintWriter notes) {
        if (name.equals("cpu")) {
            return Device.cpu();
        }
        Matcher gpu = GPU.matcher(name);
        if (!gpu.matches()) {
            throw new UsageException(
                    "The setting device must be cpu, gpu, or gpu:N (also cuda, cuda:N), found '"
                            + name
                            + "'");
        }
        int index = gpu.group(1) == null ? 0 : Integer.parseInt(gpu.group(1));
        int count = Engine.getInstance().getGpuCount();
        if (index >= count) {
            notes.println(
                    "The settings ask for "
                            + name
                            + ", found "
                            + count
                            + " GPUs here: training on the CPU");
            return Device.cpu();
        }
        return Device.gpu(index);
    }
}
