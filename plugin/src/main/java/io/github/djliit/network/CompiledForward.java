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
import ai.djl.ndarray.types.Shape;
import io.github.djliit.network.CompiledNetwork.Hooks;
import io.github.djliit.network.CompiledNetwork.Result;
import io.github.djliit.network.KnownShapes.Seen;
import io.github.djliit.site.Path;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs compiled code in one call.
 *
 * <p>Edits that are arithmetic go along and are applied in the code. For one that is not, as an
 * edit of the caller's own, the code runs up to its site first: what is there is edited in Java and
 * put in by another run, one for each such site.
 */
final class CompiledForward implements Forward {

    private static final Logger logger = LoggerFactory.getLogger(CompiledForward.class);

    private final BiFunction<NDList, Hooks, Result> code;
    private final KnownShapes shapes;
    private final Set<Path> modules;

    /**
     * Creates the forward of a call.
     *
     * @param code runs the code under hooks
     * @param shapes what is known of the shapes at its sites
     * @param modules those that need not run where it is known what they give
     */
    CompiledForward(BiFunction<NDList, Hooks, Result> code, KnownShapes shapes, Set<Path> modules) {
        this.code = code;
        this.shapes = shapes;
        this.modules = modules;
    }

    @Override
    public NDList run(Run run, NDList inputs) {
        Result result = run.isEdited() ? edited(run, inputs) : plain(run, inputs);
        count(run, result);
        keep(run, result);
        return result.outputs();
    }

    /** Looks at the sites of later edits, too: at their shapes. */
    private Result plain(Run run, NDList inputs) {
        Set<Site> captures = run.kept().hooks();
        run.writtenAnywhere().forEach(captures::add);
        BaseRecord record = run.record();
        if (record != null) {
            captures.addAll(record.marks());
            modules.forEach(module -> captures.add(Site.outputOf(module)));
        }
        Result result = code.apply(inputs, new Hooks(Map.of(), captures, Map.of()));
        boolean isBatch = run.call().batchAxis().isFirst();
        long batch = isBatch ? run.call().batchSize() : Inputs.length(inputs.head());
        shapes.put(inputs.head().getShape(), result.captured(), batch);
        if (record != null) {
            record.take(result.captured(), modules);
        }
        return result;
    }

    private static void keep(Run run, Result result) {
        result.captured()
                .forEach((site, arrays) -> arrays.forEach(array -> run.kept().add(site, array)));
    }

    /** Where the shapes known from before do not hold, they are looked up, and it runs again. */
    private Result edited(Run run, NDList inputs) {
        Shape input = inputs.head().getShape();
        Map<Site, List<Seen>> known = shapes.of(input);
        Set<Site> sites = run.touched();
        if (known.keySet().containsAll(sites)) {
            Optional<Result> result = guessed(run, inputs, known);
            if (result.isPresent()) {
                return result.get();
            }
        }
        Result plain = code.apply(inputs, new Hooks(Map.of(), sites, spared(run)));
        Map<Site, List<Seen>> found = new HashMap<>();
        plain.captured().forEach((site, arrays) -> found.put(site, seen(arrays)));
        shapes.put(input, plain.captured(), Inputs.length(inputs.head()));
        plain.captured().values().forEach(NDList::close);
        return edited(run, inputs, found);
    }

    private static List<Seen> seen(NDList arrays) {
        return arrays.stream().map(Seen::of).toList();
    }

    /** Edits made for another shape give an error in the code, or leave the site in another one. */
    private Optional<Result> guessed(Run run, NDList inputs, Map<Site, List<Seen>> known) {
        try {
            Result result = edited(run, inputs, known);
            boolean holds =
                    run.touched().stream()
                            .filter(result.captured()::containsKey)
                            .allMatch(s -> seen(result.captured().get(s)).equals(known.get(s)));
            return holds ? Optional.of(result) : Optional.empty();
        } catch (RuntimeException e) {
            if (!CallerException.isOfEngine(e) && !(e instanceof IllegalArgumentException)) {
                throw e;
            }
            // With the right shapes, the same error comes again if it does not stem from them.
            logger.debug("The shapes at sites are not those of the last call", e);
            return Optional.empty();
        }
    }

    private Result edited(Run run, NDList inputs, Map<Site, List<Seen>> known) {
        Map<Site, List<List<HookEdit>>> edits = new LinkedHashMap<>();
        Set<Site> open = new LinkedHashSet<>();
        run.steps()
                .forEach(
                        (site, steps) -> {
                            arithmetic(run, site, known)
                                    .ifPresentOrElse(
                                            made -> edits.put(site, made), () -> open.add(site));
                        });
        Result result = run(run, inputs, edits);
        while (!open.isEmpty()) {
            Site next = first(result, open);
            if (next == null) {
                break;
            }
            edits.put(next, inJava(run, next, result));
            open.remove(next);
            result = run(run, inputs, edits);
        }
        return result;
    }

    private Result run(Run run, NDList inputs, Map<Site, List<List<HookEdit>>> edits) {
        Set<Site> captures = run.kept().hooks();
        captures.addAll(run.touched());
        return code.apply(inputs, new Hooks(edits, captures, spared(run)));
    }

    private Map<Path, NDArray> spared(Run run) {
        BaseRecord base = run.resumesFrom();
        return base == null ? Map.of() : base.before(run.touched(), modules);
    }

    /** Sites come in the order in which the code reached them. */
    private static Site first(Result result, Set<Site> open) {
        return result.captured().keySet().stream().filter(open::contains).findFirst().orElse(null);
    }

    /** Returns the edits at a site for each run of its code, or nothing if one is no arithmetic. */
    private static Optional<List<List<HookEdit>>> arithmetic(
            Run run, Site site, Map<Site, List<Seen>> known) {
        List<Seen> runs = known.get(site);
        // A dry run is told of the shapes that an edit meets, which are not those of its parts.
        if (runs == null || run.bindings().log() != null) {
            return Optional.empty();
        }
        List<Step> steps = run.steps().get(site);
        List<List<HookEdit>> made = new ArrayList<>();
        for (int number = 0; number < runs.size(); number++) {
            List<HookEdit> edits = new ArrayList<>();
            for (Step step : steps) {
                if (!add(run, step, known, number, edits)) {
                    return Optional.empty();
                }
            }
            made.add(edits);
        }
        return Optional.of(made);
    }

    /** Adds the edits of a step in one run of its code, unless one is no arithmetic. */
    private static boolean add(
            Run run, Step step, Map<Site, List<Seen>> known, int number, List<HookEdit> edits) {
        Seen activation = known.get(step.first().place().hook()).get(number);
        for (Step part : step.byUnits(activation.shape().dimension())) {
            if (run.touching(part).isEmpty()) {
                continue;
            }
            Optional<Seen> input = input(part.first(), known, number);
            Optional<HookEdit> edit = new Arithmetic(run, part, activation, input, number).edit();
            if (edit.isEmpty()) {
                return false;
            }
            edits.add(edit.get());
        }
        return true;
    }

    private static Optional<Seen> input(Write write, Map<Site, List<Seen>> known, int number) {
        Place place = write.place();
        return write.skips()
                ? Optional.of(
                        input(
                                place,
                                known.get(place.input()),
                                number,
                                known.get(place.hook()).size()))
                : Optional.empty();
    }

    /** Returns the input of one run of a module that is skipped. */
    private static <T> T input(Place place, List<T> inputs, int number, int outputs) {
        int found = inputs == null ? 0 : inputs.size();
        if (found != outputs) {
            throw new SiteException(
                    place.site(),
                    "At site %s: a skip needs %s in each run of the module, which ran %s times; it"
                                    .formatted(place.site(), place.input(), outputs)
                            + " was a tensor in %s of them".formatted(found),
                    null);
        }
        return inputs.get(number);
    }

    /** Edits what the code gave at a site in Java; all there is replaced. */
    private static List<List<HookEdit>> inJava(Run run, Site site, Result result) {
        List<List<HookEdit>> made = new ArrayList<>();
        List<Step> steps = run.steps().get(site);
        NDList arrays = result.captured().get(site);
        for (int number = 0; number < arrays.size(); number++) {
            NDArray array = Keep.named(arrays.get(number));
            for (Step step : steps) {
                NDArray input = skipped(run, step.first(), result, number);
                array = run.apply(step, array, EditContext.whole(number, input));
            }
            made.add(List.of(Arithmetic.replacement(array)));
        }
        return made;
    }

    /**
     * Returns the input of the module where a step skips it, else null. What comes back of an input
     * is what edits made of it, and a skip takes it as it was.
     */
    private static NDArray skipped(Run run, Write write, Result result, int number) {
        if (!write.skips()) {
            return null;
        }
        Place place = write.place();
        if (run.steps().containsKey(place.input())) {
            throw new SiteException(
                    place.site(),
                    "At site %s: besides a skip there is an edit of the caller's own, and %s is"
                                    .formatted(place.site(), place.input())
                            + " edited too: make the own edit at another site, as the input of"
                            + " what comes next",
                    null);
        }
        NDList inputs = result.captured().get(place.input());
        int outputs = result.captured().get(place.hook()).size();
        return Keep.named(input(place, inputs, number, outputs));
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
