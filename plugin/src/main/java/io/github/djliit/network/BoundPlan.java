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
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.Place.Spot;
import io.github.djliit.site.Path;
import io.github.djliit.site.Port;
import io.github.djliit.site.Region;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A plan whose sites are found in a network: which place does what in which run.
 *
 * <p>Made once for a plan and a network; thread-safe. All it learns later is whether base and
 * sources can run as one batch, whether a counterfactual can resume from that, and the masks of the
 * shapes that it met last.
 */
final class BoundPlan {

    private static final int MAX_KINDS = 64;

    private final UnaryOperator<Site> resolver;
    private final ToIntFunction<Site> nodes;
    private final Block network;
    private final Frontier frontier;
    private final Map<Integer, Frontier.Relay> relays = new HashMap<>();
    private final List<Write> writes = new ArrayList<>();
    private final List<Place> collects = new ArrayList<>();
    private final List<Read> reads = new ArrayList<>();

    /** The number of the read that gives an intervention its source value. */
    private final Map<Integer, Integer> readNumbers = new HashMap<>();

    private final Map<Port.Kind, Map<Integer, Actions>> actions = new HashMap<>();
    private final Map<Integer, Map<Site, List<Step>>> steps = new HashMap<>();
    private final Set<Site> hooks;
    private Set<Site> hooksToResume;
    private Set<Site> edited;
    private volatile boolean fusable = true;

    /** What is known of resuming from a fused run, by shapes. */
    private final Map<Object, FusedResume> fusedResumes = new ConcurrentHashMap<>();

    /** What is known of resuming from a fused run. */
    enum FusedResume {
        /** Nothing; it may be the only call of its kind. */
        NEW,
        /** It came before, so that it is worth to be looked at. */
        SEEN,
        /** It gives the bits of a whole pass. */
        SAME,
        /** It gives other bits. */
        DIFFERENT
    }

    /**
     * An array that interventions read in a source.
     *
     * @param place the place; without a region where rows read different parts
     * @param isRegion whether only the region of the place is kept
     */
    record Read(Place place, boolean isRegion) {

        /** What is cut out when it is kept: nothing where rows have lengths of their own. */
        Cut cut(boolean hasLengths) {
            return isRegion && !hasLengths ? null : Cut.WHOLE;
        }
    }

    /** What is done at one port of one block, as numbers into the lists of the plan. */
    static final class Actions {

        private final Map<Integer, List<Step>> steps = new HashMap<>();
        private final List<Integer> reads = new ArrayList<>();
        private final List<Integer> collects = new ArrayList<>();
        private boolean skipped;

        /** Returns what is edited in the run of a target. */
        List<Step> steps(int target) {
            return steps.getOrDefault(target, List.of());
        }

        List<Integer> reads() {
            return reads;
        }

        List<Integer> collects() {
            return collects;
        }

        /** Whether these are inputs of a block that an intervention skips. */
        boolean isSkipped() {
            return skipped;
        }
    }

    /** The array of a block that interventions of one run write. */
    private record Target(int run, Spot spot) {}

    /** What one read serves: all that reads the same region, or the same array in parts. */
    private record ReadKey(Spot spot, Optional<Region> region) {}

    /**
     * Binds a plan.
     *
     * @param plan the plan
     * @param resolver gives sites their paths in full
     * @param nodes the number of the hooked block of a site in full, -1 for none
     * @param network the instrumented network
     * @param frontier what its counterfactual need not run
     */
    BoundPlan(
            InterventionPlan plan,
            UnaryOperator<Site> resolver,
            ToIntFunction<Site> nodes,
            Block network,
            Frontier frontier) {
        this.resolver = resolver;
        this.nodes = nodes;
        this.network = network;
        this.frontier = frontier;
        frontier.relays()
                .forEach((path, relay) -> relays.put(nodes.applyAsInt(Site.of(path)), relay));
        Map<Target, List<Write>> byTarget = new LinkedHashMap<>();
        for (Intervention intervention : plan.interventions()) {
            Write write = write(intervention);
            writes.add(write);
            byTarget.computeIfAbsent(target(write), t -> new ArrayList<>()).add(write);
        }
        Map<ReadKey, Integer> numbers = new HashMap<>();
        byTarget.forEach((target, together) -> addSteps(target, Step.group(together), numbers));
        for (Site site : plan.collect()) {
            Place place = place(site);
            at(place.spot()).collects.add(collects.size());
            collects.add(place);
        }
        hooks = findHooks();
        edited = writes.stream().flatMap(Write::touched).collect(Collectors.toUnmodifiableSet());
        Stream<Site> outputs = frontier.relays().keySet().stream().map(Site::outputOf);
        hooksToResume =
                Stream.concat(hooks.stream(), outputs).collect(Collectors.toUnmodifiableSet());
    }

    private Write write(Intervention intervention) {
        Place place = place(intervention.site());
        boolean reads = intervention.edit().needsSource();
        Place read = reads ? place(intervention.readSite()) : null;
        return Write.of(writes.size(), intervention, place, read);
    }

    private static Target target(Write write) {
        return new Target(write.intervention().into().orElse(Run.BASE), write.place().spot());
    }

    private void addSteps(Target target, List<Step> steps, Map<ReadKey, Integer> numbers) {
        at(target.spot()).steps.computeIfAbsent(target.run(), r -> new ArrayList<>()).addAll(steps);
        Site hook = steps.get(0).writes().get(0).place().hook();
        this.steps
                .computeIfAbsent(target.run(), r -> new LinkedHashMap<>())
                .computeIfAbsent(hook, h -> new ArrayList<>())
                .addAll(steps);
        for (Step step : steps) {
            for (Write write : step.writes()) {
                if (write.read() != null) {
                    boolean isRegion = step.writes().size() == 1 && write.readsOneRegion();
                    Read read = new Read(write.read(), isRegion);
                    readNumbers.put(write.index(), number(read, numbers));
                }
                if (write.skips()) {
                    actions(Port.Kind.INPUT, write.place().node()).skipped = true;
                }
            }
        }
    }

    private int number(Read read, Map<ReadKey, Integer> numbers) {
        Spot spot = read.place().spot();
        Region region = read.isRegion() ? read.place().full().region() : null;
        return numbers.computeIfAbsent(
                new ReadKey(spot, Optional.ofNullable(region)),
                key -> {
                    at(spot).reads.add(reads.size());
                    reads.add(read);
                    return reads.size() - 1;
                });
    }

    private Actions at(Spot spot) {
        return actions(spot.port().kind(), spot.node());
    }

    private Actions actions(Port.Kind portKind, int node) {
        return actions.computeIfAbsent(portKind, kind -> new HashMap<>())
                .computeIfAbsent(node, n -> new Actions());
    }

    /** Finds a site in the network. */
    Place place(Site site) {
        Site full = resolver.apply(site);
        return new Place(site, full, nodes.applyAsInt(full));
    }

    /** Returns what is edited in the run of a target, by the hook of its site. */
    Map<Site, List<Step>> steps(int target) {
        return steps.getOrDefault(target, Map.of());
    }

    /** Returns what is done at a port of a block, or null for nothing. */
    Actions actions(int node, Port.Kind kind) {
        Map<Integer, Actions> found = actions.get(kind);
        return found == null ? null : found.get(node);
    }

    /** Returns the hooks of all sites that are read, written, skipped or collected. */
    Set<Site> hooks() {
        return hooks;
    }

    /** Returns the same, and those of compiled code that a counterfactual resumes from. */
    Set<Site> hooksToResume() {
        return hooksToResume;
    }

    /** Returns the hooks where something is written. */
    Set<Site> edited() {
        return edited;
    }

    /** Returns this, hooked at all that other plans resume from, and as they are. */
    BoundPlan hookedAt(Set<Site> sites, Set<Site> edited) {
        hooksToResume = Set.copyOf(sites);
        this.edited = Set.copyOf(edited);
        return this;
    }

    private Set<Site> findHooks() {
        Stream<Place> places = Stream.concat(collects.stream(), writes.stream().map(Write::from));
        return Stream.concat(places.map(Place::hook), writes.stream().flatMap(Write::touched))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns what the counterfactual need not run. */
    Frontier frontier() {
        return frontier;
    }

    /** Returns what stands for a block that need not be run, or null where it must be run. */
    Frontier.Relay relay(int node) {
        return relays.get(node);
    }

    boolean isFusable() {
        return fusable;
    }

    void setNotFusable() {
        fusable = false;
    }

    /** Returns what is known of resuming from a fused run of a kind. */
    FusedResume fusedResume(Object kind) {
        return fusedResumes.getOrDefault(kind, FusedResume.NEW);
    }

    void setFusedResume(Object kind, FusedResume known) {
        if (fusedResumes.size() >= MAX_KINDS) {
            fusedResumes.clear();
        }
        fusedResumes.put(kind, known);
    }

    Block network() {
        return network;
    }

    /** Returns the number of the root, or -1 if nothing is done there. */
    int root() {
        return nodes.applyAsInt(Site.of(Path.root()));
    }

    List<Read> reads() {
        return reads;
    }

    List<Write> writes() {
        return writes;
    }

    /** Returns the interventions of the run of a target. */
    List<Write> writes(int target) {
        return writes.stream()
                .filter(write -> write.intervention().into().orElse(Run.BASE) == target)
                .toList();
    }

    List<Place> collects() {
        return collects;
    }

    Read readOf(Write write) {
        return reads.get(readNumber(write));
    }

    int readNumber(Write write) {
        return readNumbers.get(write.index());
    }

    /** Returns which reads interventions take from a source. */
    BitSet readsFrom(int source) {
        BitSet wanted = new BitSet();
        for (Write write : writes) {
            if (write.read() != null && write.intervention().source() == source) {
                wanted.set(readNumber(write));
            }
        }
        return wanted;
    }
}
