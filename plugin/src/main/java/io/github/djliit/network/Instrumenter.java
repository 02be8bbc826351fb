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

    /** Tells why a block cannot be hooked, if so. */
    static Optional<String> obstacle(Block root, Path path) {
        try {
            instrument(root, Map.of(path, new Hook(new ThreadLocal<>(), 0)));
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
        Map<String, Block> children = copyChildren(block, path, replaced);
        Hook hook = hooks.get(path);
        boolean wrap = hook != null && mustWrap(block);
        Block copy = block;
        if (hook != null && !wrap) {
            copy = Replica.hooked(block, hook);
        } else if (!children.isEmpty()) {
            copy = Replica.of(block);
        }
        if (!children.isEmpty()) {
            new Rewiring(path, copy, children, replaced).run();
        }
        return wrap ? new HookedBlock(copy, hook) : copy;
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
        // One object under two names, of which one is hooked: only names can tell the two apart.
        for (Pair<String, Block> child : block.getChildren()) {
            if (!copies.containsKey(child.getKey())) {
                replaced.replace(child.getValue(), Rewiring.AMBIGUOUS);
            }
        }
        return copies;
    }

    /** A symbol block owns a native handle, which a copy would release a second time. */
    private static boolean mustWrap(Block block) {
        return block instanceof SymbolBlock || !HookedClasses.canSubclass(block.getClass());
    }
}
