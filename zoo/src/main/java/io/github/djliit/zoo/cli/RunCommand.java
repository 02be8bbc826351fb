/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionCall;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.zoo.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code iit run MODEL}. */
@Command(
        name = "run",
        description = {
            "Runs a model once under a plan.",
            "The output file has output0.. (the counterfactual; without a plan the plain output),"
                    + " base0.., sourceK_0.. and, for each collected site, SITE.base,"
                    + " SITE.sourceK and SITE.counterfactual."
        },
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    @Parameters(paramLabel = "MODEL", description = "A directory that train wrote.")
    private String model;

    @Option(
            names = "--base",
            paramLabel = "FILE",
            required = true,
            description = "The base: an .npz with the model's inputs in order, batch first.")
    private Path base;

    @Option(
            names = "--source",
            paramLabel = "FILE",
            description = "A source, like the base; may be repeated, for source 0, 1, ...")
    private List<Path> sources = new ArrayList<>();

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "The plan, as JSON (default: the model's own, or none).")
    private Path plan;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "The .npz to write.")
    private Path out;

    @Option(
            names = "--device",
            paramLabel = "cpu|gpu",
            defaultValue = "cpu",
            description = "Where to run (default: cpu).")
    private Devices.Kind device;

    @Override
    public Integer call() throws Exception {
        ModelDirectory directory = OpenModel.open(model);
        InterventionPlan chosen = plan(directory);
        try (Model loaded = directory.load(Devices.get(device));
                NDManager manager = loaded.getNDManager().newSubManager()) {
            NDList from = Npz.read(base, manager);
            List<NDList> others = new ArrayList<>();
            for (Path source : sources) {
                others.add(Npz.read(source, manager));
            }
            Npz.checkInputs(base, from, loaded.getBlock());
            for (int i = 0; i < others.size(); i++) {
                Npz.checkInputs(sources.get(i), others.get(i), loaded.getBlock());
            }
            InterventionCall call =
                    InterventionCall.builder(chosen, from).addSources(others).build();
            InterventionResult result =
                    new InterventionBlock(loaded.getBlock())
                            .intervene(new ParameterStore(manager, false), call);
            Npz.write(out, result);
        }
        return 0;
    }

    private InterventionPlan plan(ModelDirectory directory) throws IOException {
        if (plan == null) {
            return directory.defaultPlan().orElse(InterventionPlan.empty());
        }
        if (!Files.isReadable(plan)) {
            throw new UsageException("The file " + plan + " cannot be read");
        }
        try {
            return InterventionPlan.fromJson(Files.readString(plan));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(plan + ": " + e.getMessage(), e);
        }
    }
}
