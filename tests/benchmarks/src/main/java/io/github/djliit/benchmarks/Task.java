/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.benchmarks;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonParser;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Features;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.Positions;
import io.github.djliit.intervention.Rotation;
import io.github.djliit.network.ActivationCache;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionCall;
import io.github.djliit.network.KeptBase;
import io.github.djliit.site.Site;
import io.github.djliit.torchscript.TorchScriptBlock;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What is measured. */
enum Task {
    EMPTY("empty plan", "the bare block") {
        @Override
        Sides sides(Net net) {
            NDArray base = net.inputs(net.kind().rows());
            return new Sides(net.forward(base), intervene(net, InterventionPlan.empty(), base));
        }
    },
    CAPTURE("capture all layers", "the bare block") {
        @Override
        Sides sides(Net net) {
            NDArray base = net.inputs(net.kind().rows());
            InterventionPlan.Builder plan = InterventionPlan.builder();
            Stream.of(net.sites()).forEach(plan::collect);
            return new Sides(net.forward(base), intervene(net, plan.build(), base));
        }
    },
    ONE("interchange at one layer", "three passes: base, source, base again") {
        @Override
        Sides sides(Net net) {
            return swap(net, net.middle());
        }
    },
    ALL("interchange at all layers", "three passes: base, source, base again") {
        @Override
        Sides sides(Net net) {
            return swap(net, net.sites());
        }
    },
    MIDDLE("interchange at the middle layer, base and source at hand", "one pass") {
        @Override
        Sides sides(Net net) {
            return atHand(net, net.middle());
        }
    },
    LAST("interchange at the last layer, base and source at hand", "one pass") {
        @Override
        Sides sides(Net net) {
            return atHand(net, net.kind().site(net.kind().layers - 1));
        }
    },
    MIXED("64 rows with 64 plans", "64 rows with one of the plans") {
        @Override
        Sides sides(Net net) {
            return mixed(net, row -> InterventionPlan.of(edit(net, row)));
        }
    },
    RICH("64 rows with 64 plans of rotations and positions", "64 rows with one of the plans") {
        @Override
        Sides sides(Net net) {
            Rotation rotation = Rotation.random(net.kind().units, 42);
            return mixed(net, row -> richPlan(net, row, rotation));
        }
    },
    STEP("IIT training step", "three passes and their backward") {
        @Override
        Sides sides(Net net) {
            throw new UnsupportedOperationException("See Training");
        }
    },
    SWEEP("sweep over all layers", "a pass for the sources, and one for each layer") {
        @Override
        Sides sides(Net net) {
            Swept swept = new Swept(net, List.of(net.sites()));
            return new Sides(swept::plain, swept::sweep);
        }
    },
    CELLS("sweep over each token of all layers", "a call for each, with its source") {
        @Override
        Sides sides(Net net) {
            Swept swept = new Swept(net, net.tokenSites());
            return new Sides(swept::alone, swept::sweep);
        }
    },
    OPEN("instrumentation and first interchange", "the same interchange, instrumented before") {
        @Override
        Sides sides(Net net) {
            NDArray base = net.inputs(net.kind().rows());
            NDArray source = net.inputs(net.kind().rows());
            InterventionPlan plan = InterventionPlan.builder().interchange(net.middle()).build();
            Work first =
                    scope ->
                            intervene(new InterventionBlock(net.bare()), plan, base, source)
                                    .run(scope);
            return new Sides(intervene(net, plan, base, source), first);
        }
    },
    LOAD("loading a TorchScript file, hooks at a layer", "loading it by DJL") {
        @Override
        Sides sides(Net net) {
            InterventionPlan plan = InterventionPlan.builder().interchange(net.middle()).build();
            return new Sides(
                    scope -> {
                        try (Model model = Model.newInstance("loaded", "PyTorch")) {
                            Net.load(model, net.file());
                        }
                    },
                    scope -> load(net, plan));
        }
    },
    PLAN("reading a plan of 64 interventions", "Gson's tree of the same JSON") {
        @Override
        Sides sides(Net net) {
            InterventionPlan.Builder plan = InterventionPlan.builder();
            for (int i = 0; i < ROWS; i++) {
                plan.interchange("layers.%d.attn[%d:7, h{0,3}/12]".formatted(i % 12, i / 12));
            }
            String json = plan.build().toJson();
            return new Sides(
                    scope -> Task.read = JsonParser.parseString(json),
                    scope -> Task.read = InterventionPlan.fromJson(json));
        }
    };

    private static final int ROWS = 64;

    /** So that nothing is read in vain. */
    private static volatile Object read;

    final String title;
    final String plain;

    Task(String title, String plain) {
        this.title = title;
        this.plain = plain;
    }

    /** Makes both sides ready; no network for a task that needs none. */
    abstract Sides sides(Net net);

    /**
     * The two sides of a comparison.
     *
     * @param plain what a user of DJL would do without this library
     * @param own what one does with it
     */
    record Sides(Work plain, Work own) {}

    private static Sides swap(Net net, String... sites) {
        InterventionPlan.Builder plan = InterventionPlan.builder();
        Stream.of(sites).forEach(plan::interchange);
        NDArray base = net.inputs(net.kind().rows());
        NDArray source = net.inputs(net.kind().rows());
        Work ofBase = net.forward(base);
        Work ofSource = net.forward(source);
        return new Sides(
                scope -> {
                    ofBase.run(scope);
                    ofSource.run(scope);
                    ofBase.run(scope);
                },
                intervene(net, plan.build(), base, source));
    }

    private static Sides atHand(Net net, String site) {
        NDArray base = net.inputs(net.kind().rows());
        ActivationCache source =
                ActivationCache.of(
                        net.manager(), Map.of(Site.of(site), net.inputs(net.kind().rows())));
        InterventionPlan plan = InterventionPlan.builder().interchange(site).build();
        ParameterStore store = new ParameterStore(net.manager(), false);
        KeptBase kept = net.network().keepBase(store, new NDList(base), List.of(plan));
        InterventionCall call = InterventionCall.builder(plan, kept).addSource(source).build();
        return new Sides(
                net.forward(base),
                scope -> Net.on(scope, () -> net.network().intervene(call), base));
    }

    private static Work intervene(
            Net net, InterventionPlan plan, NDArray base, NDArray... sources) {
        return intervene(net.network(), plan, base, sources);
    }

    private static Work intervene(
            InterventionBlock network, InterventionPlan plan, NDArray base, NDArray... sources) {
        InterventionCall call =
                InterventionCall.of(
                        plan,
                        new NDList(base),
                        Stream.of(sources).map(NDList::new).toArray(NDList[]::new));
        return scope -> Net.on(scope, () -> network.intervene(call), base);
    }

    private static Sides mixed(Net net, IntFunction<InterventionPlan> ofRow) {
        List<InterventionPlan> plans = IntStream.range(0, ROWS).mapToObj(ofRow).toList();
        NDArray base = net.inputs(ROWS);
        NDArray source = net.inputs(ROWS);
        return new Sides(
                intervene(net, plans.get(1), base, source),
                intervene(net, InterventionPlan.ofRows(plans), base, source));
    }

    /** Each row has a layer and units of its own. */
    private static Intervention edit(Net net, int row) {
        int[] units = IntStream.range(row, row + 1 + row % 7).map(u -> u % 64).toArray();
        return Intervention.of(net.kind().site(row % net.kind().layers), Edit.interchange())
                .withFeatures(Features.of(units));
    }

    /** Each row has tokens of its own, too, and every second a rotation. */
    private static InterventionPlan richPlan(Net net, int row, Rotation rotation) {
        Intervention edit = edit(net, row);
        int tokens = net.kind().tokens;
        if (tokens > 0) {
            int[] written =
                    IntStream.rangeClosed(0, row % 3).map(i -> (row + i) % tokens).toArray();
            int[] read = IntStream.of(written).map(at -> (at + 5) % tokens).toArray();
            edit = edit.withPositions(Positions.of(new int[][] {written}, new int[][] {read}));
        }
        return InterventionPlan.of(row % 2 == 0 ? edit : edit.withFeaturizer(rotation));
    }

    private static void load(Net net, InterventionPlan plan) {
        try (TorchScriptBlock block =
                TorchScriptBlock.open(net.file(), net.manager().getDevice(), false)) {
            new InterventionBlock(block).check(plan);
        } catch (IOException | MalformedModelException e) {
            throw new IllegalStateException(e);
        }
    }
}
