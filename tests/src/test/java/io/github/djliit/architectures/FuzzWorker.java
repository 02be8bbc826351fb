/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.architectures;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonObject;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.network.SiteInfo;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.torchscript.TorchScriptBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * A program that runs random plans, and is watched by {@link PlanFuzz}.
 *
 * <p>Arguments: the file that a line of JSON is added to for each network; a file that holds the
 * plan that is running; how many plans for each network; a seed; the folders of networks. After
 * plans that did not go well, and every now and then, a plan that worked before must give what it
 * gave.
 */
final class FuzzWorker {

    private static final int LOOK = 25;

    private final Architecture network;
    private final Path running;
    private final Random random;
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private final List<String> poisoned = new ArrayList<>();
    private int done;

    private FuzzWorker(Architecture network, Path running, long seed) {
        this.network = network;
        this.running = running;
        random = new Random(seed + network.name().hashCode());
    }

    /**
     * Runs.
     *
     * @param arguments results, the file of the plan that is running, plans, seed, folders
     * @throws IOException if a folder cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        int plans = Integer.parseInt(arguments[2]);
        long seed = Long.parseLong(arguments[3]);
        for (int i = 4; i < arguments.length; i++) {
            Architecture network = Architecture.read(Path.of(arguments[i]));
            FuzzWorker worker = new FuzzWorker(network, Path.of(arguments[1]), seed);
            worker.run(plans);
            ArchitectureWorker.write(Path.of(arguments[0]), worker.toJson());
        }
    }

    private JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("name", network.name());
        json.addProperty("plans", done);
        JsonObject counts = new JsonObject();
        outcomes.forEach(counts::addProperty);
        json.add("outcomes", counts);
        json.addProperty("poisoned", String.join("\n", poisoned));
        return json;
    }

    /** Opens the network anew after each poisoning, so that each is counted once. */
    private void run(int plans) {
        while (done < plans) {
            int before = done;
            Optional<Exception> thrown = Attempt.of(() -> runOpened(plans));
            thrown.ifPresent(e -> count("cannot start: " + Attempt.message(e)));
            if (thrown.isPresent() || done == before) {
                return;
            }
        }
    }

    private void runOpened(int plans) throws Exception {
        try (TorchScriptBlock script = TorchScriptBlock.open(network.model(), Device.cpu(), false);
                NDManager manager = NDManager.newBaseManager("PyTorch")) {
            InterventionBlock block = new InterventionBlock(script);
            List<SiteInfo> sites = sites(block, manager);
            if (sites.isEmpty()) {
                throw new IllegalStateException("no site can be edited");
            }
            RandomPlan chance = new RandomPlan(sites, random);
            List<String> texts = new ArrayList<>();
            for (int i = done; i < plans; i++) {
                texts.add(chance.next().toString());
            }
            prepare(block, texts);
            runAll(block, texts, manager);
        }
    }

    /** The sites as they are listed, as far as they can be edited and are reached. */
    private List<SiteInfo> sites(InterventionBlock block, NDManager manager) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            return block
                    .sites(new ParameterStore(scope, false), network.inputs(scope, "base"))
                    .stream()
                    .filter(s -> s.obstacle().isEmpty() && s.shape().isPresent())
                    .toList();
        }
    }

    /** Makes the code for all at once: what new sites cost is not the matter here. */
    private static void prepare(InterventionBlock block, List<String> texts) {
        List<InterventionPlan> plans = new ArrayList<>();
        for (String text : texts) {
            Attempt.of(() -> plans.add(checked(block, text)));
        }
        Attempt.of(() -> block.check(plans));
    }

    private static InterventionPlan checked(InterventionBlock block, String text) {
        InterventionPlan plan = InterventionPlan.fromJson(text);
        plan.interventions().forEach(i -> block.resolve(i.site()));
        return plan;
    }

    private void runAll(InterventionBlock block, List<String> texts, NDManager manager)
            throws Exception {
        String good = null;
        List<Tensor> expected = List.of();
        for (String text : texts) {
            Files.writeString(running, network.name() + " " + text);
            done++;
            List<Tensor> found = new ArrayList<>();
            Optional<Exception> thrown =
                    Attempt.of(() -> found.addAll(outputs(block, text, manager)));
            count(thrown.map(FuzzWorker::reason).orElse("ran"));
            if (good == null && thrown.isEmpty()) {
                good = text;
                expected = found;
            }
            boolean looks = thrown.isPresent() || done % LOOK == 0;
            if (looks && good != null && isPoisoned(block, good, expected, manager)) {
                poisoned.add("after " + text + " " + thrown.map(Attempt::message).orElse(""));
                return;
            }
        }
    }

    private boolean isPoisoned(
            InterventionBlock block, String plan, List<Tensor> expected, NDManager manager) {
        List<Tensor> again = new ArrayList<>();
        Optional<Exception> thrown = Attempt.of(() -> again.addAll(outputs(block, plan, manager)));
        boolean isSame = thrown.isEmpty() && again.size() == expected.size();
        for (int i = 0; isSame && i < again.size(); i++) {
            isSame =
                    Closeness.isClose(
                            Closeness.off(again.get(i).toFloats(), expected.get(i).toFloats()));
        }
        return !isSame;
    }

    private List<Tensor> outputs(InterventionBlock block, String text, NDManager manager)
            throws IOException {
        InterventionPlan plan = InterventionPlan.fromJson(text);
        try (NDManager scope = manager.newSubManager()) {
            NDList base = network.inputs(scope, "base");
            InterventionResult result =
                    plan.sources() > 0
                            ? block.intervene(plan, base, network.inputs(scope, "source"))
                            : block.intervene(plan, base);
            return result.counterfactual().stream().map(Tensor::of).toList();
        }
    }

    private void count(String outcome) {
        outcomes.merge(outcome, 1, Integer::sum);
    }

    /** Names and numbers left out, refusals for one reason are the same. */
    private static String reason(Exception thrown) {
        String text =
                Attempt.message(thrown)
                        .replaceAll("[Ss]ite '?[^ ]+(, [^ ]+\\])*'?", "site ..")
                        .replaceAll("'[^']*'", "'..'")
                        .replaceAll("\\[[^\\]]*\\]", "[..]")
                        .replaceAll("\\([0-9, ]*\\)", "(..)")
                        .replaceAll("[0-9]+", "N");
        return Attempt.verdict(thrown) + " " + text.substring(0, Math.min(200, text.length()));
    }
}
