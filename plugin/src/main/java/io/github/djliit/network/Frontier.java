/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.util.Pair;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.site.BlockTree;
import io.github.djliit.site.Path;
import io.github.djliit.site.Port;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The blocks that a counterfactual run need not run: until its first edit, all that they give is
 * what they gave for the base as it is.
 *
 * <p>They are the largest ones that have no edited or collected site inside. A block that is edited
 * or collected at its own output is one of them, since hooks see what stands for its output.
 *
 * @param relays what stands for each of them
 * @param parameters how many numbers the parameters have of those that come before the first edit
 */
record Frontier(Map<Path, Relay> relays, long parameters) {

    /** So many parameters are worth more than the engine's calls in a pass over them. */
    private static final long MIN_PARAMETERS = 1L << 17;

    /** With fewer, a pass takes its time to read the parameters, which a larger batch shares. */
    private static final long MIN_TOKENS = 64;

    /** So many multiplications take longer than a few calls of the engine. */
    private static final long MIN_PRODUCTS = 1L << 21;

    /** There is nothing to spare. */
    static final Frontier NONE = new Frontier(Map.of(), 0);

    /**
     * What stands for the output of a block.
     *
     * @param path the block
     * @param anchor absent where its output in the base run does; or a block further on in the same
     *     sequence whose output does, so that this one may hand on whatever it gets
     */
    record Relay(Path path, Optional<Path> anchor) {

        /** Returns the block whose output in the base run is looked at. */
        Path kept() {
            return anchor.orElse(path);
        }
    }

    /**
     * What a plan does in the run of the base.
     *
     * @param edited the sites that it edits, in full and without regions; of a skip the input, too
     * @param collected the sites that it collects, likewise
     */
    record Acts(Set<Site> edited, Set<Site> collected) {

        /**
         * Looks at a plan.
         *
         * @param plan the plan
         * @param resolver gives sites their paths in full
         */
        static Acts of(InterventionPlan plan, UnaryOperator<Site> resolver) {
            Set<Site> edited = new LinkedHashSet<>();
            for (Intervention intervention : plan.interventions()) {
                if (intervention.into().isEmpty()) {
                    Place place = place(intervention.site(), resolver);
                    edited.add(place.hook());
                    if (intervention.edit().skips()) {
                        edited.add(place.input());
                    }
                }
            }
            Set<Site> collected = new LinkedHashSet<>();
            plan.collect().forEach(site -> collected.add(place(site, resolver).hook()));
            return new Acts(edited, collected);
        }

        private static Place place(Site site, UnaryOperator<Site> resolver) {
            return new Place(site, resolver.apply(site), -1);
        }

        private Stream<Site> all() {
            return Stream.concat(edited.stream(), collected.stream());
        }

        private boolean isAt(Path path) {
            return all().anyMatch(site -> site.path().equals(path));
        }

        /** Whether the input of a block matters. */
        private boolean isEntered(Path path) {
            return all().filter(site -> site.path().equals(path))
                    .anyMatch(site -> site.portOrDefault().kind() == Port.Kind.INPUT);
        }

        private boolean isEditedIn(Path path) {
            return edited.stream().anyMatch(site -> site.path().startsWith(path));
        }

        private boolean isBelow(Path path) {
            return all().map(Site::path).anyMatch(at -> !at.equals(path) && at.startsWith(path));
        }
    }

    /**
     * Finds the blocks.
     *
     * @param tree the network
     * @param acts what is done
     * @param hookable which blocks can have a hook
     */
    static Frontier of(BlockTree tree, Acts acts, Predicate<Path> hookable) {
        Map<Path, Relay> relays = new LinkedHashMap<>();
        long parameters = 0;
        for (BlockTree.Node node : tree.nodes()) {
            Path path = node.path();
            boolean isOpen = path.isRoot() || acts.isBelow(path);
            if (isOpen && !acts.isEntered(path) && !isAfterEdit(tree, acts, path)) {
                Level level = Level.of(node, acts, hookable);
                level.relays().forEach(relay -> relays.put(relay.path(), relay));
                parameters += level.parameters();
            }
        }
        return relays.isEmpty() ? NONE : new Frontier(Map.copyOf(relays), parameters);
    }

    /**
     * Whether it is better to resume than to run a batch of several. One batch spares calls of the
     * engine, resuming spares arithmetic; both at once would give other digits than a pass over the
     * base alone.
     */
    boolean isWorthIt(NDList base) {
        return parameters >= MIN_PARAMETERS && tokens(base.head()) >= MIN_TOKENS;
    }

    /** Whether resuming from a fused run spares more than the calls that it takes. */
    boolean isWorthItFused(NDList base) {
        return parameters * tokens(base.head()) >= MIN_PRODUCTS;
    }

    /** Returns for how many tokens a network works; rows where it has none. */
    private static long tokens(NDArray input) {
        Shape shape = input.getShape();
        boolean hasUnits = input.getDataType().isFloating() && shape.dimension() > 1;
        return hasUnits ? shape.size() / Math.max(1, shape.tail()) : shape.size();
    }

    /** Returns all that has to be kept for several. */
    static Frontier union(Stream<Frontier> frontiers) {
        Map<Path, Relay> kept = new LinkedHashMap<>();
        frontiers
                .flatMap(frontier -> frontier.relays().values().stream())
                .map(Relay::kept)
                .forEach(path -> kept.put(path, new Relay(path, Optional.empty())));
        return new Frontier(Map.copyOf(kept), 0);
    }

    /** Whether a sequence on the way to a block has an edit before it. */
    private static boolean isAfterEdit(BlockTree tree, Acts acts, Path path) {
        Path parent = Path.root();
        for (String step : path.steps()) {
            Block block = tree.block(parent);
            if (isSequence(block)) {
                for (Pair<String, Block> child : block.getChildren()) {
                    if (child.getKey().equals(step)) {
                        break;
                    } else if (acts.isEditedIn(parent.child(child.getKey()))) {
                        return true;
                    }
                }
            }
            parent = parent.child(step);
        }
        return false;
    }

    /** Whether a block does nothing but give each child what the one before it gave. */
    static boolean isSequence(Block block) {
        return block.getClass() == SequentialBlock.class
                && !((SequentialBlock) block).isReturnIntermediate();
    }

    /** The children of one block. */
    private record Level(List<Relay> relays, long parameters) {

        static Level of(BlockTree.Node parent, Acts acts, Predicate<Path> hookable) {
            boolean isSequence = isSequence(parent.block());
            List<Path> found = new ArrayList<>();
            Set<Path> chained = new LinkedHashSet<>();
            boolean isBefore = true;
            long parameters = 0;
            for (Pair<String, Block> child : parent.block().getChildren()) {
                Path path = parent.path().child(child.getKey());
                boolean isRelay =
                        !acts.isBelow(path) && !acts.isEntered(path) && hookable.test(path);
                if (isRelay) {
                    found.add(path);
                    parameters += isBefore ? size(child.getValue()) : 0;
                }
                if (isRelay && isSequence && !acts.isAt(path)) {
                    chained.add(path);
                }
                isBefore &= !acts.isEditedIn(path);
                if (!isBefore && isSequence) {
                    break;
                }
            }
            return new Level(relays(parent, found, chained), parameters);
        }

        /** From the last to the first: one that the next stands for need not be kept. */
        private static List<Relay> relays(
                BlockTree.Node parent, List<Path> found, Set<Path> chained) {
            List<Path> children =
                    parent.block().getChildren().keys().stream().map(parent.path()::child).toList();
            List<Relay> relays = new ArrayList<>();
            Relay next = null;
            for (int i = children.size() - 1; i >= 0; i--) {
                Path path = children.get(i);
                boolean isRelay = found.contains(path);
                Optional<Path> anchor =
                        next != null && chained.contains(path)
                                ? Optional.of(next.kept())
                                : Optional.empty();
                next = isRelay ? new Relay(path, anchor) : null;
                if (isRelay) {
                    relays.add(next);
                }
            }
            return relays;
        }

        private static long size(Block block) {
            long size = 0;
            for (Pair<String, Parameter> parameter : block.getParameters()) {
                if (parameter.getValue().isInitialized()) {
                    size += parameter.getValue().getArray().size();
                }
            }
            return size;
        }
    }
}
