/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.report;

import io.github.djliit.site.Path;
import io.github.djliit.site.Site;
import java.util.List;

/**
 * A part of a network as a picture shows it.
 *
 * <p>Sealed, because a block is either shown or folded away with its neighbours.
 */
sealed interface Part {

    /**
     * A block.
     *
     * @param path its full path
     * @param type the class of the block, empty where unknown
     * @param shape the shape of its output, as text; empty where unknown
     * @param hidden the number of blocks inside that are not shown
     * @param isChain whether its children run one after the other
     * @param before the aligned sites among its inputs
     * @param children the parts that are shown inside, in order
     * @param after the other aligned sites of the block
     */
    record Shown(
            Path path,
            String type,
            String shape,
            int hidden,
            boolean isChain,
            List<Chip> before,
            List<Part> children,
            List<Chip> after)
            implements Part {

        /** Copies the lists. */
        public Shown {
            before = List.copyOf(before);
            children = List.copyOf(children);
            after = List.copyOf(after);
        }

        boolean isPlain() {
            return before.isEmpty() && children.isEmpty() && after.isEmpty();
        }

        boolean isAligned() {
            return !before.isEmpty() || !after.isEmpty();
        }
    }

    /**
     * Neighbours that the alignment does not touch.
     *
     * @param first the path of the first
     * @param last the path of the last
     * @param count how many they are
     */
    record Folded(Path first, Path last, int count) implements Part {}

    /**
     * An aligned site, or a subspace of one.
     *
     * @param place where it is
     * @param variables the variables that are aligned to it
     * @param strips the axes that it does not take whole
     */
    record Chip(SubspaceSite place, List<String> variables, List<Strip> strips) {

        /** Copies the lists. */
        public Chip {
            variables = List.copyOf(variables);
            strips = List.copyOf(strips);
        }

        Site site() {
            return place.site();
        }
    }
}
