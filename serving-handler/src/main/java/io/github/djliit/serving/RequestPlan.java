/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.InvalidPlanException;
import io.github.djliit.json.JsonFormatException;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.List;

/**
 * The plan of a request, and where in the request it stands.
 *
 * <p>Requests that want the same share one object. Thread-safe.
 */
final class RequestPlan {

    /** Nothing is done. */
    static final RequestPlan NONE = new RequestPlan(InterventionPlan.empty(), "/inputs", false, 0);

    private final InterventionPlan plan;
    private final String pointer;
    private final boolean isWritten;
    private final int collected;
    private volatile boolean isChecked;

    /**
     * Creates a plan.
     *
     * @param plan the plan, with all that is to be collected
     * @param pointer the JSON pointer to what it came from
     * @param isWritten whether the plan stands there in full, so that pointers lead into it
     * @param collected how many of the collected sites are the plan's own; the others are the
     *     request's
     */
    private RequestPlan(InterventionPlan plan, String pointer, boolean isWritten, int collected) {
        this.plan = plan;
        this.pointer = pointer;
        this.isWritten = isWritten;
        this.collected = collected;
    }

    InterventionPlan plan() {
        return plan;
    }

    String pointer() {
        return pointer;
    }

    int collected() {
        return collected;
    }

    /** Checks the plan against the network, unless that was done before. */
    void checkOnce(Runnable check) {
        if (!isChecked) {
            check.run();
            isChecked = true;
        }
    }

    /** Creates a plan without further sites. */
    static RequestPlan of(InterventionPlan plan, String pointer, boolean isWritten) {
        return new RequestPlan(plan, pointer, isWritten, plan.collect().size());
    }

    /** Returns a plan that collects more; sites that are there already are left out. */
    RequestPlan collecting(List<Site> more) {
        List<Site> all = new ArrayList<>(plan.collect());
        more.stream().filter(site -> !all.contains(site)).forEach(all::add);
        return new RequestPlan(
                new InterventionPlan(plan.interventions(), all), pointer, isWritten, collected);
    }

    /** Returns where a site is named. */
    String pointer(Site site) {
        int kept = plan.collect().indexOf(site);
        String inside = plan.pointer(site);
        boolean isRequested = inside.startsWith("/collect/") && kept >= collected;
        return isRequested ? "/collect" : pointer(inside);
    }

    /** Returns where a place in the plan is. */
    String pointer(String inside) {
        return isWritten ? pointer + inside : pointer;
    }

    /** Tells a fault of the plan as one of the request. */
    RequestException fault(ErrorCode code, InvalidPlanException e) {
        String reason = JsonFormatException.line("", e.reason());
        return new RequestException(code, pointer(e.pointer()), reason, e);
    }
}
