/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.network.CompiledNetwork.Hooks;
import io.github.djliit.network.CompiledNetwork.Result;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Runs compiled code in one call.
 *
 * <p>Edits that are arithmetic go along and are applied in the code. For one that is not, as an
 * edit of the caller's own, the code runs up to its site first: what is there is edited in Java and
 * put in by another run, one for each such site.
 */
final class CompiledForward implements Forward {

    private final BiFunction<NDList, Hooks, Result> code;

    /**
     * What each run of the code gave at a site in a plain run, by the shapes of its inputs. A
     * source may be longer than the base.
     */
    private final Map<List<Shape>, Map<Site, List<Seen>>> seen = new HashMap<>();

    private record Seen(Shape shape, DataType type) {}

    /**
     * Creates the forward of a call.
     *
     * @param code runs the code under hooks
     */
    CompiledForward(BiFunction<NDList, Hooks, Result> code) {
        this.code = code;
    }

    @Override
    public NDList run(Run run, NDList inputs) {
        return run.isEdited() ? edited(run, inputs) : plain(run, inputs);
    }

    /** Looks at the sites of later edits, too: at their shapes. */
    private NDList plain(Run run, NDList inputs) {
        Set<Site> captures = new LinkedHashSet<>(run.kept());
        run.writtenAnywhere().forEach(captures::add);
        Result result = code.apply(inputs, new Hooks(Map.of(), captures));
        long rows = inputs.head().getShape().get(0);
        long batch = run.call().batchSize();
        Map<Site, List<Seen>> here =
                seen.computeIfAbsent(shapes(inputs, rows, batch), shapes -> new HashMap<>());
        result.captured()
                .forEach(
                        (site, arrays) ->
                                here.put(
                                        site,
                                        arrays.stream().map(a -> seen(a, rows, batch)).toList()));
        keep(run, result);
        return result.outputs();
    }

    private static Seen seen(NDArray array, long rows, long batch) {
        return new Seen(shape(array, rows, batch), array.getDataType());
    }

    private static List<Shape> shapes(NDList inputs, long rows, long batch) {
        return inputs.stream().map(input -> shape(input, rows, batch)).toList();
    }

    /** A fused run has the rows of several. */
    private static Shape shape(NDArray array, long rows, long batch) {
        long[] shape = array.getShape().getShape().clone();
        if (shape.length > 0 && shape[0] == rows) {
            shape[0] = batch;
        }
        return new Shape(shape);
    }

    private static void keep(Run run, Result result) {
        result.captured().forEach((site, arrays) -> arrays.forEach(array -> run.keep(site, array)));
    }

    private NDList edited(Run run, NDList inputs) {
        Map<Site, List<List<HookEdit>>> edits = new LinkedHashMap<>();
        Set<Site> open = new LinkedHashSet<>();
        long batch = run.call().batchSize();
        Map<Site, List<Seen>> here = seen.getOrDefault(shapes(inputs, batch, batch), Map.of());
        run.steps()
                .forEach(
                        (site, steps) ->
                                arithmetic(run, steps, here.get(site))
                                        .ifPresentOrElse(
                                                made -> edits.put(site, made),
                                                () -> open.add(site)));
        Result result = run(run, inputs, edits, open);
        while (!open.isEmpty()) {
            Site next = first(result, open);
            if (next == null) {
                break;
            }
            edits.put(next, inJava(run, next, result));
            open.remove(next);
            result = run(run, inputs, edits, open);
        }
        count(run, result);
        keep(run, result);
        return result.outputs();
    }

    private Result run(
            Run run, NDList inputs, Map<Site, List<List<HookEdit>>> edits, Set<Site> open) {
        Set<Site> captures = new LinkedHashSet<>(run.kept());
        captures.addAll(edits.keySet());
        captures.addAll(open);
        run.steps()
                .forEach(
                        (site, steps) ->
                                steps.stream()
                                        .flatMap(step -> run.touching(step).stream())
                                        .filter(Write::skips)
                                        .forEach(write -> captures.add(write.place().input())));
        return code.apply(inputs, new Hooks(edits, captures));
    }

    /** Sites come in the order in which the code reached them. */
    private static Site first(Result result, Set<Site> open) {
        return result.captured().keySet().stream().filter(open::contains).findFirst().orElse(null);
    }

    /** Returns the edits at a site for each run of its code, or nothing if one is no arithmetic. */
    private static Optional<List<List<HookEdit>>> arithmetic(
            Run run, List<Step> steps, List<Seen> runs) {
        boolean canBe =
                runs != null
                        && steps.stream()
                                .flatMap(step -> run.touching(step).stream())
                                .allMatch(w -> Arithmetic.canBe(w, runs.get(0).shape()));
        if (!canBe) {
            return Optional.empty();
        }
        List<List<HookEdit>> made = new ArrayList<>();
        for (Seen each : runs) {
            List<HookEdit> edits = new ArrayList<>();
            for (Step step : steps) {
                if (!run.touching(step).isEmpty()) {
                    edits.add(Arithmetic.of(run, step, each.shape(), each.type()));
                }
                run.count(step);
            }
            made.add(edits);
        }
        steps.forEach(run::recount);
        return Optional.of(made);
    }

    /** Edits what the code gave at a site in Java; all there is replaced. */
    private static List<List<HookEdit>> inJava(Run run, Site site, Result result) {
        List<List<HookEdit>> made = new ArrayList<>();
        List<Step> steps = run.steps().get(site);
        NDList arrays = result.captured().get(site);
        for (int number = 0; number < arrays.size(); number++) {
            NDArray array = arrays.get(number);
            for (Step step : steps) {
                for (Write write : run.touching(step)) {
                    if (write.skips()) {
                        NDList inputs = result.captured().get(write.place().input());
                        run.skippedInput(write.place(), inputs.get(number));
                    }
                }
                array = run.apply(step, array, x -> x);
                run.count(step);
            }
            made.add(List.of(Arithmetic.replacement(array)));
        }
        steps.forEach(run::recount);
        return made;
    }

    /** A site that the code did not reach was not edited. */
    private static void count(Run run, Result result) {
        run.steps()
                .forEach(
                        (site, steps) -> {
                            if (result.captured().containsKey(site)) {
                                steps.forEach(run::count);
                            }
                        });
    }
}
