/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

/**
 * The way that a call went: how its runs were put together. The numbers are the same on each, as
 * far as rows of the network do not see each other; the cost is not.
 */
public enum Route {
    /** Nothing was edited: the counterfactual is the base. */
    PLAIN,
    /** Base, sources and counterfactual ran each by itself. */
    APART,
    /** Base and sources ran as one batch. */
    FUSED,
    /** The counterfactual started at its first edit, from what a run of the base alone gave. */
    RESUMED,
    /** The counterfactual started at its first edit, from a batch of base and sources. */
    FUSED_RESUMED;

    /** Returns the way of a counterfactual that was edited. */
    static Route of(boolean isFused, boolean isResumed) {
        if (isResumed) {
            return isFused ? FUSED_RESUMED : RESUMED;
        }
        return isFused ? FUSED : APART;
    }
}
