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
import io.github.djliit.site.Region;
import io.github.djliit.site.Site;
import io.github.djliit.torchscript.internal.analysis.ScriptSites.MethodPlace;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The sites of modules, each in its shortest text. */
final class SiteList {

    private final ScriptSites places;

    SiteList(ScriptSites places) {
        this.places = places;
    }

    /** Returns the sites of a module: its outputs, its inputs, the names in its code. */
    Set<Site> of(Path path) {
        Set<Integer> outputs = new LinkedHashSet<>();
        Set<Integer> inputs = new LinkedHashSet<>();
        for (MethodPlace at : places.forwards(path)) {
            if (places.function(at).problem().isEmpty()) {
                outputs.addAll(places.outputs(at).keySet());
                inputs.addAll(places.inputs(at).keySet());
            }
        }
        Set<Site> sites = new LinkedHashSet<>();
        outputs.forEach(i -> sites.add(shortest(path, Port.Kind.OUTPUT, i, outputs)));
        inputs.forEach(i -> sites.add(shortest(path, Port.Kind.INPUT, i, inputs)));
        Set<String> names = places.names(path);
        names.stream()
                .filter(name -> places.doubt(path, name, names).isEmpty())
                .forEach(name -> sites.add(value(path, name)));
        return sites;
    }

    /** One array on a side needs no number where it is what a hook gets. */
    private Site shortest(Path path, Port.Kind kind, int number, Set<Integer> all) {
        Port numbered = new Port(kind, OptionalInt.of(number));
        boolean isOnly = all.size() == 1 && number == 0;
        Own own = isOnly ? places.own(path, new Port(kind, OptionalInt.empty())) : Own.of(-1);
        Port port =
                own.number().orElse(-1) == number ? new Port(kind, OptionalInt.empty()) : numbered;
        boolean isPlain = port.index().isEmpty() && kind == Port.Kind.OUTPUT && !path.isRoot();
        return new Site(
                path,
                isPlain ? Optional.empty() : Optional.of(port),
                Optional.empty(),
                Region.whole());
    }

    private static Site value(Path path, String name) {
        return new Site(path, Optional.empty(), Optional.of(name), Region.whole());
    }
}
