/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.generation;

import io.github.djliit.generation.GenerationRequest.TimedPlan;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.site.Axis;
import io.github.djliit.site.Region;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The plan of each pass: what the plans of a request come to there. */
final class StepPlans {

    private final List<TimedPlan> plans;
    private final TokenBatch batch;
    private final KeptSources sources;
    private final boolean isCached;

    StepPlans(List<TimedPlan> plans, TokenBatch batch, KeptSources sources, LanguageModel model) {
        this.plans = plans;
        this.batch = batch;
        this.sources = sources;
        isCached = model.cache().isPresent();
    }

    /**
     * What a pass does, and what is looked for in what it gives.
     *
     * @param plan the plan of the pass
     * @param wanted the sites that the request collects, by those that the plan collects for them
     * @param checked the sites whose axis after the batch must be the tokens
     */
    record StepPlan(InterventionPlan plan, Map<Site, Site> wanted, Set<Site> checked) {}

    /** Returns the plan of the next pass. */
    StepPlan next() {
        int step = batch.step();
        if (step == 0) {
            return made(prompt(), collected(site -> site), readLater(), Set.of());
        } else if (batch.isAlone()) {
            return made(alone(step), collected(site -> site), Set.of(), Set.of());
        }
        List<Intervention> again = again(step);
        // At one length the axis may be as long as the tokens by chance, at two it is not.
        Set<Site> checked = new LinkedHashSet<>();
        again.stream().filter(i -> step <= 2).forEach(i -> checked.add(i.site().whole()));
        return made(again, collected(StepPlans::allTokens), checked, checked);
    }

    private static StepPlan made(
            List<Intervention> interventions,
            Map<Site, Site> wanted,
            Set<Site> more,
            Set<Site> checked) {
        Map<String, Site> collect = new LinkedHashMap<>();
        wanted.values().forEach(site -> collect.put(place(site), site));
        more.forEach(site -> collect.putIfAbsent(place(site), site));
        Map<Site, Site> found = new LinkedHashMap<>();
        wanted.forEach((site, by) -> found.put(site, collect.get(place(by))));
        Set<Site> looked = new LinkedHashSet<>();
        checked.forEach(site -> looked.add(collect.get(place(site))));
        InterventionPlan plan = new InterventionPlan(interventions, List.copyOf(collect.values()));
        return new StepPlan(plan, found, looked);
    }

    /** A port may be written or not. */
    private static String place(Site site) {
        String port = site.value().map(v -> "@" + v).orElse(":" + site.portOrDefault());
        return site.path() + port + site.region();
    }

    /** Edits of a source belong to its prompt, whatever the steps. */
    private List<Intervention> prompt() {
        List<Intervention> made = new ArrayList<>();
        for (TimedPlan timed : plans) {
            for (Intervention intervention : timed.plan().interventions()) {
                if (intervention.into().isPresent() || timed.when().includes(0)) {
                    made.add(intervention);
                }
            }
        }
        return made;
    }

    private Set<Site> readLater() {
        Set<Site> read = new LinkedHashSet<>();
        for (TimedPlan timed : plans) {
            if (!isCached || timed.when().includesGenerated()) {
                ofBase(timed)
                        .filter(i -> i.edit().needsSource())
                        .forEach(i -> read.add(i.readSite().whole()));
            }
        }
        return read;
    }

    /** With a cache, a pass has the new token alone. */
    private List<Intervention> alone(int step) {
        List<Intervention> made = new ArrayList<>();
        for (TimedPlan timed : plans) {
            if (timed.when().includes(step)) {
                ofBase(timed).map(this::alone).forEach(made::add);
            }
        }
        return made;
    }

    private Intervention alone(Intervention intervention) {
        if (!intervention.edit().needsSource()) {
            return intervention;
        }
        TokenPositions tokens = new TokenPositions(intervention, batch.rows());
        tokens.checkNewToken();
        return tokens.at(row -> new int[] {0}, row -> sources.read(tokens, row, true));
    }

    /** Without a cache, a pass repeats all before it, so what was done there is done again. */
    private List<Intervention> again(int step) {
        List<Intervention> made = new ArrayList<>();
        for (TimedPlan timed : plans) {
            int[] steps = IntStream.rangeClosed(1, step).filter(timed.when()::includes).toArray();
            ofBase(timed)
                    .map(intervention -> new TokenPositions(intervention, batch.rows()))
                    .filter(tokens -> !tokens.isEmpty())
                    .forEach(
                            tokens -> {
                                if (timed.when().includes(0)) {
                                    made.add(onPrompt(tokens));
                                }
                                made.addAll(onTokens(tokens, steps));
                            });
        }
        return made;
    }

    private Intervention onPrompt(TokenPositions tokens) {
        IntFunction<int[]> written =
                index -> {
                    int row = tokens.row(index);
                    int start = batch.prompts().start(row);
                    int[] within = tokens.written(index, batch.prompts().length(row));
                    return IntStream.of(within).map(p -> start + p).toArray();
                };
        boolean reads = tokens.intervention().edit().needsSource();
        return tokens.at(written, reads ? index -> sources.read(tokens, index, false) : written);
    }

    /** An edit that looks at each number alone does all new tokens at once. */
    private List<Intervention> onTokens(TokenPositions tokens, int[] steps) {
        if (steps.length == 0) {
            return List.of();
        }
        tokens.checkNewToken();
        Edit edit = tokens.intervention().edit();
        boolean atOnce =
                !edit.needsSource()
                        && edit.isElementwise()
                        && tokens.intervention().featurizer().mapsLastAxis();
        if (atOnce) {
            IntFunction<int[]> all = index -> places(tokens, index, steps);
            return List.of(tokens.at(all, all));
        }
        return IntStream.of(steps).mapToObj(step -> onToken(tokens, step)).toList();
    }

    private Intervention onToken(TokenPositions tokens, int step) {
        IntFunction<int[]> written = index -> places(tokens, index, step);
        boolean reads = tokens.intervention().edit().needsSource();
        return tokens.at(written, reads ? index -> sources.read(tokens, index, true) : written);
    }

    private int[] places(TokenPositions tokens, int index, int... steps) {
        int row = tokens.row(index);
        return IntStream.of(steps).map(step -> batch.place(row, step)).toArray();
    }

    private static Stream<Intervention> ofBase(TimedPlan timed) {
        return timed.plan().interventions().stream().filter(i -> i.into().isEmpty());
    }

    private Map<Site, Site> collected(UnaryOperator<Site> by) {
        Map<Site, Site> collected = new LinkedHashMap<>();
        for (TimedPlan timed : plans) {
            if (timed.when().includes(batch.step())) {
                timed.plan().collect().forEach(site -> collected.put(site, by.apply(site)));
            }
        }
        return collected;
    }

    private static Site allTokens(Site site) {
        List<Axis> axes = new ArrayList<>(site.region().axes());
        if (!axes.isEmpty()) {
            axes.set(0, new Axis.All());
        }
        return site.withRegion(new Region(axes));
    }
}
