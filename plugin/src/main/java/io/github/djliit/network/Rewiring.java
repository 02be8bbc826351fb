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
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Iterator;
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

    private final Block original;
    private final Block copy;
    private final Replaced below;

    /**
     * What is new below a block.
     *
     * @param path where the block is
     * @param children its replaced children by name
     * @param blocks all its replaced descendants by identity
     */
    record Replaced(Path path, Map<String, Block> children, IdentityHashMap<Block, Block> blocks) {}

    /**
     * Creates a rewiring.
     *
     * @param original a block
     * @param copy its copy, changed in place
     * @param below what is new below the block
     */
    Rewiring(Block original, Block copy, Replaced below) {
        this.original = original;
        this.copy = copy;
        this.below = below;
    }

    void run() {
        try {
            for (Field field : Replica.fields(copy.getClass())) {
                Object before = field.get(copy);
                Object after = replace(before);
                if (before != after) {
                    checkFits(
                            "the field " + field.getName(), field.getGenericType(), before, after);
                    field.set(copy, after);
                }
            }
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(
                    "The block at '"
                            + below.path()
                            + "' of "
                            + copy.getClass()
                            + " cannot be changed: "
                            + e,
                    e);
        }
    }

    /** Checks types inside lists and maps too, which else would fail in the forward. */
    private void checkFits(String holder, Type type, Object before, Object after) {
        if (type instanceof Class<?> needed) {
            if (before != after && !needed.isInstance(after)) {
                throw misfit(before, holder, needed);
            }
        } else if (type instanceof ParameterizedType generic) {
            checkFits(holder, generic.getRawType(), before, after);
            Type[] arguments = generic.getActualTypeArguments();
            Iterator<?> items = items(after).iterator();
            for (Object item : items(before)) {
                checkFits(holder, arguments[arguments.length - 1], item, items.next());
            }
        }
    }

    private static Iterable<?> items(Object holder) {
        if (holder instanceof Map<?, ?> map) {
            return map.values();
        }
        return holder instanceof List<?> list ? list : List.of();
    }

    private IllegalArgumentException misfit(Object before, String holder, Class<?> type) {
        String takes = holder + " of " + name(original) + " takes only " + type.getSimpleName();
        return new IllegalArgumentException(
                before instanceof Block block
                        ? cannotHook(block, takes)
                        : "No block under '"
                                + below.path()
                                + "' can be hooked: "
                                + takes
                                + ", and hooks need a list or map of their own. Declare it as List"
                                + " or Map, or hook "
                                + around());
    }

    private String cannotHook(Block block, String takes) {
        return "The block '"
                + pathOf(block)
                + "' cannot be hooked: "
                + block.getClass().getName()
                + HookedClasses.obstacle(block.getClass()).orElse(" is a symbol block")
                + ", and "
                + takes
                + ". Hook "
                + inside(block)
                + around();
    }

    private Path pathOf(Block block) {
        return original.getChildren().stream()
                .filter(child -> child.getValue() == block)
                .findFirst()
                .map(child -> below.path().child(child.getKey()))
                .orElse(below.path());
    }

    private String inside(Block block) {
        List<String> names = block.getChildren().keys();
        return names.isEmpty()
                ? ""
                : "a block inside it, such as '"
                        + pathOf(block).child(names.get(names.size() - 1))
                        + "', or ";
    }

    private String around() {
        return below.path().isRoot()
                ? "the root, ':output'"
                : "the block around it, '" + below.path() + "'";
    }

    private static String name(Block block) {
        return block.getClass().getSimpleName();
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

    /** Names tell apart two uses of one child, which identity cannot. */
    private BlockList byName(BlockList list) {
        BlockList known = original.getChildren();
        BlockList changed = new BlockList(list.size());
        boolean same = true;
        for (Pair<String, Block> entry : list) {
            Block before = entry.getValue();
            boolean child = known.get(entry.getKey()) == before;
            Block after =
                    child
                            ? below.children().getOrDefault(entry.getKey(), before)
                            : replaceBlock(before);
            same &= after == before;
            changed.add(entry.getKey(), after);
        }
        return same ? list : changed;
    }

    private Block replaceBlock(Block block) {
        Block after = below.blocks().get(block);
        if (after == AMBIGUOUS) {
            throw new IllegalArgumentException(
                    "A "
                            + name(block)
                            + " under '"
                            + below.path()
                            + "' is one object at several paths, which cannot be told apart where "
                            + name(original)
                            + " holds it. Hook one of its paths only, or "
                            + around());
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
            checkFits("an array", array.getClass().getComponentType(), changed[i], after);
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
