/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sets of values that may share memory, and when each set was last written in place.
 *
 * <p>A union-find structure: {@link #join} makes one set of two, as a view and what it is a view
 * of. Times are the numbers of steps of a walk through code in the order in which it runs.
 */
final class Storages {

    private static final int NEVER = -1;

    private final List<Integer> parents = new ArrayList<>();
    private final List<Integer> written = new ArrayList<>();

    /** The marked sets by the set that they are part of by now. */
    private final Map<Integer, List<Integer>> marked = new HashMap<>();

    /** Returns a new set. */
    int add() {
        parents.add(parents.size());
        written.add(NEVER);
        return parents.size() - 1;
    }

    /** Makes one set of two. */
    int join(int first, int second) {
        int a = find(first);
        int b = find(second);
        if (a != b) {
            parents.set(b, a);
            List<Integer> more = marked.remove(b);
            if (more != null) {
                marked.computeIfAbsent(a, set -> new ArrayList<>()).addAll(more);
            }
            written.set(a, Math.max(written.get(a), written.get(b)));
        }
        return a;
    }

    /** Notes that a value of a set is written in place at a time. */
    void write(int set, int time) {
        int root = find(set);
        written.set(root, Math.max(written.get(root), time));
    }

    /** Returns whether a value of the set is written in place after a time. */
    boolean isWrittenAfter(int set, int time) {
        return written.get(find(set)) > time;
    }

    /** Marks a set, so that it can be told whether it is part of another. */
    void mark(int set) {
        marked.computeIfAbsent(find(set), root -> new ArrayList<>()).add(set);
    }

    /** Returns the marked sets that are part of a set by now. */
    List<Integer> marked(int set) {
        return marked.getOrDefault(find(set), List.of());
    }

    int find(int set) {
        int root = set;
        while (parents.get(root) != root) {
            root = parents.get(root);
        }
        int at = set;
        while (parents.get(at) != root) {
            int next = parents.get(at);
            parents.set(at, root);
            at = next;
        }
        return root;
    }
}
