/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.rewrite;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.network.CompiledNetwork.Hooks;
import io.github.djliit.network.CompiledNetwork.Result;
import io.github.djliit.network.HookEdit;
import io.github.djliit.site.Path;
import io.github.djliit.site.Port;
import io.github.djliit.site.Region;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Hooks as arrays for the engine, and what comes back.
 *
 * <p>In DJL's PyTorch engine an array called {@code module_method:NAME} picks the method, and
 * arrays called {@code iit_hooks.KEY} are one dict.
 */
public final class HookArrays {

    private final NDManager manager;
    private final NDList arrays = new NDList();

    /**
     * Starts a call.
     *
     * @param manager the manager of the call, which gets what comes out
     */
    public HookArrays(NDManager manager) {
        this.manager = manager;
        NDArray method = manager.zeros(new Shape(1));
        method.setName("module_method:" + HookNames.RUN);
        arrays.add(method);
        flag(HookNames.ALWAYS);
    }

    /** Returns the inputs of the method that sets the flag {@code training}. */
    public static NDList flag(NDManager scope, boolean value) {
        NDArray method = scope.zeros(new Shape(1));
        method.setName("module_method:" + HookNames.FLAG);
        return new NDList(method, value ? scope.ones(new Shape(1)) : scope.zeros(new Shape(1)));
    }

    /**
     * Returns the inputs of the method.
     *
     * @param inputs the inputs of the model
     * @param hooks what is done at sites
     * @param copied the sites whose values the code writes into later
     */
    public NDList inputs(NDList inputs, Hooks hooks, Set<Site> copied) {
        hooks.captures().forEach(site -> flag(key(site) + "?"));
        copied.forEach(site -> flag(key(site) + HookNames.COPIED));
        hooks.spared().forEach((path, output) -> add(path + "." + HookNames.SPARED, output));
        hooks.edits().forEach(this::keepInput);
        hooks.edits()
                .forEach(
                        (site, runs) -> {
                            flag(key(site) + HookNames.EDITED);
                            for (int run = 0; run < runs.size(); run++) {
                                add(key(site) + "/" + run, runs.get(run));
                            }
                        });
        return new NDList(arrays).addAll(inputs);
    }

    /** The input of a module is kept in the code where an edit of its output asks for it. */
    private void keepInput(Site site, List<List<HookEdit>> runs) {
        boolean isWanted =
                runs.stream()
                        .flatMap(List::stream)
                        .anyMatch(edit -> edit.shift() instanceof HookEdit.Input);
        if (isWanted) {
            Port input = new Port(Port.Kind.INPUT, site.portOrDefault().index());
            flag(
                    key(new Site(site.path(), Optional.of(input), Optional.empty(), site.region()))
                            + "!");
        }
    }

    private void add(String at, List<HookEdit> edits) {
        for (int i = 0; i < edits.size(); i++) {
            HookEdit edit = edits.get(i);
            String step = at + "#" + i;
            add(step + ".scale", edit.scale());
            if (edit.shift() instanceof HookEdit.Numbers numbers) {
                add(step + ".shift", numbers.array());
            } else if (edit.shift() instanceof HookEdit.Input input) {
                input.picks().ifPresent(picks -> add(step + ".picks", picks));
            }
            edit.map().ifPresent(map -> add(step, map));
        }
    }

    private void add(String step, HookEdit.Map map) {
        add(step + ".matrix", map.matrices().matrix());
        add(step + ".offset", map.matrices().offset());
        add(step + ".back", map.matrices().back());
        map.matrices().threshold().ifPresent(threshold -> add(step + ".threshold", threshold));
        map.units().ifPresent(units -> add(step + ".units", units));
    }

    private void flag(String key) {
        add(key, arrays.head());
    }

    /** One array may be known by several names, and an array has one: a view takes the other. */
    private void add(String key, NDArray array) {
        NDArray view = array.reshape(array.getShape());
        view.attach(manager);
        view.setName(HookNames.ARRAYS + "." + key);
        arrays.add(view);
    }

    /** Returns the key of a site: the path, a dot behind it but for the root, port or value. */
    static String key(Site site) {
        String path = site.path().isRoot() ? "" : site.path() + ".";
        return path + place(site);
    }

    /** Returns the end of the key of a site: its port or value. */
    static String place(Site site) {
        return site.value().map(value -> "@" + value).orElseGet(() -> ":" + site.portOrDefault());
    }

    private static Site site(String key) {
        int at = Math.max(key.lastIndexOf(".:"), key.lastIndexOf(".@"));
        boolean isRoot = at < 0;
        String path = isRoot ? "" : key.substring(0, at);
        String place = isRoot ? key : key.substring(at + 1);
        Path of = isRoot ? Path.root() : Site.of(path).path();
        Optional<String> value = Optional.of(place).filter(p -> p.startsWith("@"));
        return new Site(
                of,
                value.isPresent() ? Optional.empty() : Optional.of(port(place)),
                value.map(v -> v.substring(1)),
                Region.whole());
    }

    private static Port port(String place) {
        boolean isInput = place.startsWith(":input");
        int number = Integer.parseInt(place.substring((isInput ? ":input" : ":output").length()));
        Port.Kind kind = isInput ? Port.Kind.INPUT : Port.Kind.OUTPUT;
        return new Port(kind, OptionalInt.of(number));
    }

    /** Takes outputs and captured values apart. */
    public static Result result(NDList arrays) {
        NDList outputs = new NDList();
        List<Captured> captured = new ArrayList<>();
        for (NDArray array : arrays) {
            String name = array.getName();
            if (name != null && name.startsWith(HookNames.CAPTURED)) {
                captured.add(Captured.of(name, array));
            } else {
                outputs.add(array);
            }
        }
        captured.sort(Comparator.comparingInt(Captured::order));
        Map<Site, NDList> bySite = new LinkedHashMap<>();
        for (Captured each : captured) {
            bySite.computeIfAbsent(each.site(), s -> new NDList()).add(each.array());
        }
        return new Result(outputs, bySite);
    }

    /** A value that came back: {@code iit|order|key/run}. */
    private record Captured(int order, Site site, NDArray array) {

        static Captured of(String name, NDArray array) {
            int bar = name.indexOf('|', HookNames.CAPTURED.length());
            String at = name.substring(bar + 1);
            int order = Integer.parseInt(name.substring(HookNames.CAPTURED.length(), bar));
            array.setName(null);
            return new Captured(
                    order, HookArrays.site(at.substring(0, at.lastIndexOf('/'))), array);
        }
    }
}
