/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.site;

import ai.djl.nn.Block;
import ai.djl.nn.SymbolBlock;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The blocks of a network by their paths, and what a short path means among them.
 *
 * <p>DJL puts a child's position in front of its name: {@code 02Linear}. A step may leave that
 * prefix out where no sibling is called the same without its own.
 *
 * <p>A tree shows the blocks as they were when it was made. It is immutable and safe for use by
 * several threads, and owns none of the blocks.
 */
public final class BlockTree {

    private static final String COMPILED =
            " blocks inside. The sites of a TorchScript file are there where it is opened by"
                    + " TorchScriptBlock.open, or by Criteria with optArgument(\"blockFactory\", new"
                    + " TorchScriptBlockFactory()) and optOption(\"hasParameter\", \"false\")";

    private final Map<Path, Block> blocks = new LinkedHashMap<>();
    private final Map<Path, List<String>> children = new LinkedHashMap<>();

    /**
     * One place in the tree. A block that is used twice is at two places.
     *
     * @param path the full names of the blocks on the way
     * @param block the block
     */
    public record Node(Path path, Block block) {

        /** Checks that nothing is missing. */
        public Node {
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(block, "block");
        }
    }

    private BlockTree(Block root) {
        add(Path.root(), root, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    /**
     * Walks a network.
     *
     * @param root the network
     * @return its tree
     * @throws IllegalArgumentException if a block contains itself or has two children of one name
     */
    public static BlockTree of(Block root) {
        return new BlockTree(root);
    }

    /**
     * Returns every place in the tree.
     *
     * @return the root first, each block before its children, children in DJL's order
     */
    public List<Node> nodes() {
        return blocks.entrySet().stream().map(e -> new Node(e.getKey(), e.getValue())).toList();
    }

    /**
     * Returns the block at a full path.
     *
     * @param full a path without short names, such as {@link #resolve(Path)} returns
     * @return the block
     * @throws IllegalArgumentException if there is none
     */
    public Block block(Path full) {
        Block block = blocks.get(full);
        if (block == null) {
            throw new IllegalArgumentException(
                    "No block has the full path '%s'.%s"
                            .formatted(full, Nearest.hint(full.toString(), paths())));
        }
        return block;
    }

    /**
     * Returns the full path of a block.
     *
     * @param path a path; a step may leave out DJL's prefix where that is unambiguous, and a full
     *     name goes before a short one
     * @return the path with all names in full
     * @throws IllegalArgumentException if a step is not found or means several children
     */
    public Path resolve(Path path) {
        Path full = Path.root();
        for (String step : path.steps()) {
            full = full.child(resolveStep(full, step, path));
        }
        return full;
    }

    /**
     * Returns a site with its path in full.
     *
     * @param site a site; its port and region are not checked here
     * @return the same site with the full path
     * @throws IllegalArgumentException if the path is not found or ambiguous, or the site names a
     *     value
     */
    public Site resolve(Site site) {
        if (site.value().isPresent()) {
            throw new IllegalArgumentException(
                    "Site '%s' names a value inside forward, which only TorchScript models have."
                                    .formatted(site)
                            + " In a native block, name a child block or a port.");
        }
        return site.withPath(resolve(site.path()));
    }

    private void add(Path path, Block block, Set<Block> above) {
        if (!above.add(block)) {
            throw new IllegalArgumentException(
                    "Block '%s' (%s) contains itself; expected a tree of blocks."
                            .formatted(path, block.getClass().getSimpleName()));
        }
        if (blocks.put(path, block) != null) {
            throw new IllegalArgumentException(
                    "Two blocks have the path '%s'; expected a name of its own for each child."
                            .formatted(path));
        }
        List<String> names = new ArrayList<>();
        for (Pair<String, Block> child : block.getChildren()) {
            names.add(child.getKey());
            add(path.child(child.getKey()), child.getValue(), above);
        }
        children.put(path, names);
        above.remove(block);
    }

    private String resolveStep(Path parent, String step, Path wanted) {
        List<String> names = children.get(parent);
        if (names.contains(step)) {
            return step;
        }
        List<String> meant =
                IntStream.range(0, names.size())
                        .filter(i -> isShortFor(step, names.get(i), i + 1))
                        .mapToObj(names::get)
                        .toList();
        return switch (meant.size()) {
            case 0 -> throw missing(parent, step, wanted);
            case 1 -> meant.get(0);
            default -> throw ambiguous(parent, step, meant);
        };
    }

    /** Undoes what {@code AbstractBlock#addChildBlock} does to a name. */
    private static boolean isShortFor(String step, String name, int position) {
        return name.equals(String.format(Locale.ROOT, "%02d%s", position, step));
    }

    private IllegalArgumentException missing(Path parent, String step, Path wanted) {
        Stream<String> rest = wanted.steps().stream().skip(parent.steps().size());
        Path sought = new Path(Stream.concat(parent.steps().stream(), rest).toList());
        List<String> names = children.get(parent);
        if (blocks.get(parent) instanceof SymbolBlock) {
            return new IllegalArgumentException(
                    "Path '%s': %s is a compiled model that the engine loaded as a whole, without"
                                    .formatted(wanted, describe(parent))
                            + COMPILED);
        }
        String near = Nearest.hint(sought.toString(), paths());
        return new IllegalArgumentException(
                "Path '%s': no block '%s' under %s%s.%s"
                        .formatted(
                                wanted,
                                step,
                                describe(parent),
                                names.isEmpty() ? ", which has no children" : "",
                                near.isEmpty() ? Nearest.hint(step, names) : near));
    }

    private static IllegalArgumentException ambiguous(
            Path parent, String step, List<String> meant) {
        return new IllegalArgumentException(
                "Step '%s' under %s is ambiguous; write the full path: %s."
                        .formatted(
                                step,
                                describe(parent),
                                Nearest.list(meant.stream().map(parent::child).toList())));
    }

    private static String describe(Path parent) {
        return parent.isRoot() ? "the root" : "'" + parent + "'";
    }

    private List<String> paths() {
        return blocks.keySet().stream().skip(1).map(Path::toString).toList();
    }
}
