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
import io.github.djliit.network.RowVerdicts.Way;
import java.util.List;

/**
 * Decides whether the rows of base and sources of one call run as one batch.
 *
 * @param mixing what the code of the network tells
 * @param verdicts what was found by measurement
 * @param setting what the user wants
 * @param isSteady whether a pass leaves nothing behind: random numbers drawn, statistics
 */
record Fusion(RowMixing mixing, RowVerdicts verdicts, Fusing setting, boolean isSteady) {

    /**
     * Says how a call runs.
     *
     * @param call the call
     * @param sources the inputs of the sources that could run with the base
     */
    Way way(InterventionCall call, List<NDList> sources) {
        if (setting == Fusing.NEVER || mixing(call).compareTo(RowMixing.SOME) >= 0) {
            return Way.APART;
        } else if (mixing(call) == RowMixing.NONE) {
            return Way.TOGETHER;
        } else if (call.training() && !isSteady) {
            // One pass more would draw other random numbers, and add to statistics twice.
            return Way.APART;
        }
        Way way = verdicts.next(kind(call, sources), !call.mayNeedGradient());
        boolean tells =
                way != Way.BOTH
                        || sources.stream().anyMatch(s -> Alike.hasOtherRows(call.base(), s));
        return tells ? way : Way.APART;
    }

    /** One array of single numbers may be one row of units, and not a batch. */
    private RowMixing mixing(InterventionCall call) {
        if (setting == Fusing.ALWAYS) {
            boolean mayMix = mixing.compareTo(RowMixing.SOME) >= 0;
            return mayMix && call.training() ? mixing : RowMixing.NONE;
        }
        boolean hasBatch =
                call.base().stream()
                        .noneMatch(
                                a -> a.getDataType().isFloating() && a.getShape().dimension() < 2);
        return hasBatch ? mixing : mixing.and(RowMixing.UNKNOWN);
    }

    /** Takes down whether a batch gave what its rows give apart. */
    void found(InterventionCall call, List<NDList> sources, boolean isSame) {
        verdicts.found(kind(call, sources), isSame);
    }

    private static Object kind(InterventionCall call, List<NDList> sources) {
        return List.of(List.of(call.base().getShapes()), sources.size(), call.training());
    }
}
