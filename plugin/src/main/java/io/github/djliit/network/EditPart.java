/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import io.github.djliit.intervention.Terms;

/** Which terms of an edit are applied: compiled code gets the factor of the base by itself. */
enum EditPart {
    /** All: the edit itself. */
    WHOLE,
    /** What depends on the base, as a factor where the base is one. */
    FACTOR,
    /** What is added, whatever the base is. */
    ADDEND;

    /** Returns the part of terms. */
    Terms of(Terms terms) {
        return switch (this) {
            case WHOLE -> terms;
            case FACTOR -> terms.kept();
            case ADDEND -> terms.added();
        };
    }
}
