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
import ai.djl.nn.BlockList;
import ai.djl.util.Pair;
import ai.djl.util.PairList;
import io.github.djliit.site.Path;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the copy of a block hold the copies of its children: in its list of children, in fields,
 * and in lists, maps and arrays that fields hold.
 */
final class Rewiring {

    /** Marks a block that has more than one replacement. */
    static final Block AMBIGUOUS = new HookPoint();

    private final Path path;
    private final Block copy;
    private final Map<String, Block> children;
    private final IdentityHashMap<Block, Block> replacements;

    /**
     * Creates a rewiring.
     *
     * @param path where the copied block is
     * @param copy the copy, changed in place
     * @param children the replaced children by name
     * @param replacements all replaced descendants by identity
     */
    Rewiring(
            Path path,
            Block copy,
            Map<String, Block> children,
            IdentityHashMap<Block, Block> replacements) {
        this.path = path;
        this.copy = copy;
        this.children = children;
        this.replacements = replacements;
    }

    void run() {
        try {
            for (Field field : Replica.fields(copy.getClass())) {
                Object before = field.get(copy);
                Object after = replace(before);
                if (before != after) {
                    set(field, before, after);
                }
            }
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(
                    "The block at '"
                            + path
                            + "' of "
                            + copy.getClass()
                            + " cannot be changed: "
                            + e,
                    e);
        }
    }

    private void set(Field field, Object before, Object after) throws IllegalAccessException {
        if (!field.getType().isInstance(after)) {
            throw new IllegalArgumentException(
                    "The block in the field "
                            + field.getName()
                            + " of '"
                            + path
                            + "' ("
                            + copy.getClass().getSuperclass().getSimpleName()
                            + ") cannot be hooked: "
                            + before.getClass().getName()
                            + " is final, and the field takes only "
                            + field.getType().getSimpleName()
                            + ". Hook what is inside it, or the block around it, '"
                            + path
                            + "'");
        }
        field.set(copy, after);
    }

    /** Returns the value to hold instead: the same object where nothing in it was replaced. */
    private Object replace(Object value) {
        if (value instanceof BlockList list) {
            return byName(list);
        } else if (value instanceof Block block) {
            return replaceBlock(block);
        } else if (value instanceof PairList<?, ?> pairs) {
            return replacePairs(pairs);
        } else if (value instanceof List<?> list) {
            List<Object> changed = new ArrayList<>();
            list.forEach(item -> changed.add(replace(item)));
            return same(list, changed) ? list : changed;
        } else if (value instanceof Map<?, ?> map) {
            Map<Object, Object> changed = new LinkedHashMap<>();
            map.forEach((key, item) -> changed.put(key, replace(item)));
            return same(map.values(), changed.values()) ? map : changed;
        } else if (value instanceof Object[] array) {
            return replaceArray(array);
        }
        return value;
    }

    /** Names tell apart two uses of one block, which identity cannot. */
    private BlockList byName(BlockList list) {
        BlockList changed = new BlockList(list.size());
        boolean same = true;
        for (Pair<String, Block> child : list) {
            Block after = children.getOrDefault(child.getKey(), child.getValue());
            same &= after == child.getValue();
            changed.add(child.getKey(), after);
        }
        return same ? list : changed;
    }

    private Block replaceBlock(Block block) {
        Block after = replacements.get(block);
        if (after == AMBIGUOUS) {
            throw new IllegalArgumentException(
                    "A "
                            + block.getClass().getSimpleName()
                            + " under '"
                            + path
                            + "' is one object"
                            + " at several paths, and a field of "
                            + copy.getClass().getSimpleName()
                            + " holds it: hook one of its paths only");
        }
        return after == null ? block : after;
    }

    private Object replacePairs(PairList<?, ?> pairs) {
        PairList<Object, Object> changed = new PairList<>(pairs.size());
        pairs.forEach(pair -> changed.add(pair.getKey(), replace(pair.getValue())));
        return same(pairs.values(), changed.values()) ? pairs : changed;
    }

    private Object replaceArray(Object[] array) {
        Object[] changed = array.clone();
        for (int i = 0; i < changed.length; i++) {
            Object after = replace(changed[i]);
            if (!array.getClass().getComponentType().isInstance(after) && after != null) {
                throw new IllegalArgumentException(
                        "A block in an array of '"
                                + path
                                + "' cannot be hooked: the array takes"
                                + " only "
                                + array.getClass().getComponentType().getSimpleName());
            }
            Array.set(changed, i, after);
        }
        return same(Arrays.asList(array), Arrays.asList(changed)) ? array : changed;
    }

    private static boolean same(Iterable<?> before, Iterable<?> after) {
        var others = after.iterator();
        for (Object item : before) {
            if (item != others.next()) {
                return false;
            }
        }
        return true;
    }
}
