/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.architectures;

/** How an outcome compares with eager PyTorch. */
enum Verdict {
    /** It is the same to the tolerance. */
    RIGHT,
    /** The library says that it cannot do it, and why. */
    REFUSED,
    /** It is another value, and nothing says so. */
    DIFFERENT,
    /** The TorchScript itself is not what the eager module is, so nothing can be told. */
    EXPORT,
    /** Something else than a refusal was thrown. */
    FAILED
}
