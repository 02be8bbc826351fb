/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.rewrite;

import io.github.djliit.site.Site;
import java.util.HashSet;
import java.util.Set;

/**
 * The sites that a form of the code has hooks at. A hook that only reads is much less code: the
 * engine takes seconds to compile some hundred of those that can edit.
 *
 * @param all the sites
 * @param edited those of them where values can be changed, too
 */
public record HookedSites(Set<Site> all, Set<Site> edited) {

    public static final HookedSites NONE = read(Set.of());

    public HookedSites {
        all = Set.copyOf(all);
        edited = Set.copyOf(edited);
    }

    /** Returns sites that are only read. */
    public static HookedSites read(Set<Site> sites) {
        return new HookedSites(sites, Set.of());
    }

    /** Returns sites that can all be edited. */
    public static HookedSites edited(Set<Site> sites) {
        return new HookedSites(sites, sites);
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** Whether code with these hooks can do what others are for. */
    public boolean serves(HookedSites wanted) {
        return all.containsAll(wanted.all) && edited.containsAll(wanted.edited);
    }

    /** Returns the hooks of both. */
    public HookedSites and(HookedSites other) {
        Set<Site> sites = new HashSet<>(all);
        sites.addAll(other.all);
        Set<Site> changed = new HashSet<>(edited);
        changed.addAll(other.edited);
        return new HookedSites(sites, changed);
    }
}
