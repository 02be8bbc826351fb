/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import ai.djl.Device;
import ai.djl.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** A program that loads and closes a model, and prints by how much its memory grew. */
final class LoadAndClose {

    static final Path STATUS = Path.of("/proc/self/status");

    private LoadAndClose() {}

    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        load(file, 60);
        long before = residentKilobytes();
        load(file, 140);
        System.out.println(residentKilobytes() - before);
    }

    private static void load(Path file, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            try (Model model = Model.newInstance("model", Device.cpu(), "PyTorch")) {
                model.setBlock(new TorchScriptBlockFactory().newBlock(model, file, Map.of()));
            }
        }
        System.gc();
    }

    private static long residentKilobytes() throws IOException {
        try (Stream<String> lines = Files.lines(STATUS)) {
            String line = lines.filter(l -> l.startsWith("VmRSS")).findFirst().orElseThrow();
            return Long.parseLong(line.replaceAll("\\D", ""));
        }
    }
}
