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
import io.github.djliit.site.Port;

/**
 * What an instrumented block calls before and after its forward.
 *
 * <p>It has no state of its own: the pass that is under way on this thread decides what happens,
 * and without one nothing does.
 *
 * @param scope where the pass of the current thread is found
 * @param node the number of the hooked block
 */
record Hook(ThreadLocal<Pass> scope, int node) {

    NDList before(NDList inputs) {
        return visit(Port.Kind.INPUT, inputs);
    }

    NDList after(NDList outputs) {
        return visit(Port.Kind.OUTPUT, outputs);
    }

    /** Returns what the block gives without being run, or null where it must be run. */
    NDList spared(NDList inputs) {
        Pass pass = scope.get();
        return pass == null ? null : pass.spare(node, inputs);
    }

    private NDList visit(Port.Kind kind, NDList arrays) {
        Pass pass = scope.get();
        return pass == null ? arrays : pass.visit(node, kind, arrays);
    }
}
