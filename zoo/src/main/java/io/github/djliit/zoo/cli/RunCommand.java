/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.InvalidPlanException;
import io.github.djliit.network.Fusing;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionCall;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.network.SiteException;
import io.github.djliit.zoo.AlignmentFile;
import io.github.djliit.zoo.PlanFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code iit run MODEL}. */
@Command(
        name = "run",
        description = {
            "Runs a model once under a plan.",
            "The output file has output0.. (the counterfactual; without a plan the plain output),"
                    + " base0.., sourceK_0.. and, for each collected site, SITE.base,"
                    + " SITE.sourceK and SITE.counterfactual. Arrays with NaN or infinities are"
                    + " named on stderr."
        },
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "MODEL",
            description =
                    "A model of the zoo, a directory that train wrote, a TorchScript file, or a"
                            + " directory with a model.pt.")
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
            names = "--tensors",
            paramLabel = "FILE",
            description = "An .npz with the arrays that the plan names as \"@NAME\".")
    private Path tensors;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            converter = OutPath.OfFile.class,
            required = true,
            description = "The .npz to write.")
    private Path out;

    @Mixin private Overwrite overwrite;

    @Option(
            names = "--fuse",
            paramLabel = "auto|always|never",
            converter = FusingConverter.class,
            description =
                    "Whether base and sources run as one batch (default: auto, where that is"
                            + " proved to make no difference).")
    private Fusing fuse = Fusing.AUTO;

    @Option(
            names = "--batch-axis",
            paramLabel = "N|none",
            description =
                    "Which axis of the inputs is the batch, from 0, or none (default: the first,"
                            + " where all inputs have it in common).")
    private String batchAxis;

    @Option(
            names = "--device",
            paramLabel = "cpu|gpu",
            defaultValue = "cpu",
            description = "Where to run (default: cpu).")
    private Devices.Kind device;

    @Mixin private VariablesOption variables = new VariablesOption();

    @Override
    public Integer call() throws Exception {
        OpenModel found = OpenModel.find(model);
        Endings.checkFile("--out", out, ".npz");
        Optional<AlignmentFile> alignment =
                UsageException.check(() -> variables.alignment(found, plan != null));
        variables.checkSources(sources.size());
        InterventionPlan given = alignment.isPresent() ? InterventionPlan.empty() : plan(found);
        String line = "iit run " + found.identity();
        try (OutputFile output = overwrite.file(out, Mark.comment(line), inputs());
                LoadedModel loaded = found.load(Devices.get(device));
                NDManager manager = loaded.newManager()) {
            InterventionBlock block = new InterventionBlock(loaded.block());
            GivenInputs inputs = GivenInputs.read(loaded, manager, base, sources);
            InterventionPlan chosen =
                    alignment.isPresent()
                            ? variables.plan(alignment.get(), block, inputs.base())
                            : given;
            if (chosen.isEmpty()) {
                checkNumbers(inputs.base());
            }
            InterventionCall.Builder call = InterventionCall.builder(chosen, inputs.base());
            inputs.sources().forEach(call::addSource);
            call.optFuse(fuse);
            setBatchAxis(call);
            ParameterStore store = new ParameterStore(manager, false);
            InterventionResult result =
                    told(
                            chosen,
                            () -> block.intervene(store, call.build()),
                            e -> inputs.told(e, loaded.block(), manager));
            Npz.write(output, result, line);
            warn(Npz.notFinite(result));
        }
        return 0;
    }

    /** An infinity may be meant, as at masked scores, so that the file is written all the same. */
    private void warn(Map<String, Long> notFinite) {
        notFinite.forEach(
                (name, count) ->
                        spec.commandLine()
                                .getErr()
                                .println(
                                        "iit: Warning: "
                                                + name
                                                + " has "
                                                + count
                                                + (count == 1
                                                        ? " number that is"
                                                        : " numbers that are")
                                                + " NaN or infinite"));
        spec.commandLine().getErr().flush();
    }

    private Path[] inputs() {
        List<Path> read = new ArrayList<>(sources);
        Collections.addAll(read, OpenModel.input(model), base, plan, tensors, variables.file());
        return read.toArray(Path[]::new);
    }

    private void setBatchAxis(InterventionCall.Builder call) {
        if (batchAxis == null) {
            return;
        } else if (batchAxis.equals("none")) {
            call.optNoBatch();
        } else if (batchAxis.matches("[0-9]")) {
            call.optBatchAxis(Integer.parseInt(batchAxis));
        } else {
            throw new UsageException(
                    "--batch-axis takes a number from 0 to 9, or none, found '" + batchAxis + "'");
        }
    }

    /** Reads the setting by its name. */
    private static final class FusingConverter implements ITypeConverter<Fusing> {

        @Override
        public Fusing convert(String value) {
            try {
                return Fusing.of(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** An empty plan is the network itself, which does not look. */
    private static void checkNumbers(NDList inputs) {
        for (int i = 0; i < inputs.size(); i++) {
            NDArray input = inputs.get(i);
            if (input.getDataType().isFloating() && input.isNaN().any().getBoolean()) {
                throw new UsageException(
                        "Input "
                                + i
                                + " of the base holds NaN, which would spread: clean the data");
            }
        }
    }

    /** Runs a call; a fault at a site is told with the place in the plan that names it. */
    private InterventionResult told(
            InterventionPlan chosen,
            Callable<InterventionResult> call,
            UnaryOperator<RuntimeException> ofInputs)
            throws Exception {
        try {
            return call.call();
        } catch (SiteException e) {
            throw new UsageException(
                    planFile() + ": " + chosen.pointer(e.site()) + ": " + e.getMessage(), e);
        } catch (InvalidPlanException e) {
            throw new UsageException(planFile() + ": " + e.getMessage(), e);
        } catch (IllegalArgumentException | EngineException e) {
            throw ofInputs.apply(e);
        }
    }

    private String planFile() {
        if (variables.isGiven()) {
            return "--variables";
        }
        return plan == null ? "The default plan" : plan.toString();
    }

    private InterventionPlan plan(OpenModel found) throws Exception {
        if (plan == null && tensors != null) {
            throw new UsageException("--tensors belongs to a plan that names them: give --plan");
        }
        return plan == null
                ? found.defaultPlan().orElse(InterventionPlan.empty())
                : UsageException.check(() -> PlanFile.read(plan, Npz.values(tensors)));
    }
}
