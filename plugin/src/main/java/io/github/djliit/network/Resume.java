/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djliit.network.Frontier.Relay;
import io.github.djliit.site.Path;
import java.util.HashMap;
import java.util.Map;

/** Lets one run start at its first edit: blocks before it give what they gave for the base. */
final class Resume {

    private final BaseRecord base;
    private final NDManager scope;
    private final Map<Path, Integer> runs = new HashMap<>();
    private boolean over;

    /**
     * Creates what one run resumes from.
     *
     * @param base what blocks gave for the base
     * @param scope the manager of the call
     */
    Resume(BaseRecord base, NDManager scope) {
        this.base = base;
        this.scope = scope;
    }

    BaseRecord base() {
        return base;
    }

    /** Something was edited: what follows must be run. */
    void end() {
        over = true;
    }

    /**
     * Returns what a block gives without being run, or null where it must be run.
     *
     * @param relay what stands for the block
     * @param inputs what it got
     */
    NDList output(Relay relay, NDList inputs) {
        if (over) {
            return null;
        }
        int run = runs.merge(relay.path(), 1, Integer::sum) - 1;
        if (run >= base.runs(relay.kept())) {
            return null;
        }
        return relay.anchor().isPresent() ? inputs : base.get(relay.path(), run, scope);
    }
}
