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
import io.github.djliit.torchscript.internal.analysis.Held.Kind;
import io.github.djliit.torchscript.internal.analysis.Held.Origin;
import io.github.djliit.torchscript.internal.analysis.ScriptSites.MethodPlace;
import io.github.djliit.torchscript.internal.syntax.Expression;
import io.github.djliit.torchscript.internal.syntax.FormalParameter;
import io.github.djliit.torchscript.internal.syntax.ScriptFunction;
import io.github.djliit.torchscript.internal.syntax.SourceRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the code does to the memory of the values at sites: a walk through it in the order in which
 * it runs, from the forward of the root into every method and function that is called.
 *
 * <p>What is captured at a site is the value there and then, as a forward hook of PyTorch sees it.
 * Code that writes into that memory later ({@code relu_}, {@code x += y}, through views too) would
 * change it, so there a copy is taken: {@link #isWrittenLater}. Which values share memory is a
 * may-alias analysis by unification (Steensgaard, 1996), in which a straight list of assignments
 * keeps the values of one name apart. What is in doubt shares memory and writes.
 */
final class StorageFlow {

    /** Code that is longer when all calls are written out is not walked to the end. */
    private static final int MAX_STEPS = 400_000;

    private static final int DEEPEST = 150;

    private final ScriptSites sites;
    private final Storages storages = new Storages();
    private final Map<Site, List<Moment>> moments = new HashMap<>();
    private final Set<Site> numbers = new HashSet<>();
    private final Map<String, Held.Ref> attributes = new HashMap<>();
    private final Map<String, Held.Ref> constants = new HashMap<>();
    private final Optional<Boolean> training;
    private final StateLog log;
    private final Set<String> open = new HashSet<>();

    /** The names of parameters of modules. */
    private final Set<String> weights = new HashSet<>();

    /** What is made numbers to reckon with, and what a layer takes. */
    private final Set<Integer> cast = new HashSet<>();

    private final Set<Integer> layered = new HashSet<>();
    private int time;
    private int loopStart = -1;
    private boolean isWhole = true;

    /** A value at a site at a time. */
    private record Moment(int storage, int time, Origin origin) {}

    private StorageFlow(ScriptSites sites, Optional<Boolean> training) {
        this.sites = sites;
        sites.tree().program().classes().values().forEach(c -> weights.addAll(c.parameters()));
        this.training = training;
        log = new StateLog(sites.tree(), storages);
    }

    /** Walks through the code of a model, as it runs in training and otherwise. */
    static StorageFlow of(ScriptSites sites) {
        return of(sites, Optional.empty());
    }

    /**
     * Walks through the code of a model.
     *
     * @param sites the places in the code
     * @param training whether it runs in training; empty for both
     */
    static StorageFlow of(ScriptSites sites, Optional<Boolean> training) {
        StorageFlow flow = new StorageFlow(sites, training);
        MethodPlace root = new MethodPlace(Path.root(), "forward");
        List<Held> inputs = new ArrayList<>();
        sites.function(root).parameters().stream().skip(1).forEach(p -> inputs.add(flow.input()));
        flow.call(root, inputs);
        return flow;
    }

    /**
     * Returns whether the memory of the value at a site may be written after the value was there.
     *
     * @param site the site in full, without a region
     */
    boolean isWrittenLater(Site site) {
        List<Moment> all = moments.get(site);
        return !isWhole
                || all == null
                || all.stream().anyMatch(m -> storages.isWrittenAfter(m.storage(), m.time()));
    }

    /** Returns whether a site holds a number that the tracer made a tensor of. */
    boolean isNumber(Site site) {
        return numbers.contains(site);
    }

    /** Returns what the values at a site were computed from; nothing of one that is not reached. */
    Set<Origin> origins(Site site) {
        return moments.getOrDefault(site, List.of()).stream()
                .map(Moment::origin)
                .collect(Collectors.toSet());
    }

    /** Returns whether the values at a site are made floating numbers. */
    boolean isCast(Site site) {
        return isAmong(site, cast);
    }

    /** Returns whether a layer takes the values at a site: what has weights, or an index. */
    boolean isLayered(Site site) {
        return isAmong(site, layered);
    }

    private boolean isAmong(Site site, Set<Integer> some) {
        Set<Integer> all =
                moments.getOrDefault(site, List.of()).stream()
                        .map(moment -> storages.find(moment.storage()))
                        .collect(Collectors.toSet());
        return some.stream().map(storages::find).anyMatch(all::contains);
    }

    void cast(Held held) {
        held.refs().forEach(ref -> cast.add(ref.storage()));
    }

    void layer(List<Held> given) {
        Held.refs(given).forEach(ref -> layered.add(ref.storage()));
    }

    Held.Ref fresh() {
        return new Held.Ref(storages.add(), Kind.VALUE);
    }

    private Held.Ref input() {
        return new Held.Ref(storages.add(), Kind.VALUE, Origin.INPUTS);
    }

    Held.Ref plain() {
        return new Held.Ref(storages.add(), Kind.PLAIN);
    }

    /**
     * Returns what an attribute holds; those of one name are taken for one in all modules of a
     * class, which may be one module at several places.
     */
    Held attribute(Held owner, String name) {
        if (owner instanceof Held.Module module) {
            Path child = module.path().child(name);
            if (sites.tree().find(child).isPresent()) {
                return new Held.Module(child);
            } else if (name.equals("training") && training.isPresent()) {
                return new Held.Flag(training.get());
            }
        }
        log.read(owner, name);
        Held.Ref stored = stored(owner, name);
        return stored.kind() == Kind.PLAIN ? plain() : stored;
    }

    /** A number shares no memory with any other. */
    private Held.Ref stored(Held owner, String name) {
        return attributes.computeIfAbsent(
                log.key(owner, name), n -> kept(log.kind(owner, name), name));
    }

    /** Returns what stays from call to call. */
    private Held.Ref kept(Kind kind, String name) {
        Origin origin = weights.contains(name) ? Origin.WEIGHT : Origin.NOTHING;
        Held.Ref kept = new Held.Ref(storages.add(), kind, origin);
        storages.mark(kept.storage());
        return kept;
    }

    /** Sets an attribute: it may hold this beside what it held. */
    void set(Held owner, String name, Held held, SourceRange range) {
        log.set(owner, name, range);
        owner.refs().forEach(ref -> log.changed(ref.storage(), true, range));
        Held.Ref stored = stored(owner, name);
        if (stored.kind() != Kind.PLAIN) {
            join(List.of(stored, held), Kind.VALUE);
        }
    }

    /** Notes that elements of a list or a dict, or attributes of an object, become others. */
    void change(Held held, SourceRange range) {
        held.refs().forEach(ref -> log.changed(ref.storage(), true, range));
    }

    /** Runs what may not be run. */
    void maybe(Runnable code) {
        log.maybe(code);
    }

    /** Returns what is known of the attributes after the walk. */
    StateLog log() {
        return log;
    }

    /** Returns whether all code was walked through. */
    boolean isWhole() {
        return isWhole;
    }

    Map<String, Held.Ref> attributes() {
        return Map.copyOf(attributes);
    }

    Map<String, Held.Ref> constants() {
        return Map.copyOf(constants);
    }

    /** Returns a tensor that is written out in the code. */
    Held constant(String name) {
        return constants.computeIfAbsent(name, n -> kept(Kind.CONSTANT, ""));
    }

    /** Makes one set of all values in some things. */
    Held.Ref join(List<Held> all, Kind kind) {
        return join(all, kind, Origin.of(all, true));
    }

    /** Makes one set of all values in some things, computed from something. */
    Held.Ref join(List<Held> all, Kind kind, Origin origin) {
        Held.Ref joined = new Held.Ref(storages.add(), kind, origin);
        Held.refs(all).forEach(ref -> storages.join(joined.storage(), ref.storage()));
        return joined;
    }

    /** Returns what a name holds that holds one thing or another. */
    Held either(Held first, Held second) {
        if (first instanceof Held.Parts a
                && second instanceof Held.Parts b
                && a.elements().size() == b.elements().size()) {
            List<Held> elements = new ArrayList<>();
            for (int i = 0; i < a.elements().size(); i++) {
                elements.add(either(a.elements().get(i), b.elements().get(i)));
            }
            return new Held.Parts(elements);
        }
        boolean isSame = first.equals(second);
        return isSame ? first : join(List.of(first, second), kind(first, second));
    }

    private static Kind kind(Held first, Held second) {
        List<Held.Ref> refs = Held.refs(List.of(first, second)).toList();
        boolean isOneKind = refs.stream().map(Held.Ref::kind).distinct().count() == 1;
        return isOneKind ? refs.get(0).kind() : Kind.VALUE;
    }

    void write(Held held, SourceRange range) {
        time++; // What was noted before in the same statement was there before.
        for (Held.Ref ref : held.refs()) {
            storages.write(ref.storage(), time);
            log.changed(ref.storage(), false, range);
        }
    }

    /** Goes on by a step; returns whether there is time for it. */
    boolean step() {
        time++;
        isWhole &= time < MAX_STEPS;
        return isWhole;
    }

    /** What a loop does may be done before and after all that is in it. */
    void loop(Runnable body) {
        int before = loopStart;
        loopStart = before < 0 ? time : before;
        body.run();
        body.run();
        loopStart = before;
    }

    /** Runs a method of a module. */
    Held call(MethodPlace at, List<Held> arguments) {
        ScriptFunction method = sites.tree().node(at.path()).type().methods().get(at.method());
        boolean isForward = sites.forwards(at.path()).contains(at);
        Map<String, Held> names = names(method, 1, arguments);
        names.put(method.parameters().get(0).name(), new Held.Module(at.path()));
        if (isForward) {
            sites.inputs(at)
                    .forEach(
                            (number, parameter) ->
                                    note(
                                            ScriptSites.numbered(
                                                    at.path(), Port.Kind.INPUT, number),
                                            names.get(parameter.name())));
        }
        Held result = run(at.path() + "." + at.method(), method, Optional.of(at), names);
        if (isForward) {
            sites.outputs(at)
                    .forEach(
                            (number, leaf) ->
                                    note(
                                            ScriptSites.numbered(
                                                    at.path(), Port.Kind.OUTPUT, number),
                                            part(result, leaf)));
        }
        return result;
    }

    private static Held part(Held result, TensorPath leaf) {
        Held part = result;
        for (int step : leaf.steps()) {
            part = part.part(step);
        }
        return part;
    }

    /** Runs a function of the program. */
    Held call(Held.Code code, List<Held> arguments) {
        ScriptFunction function = code.function();
        String name = function.range().file().path() + ":" + function.range().start();
        Map<String, Held> names = new LinkedHashMap<>(code.around());
        names.putAll(names(function, 0, arguments));
        return run(name, function, Optional.empty(), names);
    }

    private Map<String, Held> names(ScriptFunction function, int first, List<Held> arguments) {
        Map<String, Held> names = new LinkedHashMap<>();
        List<FormalParameter> parameters = function.parameters();
        for (int i = first; i < parameters.size(); i++) {
            boolean isGiven = i - first < arguments.size();
            Held held = isGiven ? arguments.get(i - first) : ofDefault(parameters.get(i));
            names.put(parameters.get(i).name(), held);
        }
        return names;
    }

    private Held ofDefault(FormalParameter parameter) {
        return parameter
                .defaultValue()
                .filter(Expression.Literal.class::isInstance)
                .map(value -> StorageWalk.literal((Expression.Literal) value, this))
                .orElseGet(this::fresh);
    }

    /** What calls itself, or cannot be read, may do anything to what it gets. */
    private Held run(
            String name,
            ScriptFunction function,
            Optional<MethodPlace> at,
            Map<String, Held> names) {
        boolean isOpen = !open.add(name);
        if (isOpen || open.size() > DEEPEST || function.problem().isPresent()) {
            if (!isOpen) {
                open.remove(name);
            }
            if (!isOpen) {
                log.notUnderstood(function);
            }
            List<Held> all = List.copyOf(names.values());
            all.forEach(held -> write(held, function.range()));
            return join(all, Kind.VALUE);
        }
        Held result = new StorageWalk(this, sites, at, names).run(function.body());
        open.remove(name);
        return result;
    }

    /** Notes the value of a name at a place. */
    void value(MethodPlace at, String name, Held held) {
        note(new Site(at.path(), Optional.empty(), Optional.of(name), Region.whole()), held);
    }

    private void note(Site site, Held held) {
        List<Moment> all = moments.computeIfAbsent(site, s -> new ArrayList<>(1));
        for (Held.Ref ref : held.refs()) {
            all.add(new Moment(ref.storage(), loopStart < 0 ? time : loopStart, ref.origin()));
            if (ref.kind() == Kind.NUMBER) {
                numbers.add(site);
            }
        }
    }
}
