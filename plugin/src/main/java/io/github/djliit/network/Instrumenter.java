/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.nn.Block;
import ai.djl.nn.SymbolBlock;
import ai.djl.util.Pair;
import io.github.djliit.network.Rewiring.Replaced;
import io.github.djliit.site.Path;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Copies a block tree along the paths of its hooks, and leaves the given tree untouched.
 *
 * <p>DJL has no forward hooks: {@code AbstractBaseBlock.forward} is final and {@code getChildren()}
 * returns a copy. So each block on the way to a hook is copied shallowly, with the same {@code
 * Parameter} objects, and whatever held a child holds the child's copy. A hooked block becomes an
 * object of a generated subclass, or, where its class is final, is wrapped if its holder's type
 * allows. Blocks off the paths are shared.
 */
final class Instrumenter {

    private final Map<Path, Hook> hooks;

    private Instrumenter(Map<Path, Hook> hooks) {
        this.hooks = hooks;
    }

    /**
     * Makes an instrumented copy.
     *
     * @param root the block tree
     * @param hooks the hooks by full path; that of the root, if any, is the caller's
     * @return the copy, or {@code root} itself where nothing below it is hooked
     */
    static Block instrument(Block root, Map<Path, Hook> hooks) {
        Map<Path, Hook> below = new LinkedHashMap<>(hooks);
        below.remove(Path.root());
        return below.isEmpty()
                ? root
                : new Instrumenter(below).copy(root, Path.root(), new IdentityHashMap<>());
    }

    /** Tells why blocks cannot be hooked, if so. */
    static Optional<String> obstacle(Block root, Map<Path, Hook> hooks) {
        try {
            instrument(root, hooks);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    /**
     * Copies a block and what leads to hooks below it.
     *
     * @param replaced gets the replaced descendants, for holders that hold a descendant directly
     */
    private Block copy(Block block, Path path, IdentityHashMap<Block, Block> replaced) {
        if (block instanceof InterventionBlock nested) {
            return new InterventionBlock(copy(nested.getBlock(), path, replaced));
        }
        Replaced below = new Replaced(path, copyChildren(block, path, replaced), replaced);
        Hook hook = hooks.get(path);
        boolean wrap = hook != null && mustWrap(block);
        Block copy = block;
        if (hook != null && !wrap) {
            copy = Replica.hooked(block, hook);
        } else if (!below.children().isEmpty()) {
            copy = Replica.of(block);
        }
        if (!below.children().isEmpty()) {
            rewire(block, copy, below);
        }
        return wrap ? new HookedBlock(copy, hook) : copy;
    }

    private static void rewire(Block block, Block copy, Replaced below) {
        if (block instanceof DelegatingBlock delegating) {
            // Its children are those of a block that is at no path itself.
            Block hidden = delegating.getBlock();
            below.blocks().put(hidden, rewired(hidden, below));
        }
        new Rewiring(block, copy, below).run();
    }

    private static Block rewired(Block block, Replaced below) {
        if (block instanceof InterventionBlock nested) {
            return new InterventionBlock(rewired(nested.getBlock(), below));
        }
        Block copy = Replica.of(block);
        rewire(block, copy, below);
        return copy;
    }

    /** Copies those children of a block that are hooked or lead to a hook. */
    private Map<String, Block> copyChildren(
            Block block, Path path, IdentityHashMap<Block, Block> replaced) {
        Map<String, Block> copies = new LinkedHashMap<>();
        for (Pair<String, Block> child : block.getChildren()) {
            Path at = path.child(child.getKey());
            if (hooks.keySet().stream().anyMatch(hooked -> hooked.startsWith(at))) {
                IdentityHashMap<Block, Block> below = new IdentityHashMap<>();
                Block copy = copy(child.getValue(), at, below);
                copies.put(child.getKey(), copy);
                below.put(child.getValue(), copy);
                below.forEach((b, c) -> replaced.merge(b, c, (x, y) -> Rewiring.AMBIGUOUS));
            }
        }
        childrenFirst(block, copies, replaced);
        return copies;
    }

    /**
     * Where a block is both a child and a deeper descendant, a field means the child; where it is
     * two children of which not both are the same now, only names can tell them apart.
     */
    private static void childrenFirst(
            Block block, Map<String, Block> copies, IdentityHashMap<Block, Block> replaced) {
        IdentityHashMap<Block, Block> children = new IdentityHashMap<>();
        for (Pair<String, Block> child : block.getChildren()) {
            Block now = copies.getOrDefault(child.getKey(), child.getValue());
            children.merge(child.getValue(), now, (x, y) -> x == y ? x : Rewiring.AMBIGUOUS);
        }
        replaced.replaceAll((before, now) -> children.getOrDefault(before, now));
    }

    /** A symbol block owns a native handle, which a copy would release a second time. */
    static boolean mustWrap(Block block) {
        return block instanceof SymbolBlock || HookedClasses.obstacle(block.getClass()).isPresent();
    }
}
