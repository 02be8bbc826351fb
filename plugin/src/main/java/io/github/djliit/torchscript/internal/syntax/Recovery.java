/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.syntax;

import java.util.List;

/** Goes past what was not understood, so that the reading goes on behind it. */
final class Recovery {

    private static final int MAX_PROBLEMS = 100;

    private Recovery() {}

    /** Keeps a problem, unless so many are known that more are of no use to anyone. */
    static void keep(List<ScriptProblem> problems, ScriptProblem problem) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(problem);
        }
    }

    /**
     * Goes to the end of a definition: to a {@code def} or {@code class} that is no deeper, or to
     * the end of the block that holds it.
     *
     * @param cursor somewhere in the definition, at any depth
     * @param depth in how many blocks of the file the definition is
     */
    static void skipBlock(Cursor cursor, int depth) {
        while (!cursor.is(TokenKind.END) && cursor.depthOfBlocks() >= depth) {
            boolean fresh = cursor.depthOfBlocks() == depth && cursor.isLineStart();
            if (fresh && !cursor.is(TokenKind.INDENT)) {
                return;
            }
            cursor.next();
        }
    }
}
