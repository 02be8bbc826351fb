/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import io.github.djliit.intervention.InterventionPlan;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The plans that were bound last. */
final class PlanCache {

    private static final int MAX_PLANS = 256;

    private final Map<InterventionPlan, BoundPlan> plans =
            Collections.synchronizedMap(
                    new LinkedHashMap<>(16, .75f, true) {
                        private static final long serialVersionUID = 1L;

                        @Override
                        protected boolean removeEldestEntry(
                                Map.Entry<InterventionPlan, BoundPlan> eldest) {
                            return size() > MAX_PLANS;
                        }
                    });

    /** Returns a bound plan; two threads may bind a new one at once, of which one stays. */
    BoundPlan get(InterventionPlan plan, Function<InterventionPlan, BoundPlan> bind) {
        BoundPlan bound = plans.get(plan);
        if (bound == null) {
            bound = bind.apply(plan);
            plans.put(plan, bound);
        }
        return bound;
    }

    void clear() {
        plans.clear();
    }
}
