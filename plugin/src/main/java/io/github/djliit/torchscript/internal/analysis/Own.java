/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * The tensor that a hook of PyTorch gets first of a module, as far as a trace tells.
 *
 * @param number its number in the code of the trace
 * @param doubt why that is not known
 */
record Own(OptionalInt number, Optional<String> doubt) {

    static Own of(int number) {
        return new Own(OptionalInt.of(number), Optional.empty());
    }

    static Own doubt(String reason) {
        return new Own(OptionalInt.empty(), Optional.of(reason));
    }
}
