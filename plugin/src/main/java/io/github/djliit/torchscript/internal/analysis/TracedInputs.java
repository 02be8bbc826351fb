/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import io.github.djliit.site.Path;
import io.github.djliit.site.Port;
import io.github.djliit.site.Site;
import io.github.djliit.torchscript.internal.analysis.Held.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which parameter of a traced module is the first argument that its module takes.
 *
 * <p>A trace gives a module whatever is used in it and comes from outside, in the order of the use:
 * tied weights and sizes too, and no argument that is not used. The first argument is taken for the
 * only activation among the parameters, weights and numbers left out; where there is none, for the
 * only one that is computed of inputs of the model. All else is in doubt.
 */
final class TracedInputs {

    private final ScriptSites sites;

    TracedInputs(ScriptSites sites) {
        this.sites = sites;
    }

    /**
     * Returns the parameter of a module.
     *
     * @param path the module
     * @param numbers its parameters that are tensors
     */
    Own of(Path path, Set<Integer> numbers) {
        StorageFlow flow = sites.flow();
        if (!flow.isWhole()) {
            return numbers.equals(Set.of(0))
                    ? Own.of(0)
                    : Own.doubt("its code is too long to follow what it is given");
        }
        Map<Integer, Set<Origin>> origins = new TreeMap<>();
        for (int number : numbers) {
            Set<Origin> found = flow.origins(site(path, number));
            boolean isWeight = found.equals(Set.of(Origin.WEIGHT));
            if (!isWeight && !flow.isNumber(site(path, number))) {
                origins.put(number, found);
            }
        }
        List<Integer> data = new ArrayList<>(origins.keySet());
        data.removeIf(n -> !isData(path, n, origins.get(n)));
        List<Integer> made = new ArrayList<>(origins.keySet());
        made.removeIf(n -> data.contains(n) || !isMade(origins.get(n)));
        boolean isFirst = made.isEmpty() || (!data.isEmpty() && data.get(0) < made.get(0));
        boolean isClear =
                data.stream().allMatch(n -> origins.get(n).contains(Origin.ACTIVATION))
                        || origins.keySet().stream()
                                .noneMatch(n -> !data.contains(n) && isOfInputs(origins.get(n)));
        if (data.size() == 1 && isFirst && isClear) {
            int number = data.get(0);
            return origins.get(number).contains(Origin.ACTIVATION)
                    ? Own.of(number)
                    : ofInputs(path, number);
        } else if (data.isEmpty() && made.size() == 1) {
            return Own.of(made.get(0));
        } else if (data.isEmpty() && made.isEmpty() && origins.size() == 1) {
            return ofInputs(path, origins.keySet().iterator().next());
        }
        return origins.isEmpty()
                ? Own.doubt("the trace gives it weights and numbers only")
                : Own.doubt(
                        "the trace gives it several tensors, in the order in which it uses them, "
                                + origins.keySet()
                                + " among them, and does not tell which of them is its first"
                                + " argument");
    }

    /** An activation, or what a layer takes. */
    private boolean isData(Path path, int number, Set<Origin> origins) {
        return origins.contains(Origin.ACTIVATION) || sites.flow().isLayered(site(path, number));
    }

    private static boolean isOfInputs(Set<Origin> origins) {
        return origins.contains(Origin.INPUTS);
    }

    private static boolean isMade(Set<Origin> origins) {
        return origins.contains(Origin.MADE) || origins.contains(Origin.WEIGHT);
    }

    private Own ofInputs(Path path, int number) {
        boolean isOfInputs = isOfInputs(sites.flow().origins(site(path, number)));
        boolean isLayer = LibraryConventions.isOfPyTorch(sites.tree().node(path).type());
        if (!isOfInputs && !isLayer) {
            return Own.doubt(
                    "the trace gives it what is computed of sizes only, which need not be its first"
                            + " argument: one of which only the shape is used is not there");
        }
        return !sites.tree().hasWeights(path) && sites.flow().isCast(site(path, number))
                ? Own.doubt(
                        "the trace gives it what it computes positions of, which need not be its"
                                + " first argument: one that is not used is not there")
                : Own.of(number);
    }

    private static Site site(Path path, int number) {
        return ScriptSites.numbered(path, Port.Kind.INPUT, number);
    }
}
