/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import io.github.djliit.intervention.Features;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.site.Site;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Checks the parts of a call against each other, without a look at the numbers of arrays. */
final class CallChecks {

    private CallChecks() {}

    /** Checks what is known before it is looked at the inputs. */
    static void checkCounts(InterventionPlan plan, int sources, int rows) {
        if (rows > 0 && rows != plan.interventions().size()) {
            throw new IllegalArgumentException(
                    "The plan has "
                            + plan.interventions().size()
                            + " interventions, but rows are given for "
                            + rows);
        }
        plan.checkSources(sources);
    }

    /** Checks rows, positions and lengths against the batch. */
    static void check(InterventionCall call) {
        if (!call.batchAxis().isFirst()) {
            refuseRows(call, call.batchAxis().obstacle(call.base()));
            return;
        }
        long batch = call.batchSize();
        int count = call.plan().interventions().size();
        IntStream.range(0, count).forEach(i -> call.rows(i).check(batch));
        for (int i = 0; i < count; i++) {
            call.plan().interventions().get(i).rows().check(batch, "/interventions/" + i + "/rows");
        }
        checkLengths(call, batch);
    }

    private static void checkLengths(InterventionCall call, long batch) {
        int runs = call.sources().size();
        boolean fits =
                !call.hasLengths()
                        || IntStream.range(Run.BASE, runs)
                                .mapToObj(call::lengths)
                                .filter(Objects::nonNull)
                                .allMatch(lengths -> lengths.rows() == batch);
        if (!fits || !call.hasLengthsOfAll()) {
            throw new IllegalArgumentException(
                    "Lengths are given for each row of the base, "
                            + batch
                            + ", and of each source, "
                            + runs
                            + ", or of none");
        }
    }

    /**
     * Refuses rows and positions at sites where nothing is of a row, though the first axis there
     * may be as long as the batch.
     *
     * @param isWithoutRows recognises such sites
     */
    static void checkRows(InterventionCall call, Predicate<Site> isWithoutRows) {
        List<Intervention> interventions = call.plan().interventions();
        for (int i = 0; i < interventions.size() && call.batchSize() > 1; i++) {
            Intervention each = interventions.get(i);
            boolean isOfRows = isOfRows(each) || !call.rows(i).isAll();
            boolean tells = isOfRows || !each.positions().isNone();
            if (tells && isWithoutRows.test(each.site())) {
                throw new SiteException(
                        each.site(),
                        ("At site %s: the plan names %s, but what is there is the same for all rows"
                                        + " of the batch, as a weight is: leave them out")
                                .formatted(each.site(), isOfRows ? "rows" : "positions"),
                        null);
            }
        }
    }

    private static boolean isOfRows(Intervention intervention) {
        return !intervention.rows().isAll() || intervention.features() instanceof Features.PerRow;
    }

    /**
     * Refuses a call that tells rows from each other.
     *
     * @param why why it cannot
     */
    static void refuseRows(InterventionCall call, String why) {
        for (Intervention intervention : call.plan().interventions()) {
            boolean isOfRows = isOfRows(intervention);
            boolean isOfPositions = !intervention.positions().isNone();
            if (isOfRows || isOfPositions) {
                throw new SiteException(
                        intervention.site(),
                        "At site %s: the plan names %s, but %s"
                                .formatted(
                                        intervention.site(), isOfRows ? "rows" : "positions", why),
                        null);
            }
        }
        boolean isCached =
                IntStream.range(0, call.sources().size()).anyMatch(s -> call.cache(s) != null);
        if (call.hasRows() || call.hasLengths() || isCached) {
            String what =
                    call.hasRows()
                            ? "rows of interventions are"
                            : call.hasLengths()
                                    ? "lengths of rows are"
                                    : "a source of activations kept before, row by row, is";
            throw new IllegalArgumentException("In this call " + what + " given, but " + why);
        }
    }
}
