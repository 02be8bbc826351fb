/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

/** What is told beside figures. */
final class Remarks {

    private Remarks() {}

    /**
     * Tells of outputs that are not finite.
     *
     * @param count how many outputs of interchanges are NaN or infinite
     * @param all of how many
     * @return a line with its break; nothing where there are none
     */
    static String notFinite(long count, long all) {
        return count == 0
                ? ""
                : String.format(
                        "Warning: %d of %d outputs of the network are NaN or infinite: these figures"
                                + " say nothing of it.%n",
                        count, all);
    }
}
