/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import java.util.HashMap;
import java.util.Map;

/**
 * What comparing batches with their rows alone has shown of one network, by kinds of calls.
 *
 * <p>What was found once to mix rows does so from then on, in calls of every kind. What was found
 * not to is looked at again now and then, each time after twice as many calls, since other numbers
 * may tell more. Thread-safe and bounded.
 */
final class RowVerdicts {

    private static final int MAX_KINDS = 256;

    /** How a call is run. */
    enum Way {
        /** Base and sources each alone. */
        APART,
        /** As one batch. */
        TOGETHER,
        /** Both, to be compared. */
        BOTH
    }

    private final Map<Object, Kind> kinds = new HashMap<>();
    private boolean mixes;

    private static final class Kind {

        private long calls;
        private boolean agreed;
    }

    /**
     * Counts a call and says how it is run.
     *
     * @param kind what decides on how the network computes
     * @param waits whether the first call of a kind, which may be the only one, runs apart
     */
    synchronized Way next(Object kind, boolean waits) {
        if (mixes) {
            return Way.APART;
        }
        if (kinds.size() >= MAX_KINDS && !kinds.containsKey(kind)) {
            kinds.clear();
        }
        Kind known = kinds.computeIfAbsent(kind, k -> new Kind());
        known.calls++;
        if (known.agreed && Long.bitCount(known.calls) > 1) {
            return Way.TOGETHER;
        }
        return known.calls == 1 && waits ? Way.APART : Way.BOTH;
    }

    /** Takes down what a comparison has shown. */
    synchronized void found(Object kind, boolean isSame) {
        if (isSame) {
            kinds.computeIfAbsent(kind, k -> new Kind()).agreed = true;
        } else {
            mixes = true;
            kinds.clear();
        }
    }

    synchronized boolean mixes() {
        return mixes;
    }

    /** Whether a kind was found not to mix rows. */
    synchronized boolean hasAgreed(Object kind) {
        Kind known = kinds.get(kind);
        return known != null && known.agreed;
    }

    synchronized void clear() {
        kinds.clear();
        mixes = false;
    }
}
