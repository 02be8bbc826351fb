/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import io.github.djliit.json.JsonNode;
import io.github.djliit.site.Nearest;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a reply may hold; the key {@code return} of a request. */
enum ReplyPart {
    /** The output of the network under the plan. */
    OUTPUT,
    /** The output of the base as it is. */
    BASE,
    /** The output of each source. */
    SOURCES,
    /** What is collected in the run under the plan. */
    COLLECTED,
    /** The same sites in the base as it is. */
    COLLECTED_BASE,
    /** The same sites in each source. */
    COLLECTED_SOURCES;

    private static final List<String> NAMES =
            Arrays.stream(values()).map(ReplyPart::toString).toList();

    /** Reads the parts of a request. */
    static Set<ReplyPart> read(JsonNode node) {
        Set<ReplyPart> parts = EnumSet.noneOf(ReplyPart.class);
        for (JsonNode name : node.list()) {
            if (!NAMES.contains(name.string())) {
                throw name.fault(
                        "there is no '"
                                + name.string()
                                + "' to return."
                                + Nearest.hint(name.string(), NAMES));
            }
            parts.add(values()[NAMES.indexOf(name.string())]);
        }
        if (parts.isEmpty()) {
            throw node.fault("expected something to return, out of " + NAMES);
        }
        return parts;
    }

    /** Whether the base has to run as it is for this. */
    boolean needsBase() {
        return this == BASE || this == COLLECTED_BASE;
    }

    /** Whether the sources have to run for this. */
    boolean needsSources() {
        return this == SOURCES || this == COLLECTED_SOURCES;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
