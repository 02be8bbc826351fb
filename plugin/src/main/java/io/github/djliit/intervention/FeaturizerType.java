/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import java.util.Set;
import java.util.function.Function;

/**
 * A kind of featurizer that has a JSON form.
 *
 * @param name what stands under {@code type}
 * @param arrays the keys of arrays, which may also be in a file
 * @param settings the keys of numbers and words, which are in the plan
 * @param reader makes the featurizer; an {@link IllegalArgumentException} becomes a fault
 * @param writer tells what to write
 */
record FeaturizerType(
        String name,
        Set<String> arrays,
        Set<String> settings,
        Function<FeaturizerParts, Featurizer> reader,
        Writer<?> writer) {

    boolean isOf(Featurizer featurizer) {
        return writer.type().isInstance(featurizer);
    }

    /** Returns what to write of a featurizer of this kind. */
    FeaturizerForm form(Featurizer featurizer) {
        return writer.form(featurizer);
    }

    /**
     * What is written of the featurizers of one class.
     *
     * @param <T> the class
     * @param type the class
     * @param form from a featurizer to its arrays and settings
     */
    record Writer<T extends Featurizer>(Class<T> type, Function<T, FeaturizerForm> form) {

        FeaturizerForm form(Featurizer featurizer) {
            return form.apply(type.cast(featurizer));
        }
    }
}
