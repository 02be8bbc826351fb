/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import io.github.djliit.torchscript.internal.syntax.ScriptClass;
import io.github.djliit.torchscript.internal.syntax.ScriptProgram;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What is known of the rows of a program, looked at once for inputs of so many axes each. */
public final class KnownRows {

    private static final int MAX_KINDS = 64;

    private final ScriptProgram program;
    private final ScriptClass root;
    private final Map<List<Integer>, RowFacts> known = new ConcurrentHashMap<>();

    public KnownRows(ScriptProgram program, ScriptClass root) {
        this.program = program;
        this.root = root;
    }

    /**
     * Returns what is known.
     *
     * @param ranks how many axes each input has; empty where it is not known
     */
    public RowFacts of(List<Integer> ranks) {
        if (known.size() >= MAX_KINDS) {
            known.clear();
        }
        return known.computeIfAbsent(ranks, r -> RowFacts.of(program, root, r));
    }
}
