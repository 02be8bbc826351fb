/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import java.nio.file.Path;

/** The files of TorchScript models, for tests elsewhere. */
public final class TorchScriptFile {

    private TorchScriptFile() {}

    public static Path of(String name) {
        return GoldenModels.file(name + ".pt");
    }
}
