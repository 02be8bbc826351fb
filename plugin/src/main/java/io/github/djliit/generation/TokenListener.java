/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.generation;

/** Told of each new token as it comes, in the thread that generates. */
@FunctionalInterface
public interface TokenListener {

    /**
     * Takes a token.
     *
     * @param row the row of the batch
     * @param step the step that gave the token, from 0
     * @param token the token
     */
    void onToken(int row, int step, long token);
}
