/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import ai.djl.ndarray.NDList;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.zoo.AlignmentFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option {@code --variables}: a plan that interchanges variables by an alignment. */
final class VariablesOption {

    private final Map<String, Integer> variables = new LinkedHashMap<>();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin private AlignmentOption alignment = new AlignmentOption();

    @Option(
            names = "--variables",
            paramLabel = "V[=K]",
            split = ",",
            description =
                    "Interchange these aligned variables, each from source K (default: 0), in the"
                            + " place of a plan.")
    void add(List<String> named) {
        variables.clear(); // All that was named so far comes again with each occurrence.
        for (String each : named) {
            int equals = each.indexOf('=');
            String variable = equals < 0 ? each : each.substring(0, equals);
            if (variable.isBlank()) {
                throw invalid("the name of a variable is empty in '" + each + "'");
            } else if (variables.put(variable, source(each, equals)) != null) {
                throw invalid("the variable '" + variable + "' is named twice");
            }
        }
    }

    private int source(String text, int equals) {
        try {
            return equals < 0 ? 0 : Integer.parseInt(text.substring(equals + 1).strip());
        } catch (NumberFormatException e) {
            throw invalid("'" + text.substring(equals + 1) + "' is not a whole number of 32 bits");
        }
    }

    private ParameterException invalid(String reason) {
        return new ParameterException(
                spec.commandLine(), "Invalid value for option '--variables': " + reason);
    }

    /** Returns the alignment to interchange by, if variables were named. */
    Optional<AlignmentFile> alignment(OpenModel model, boolean hasPlan) throws Exception {
        if (variables.isEmpty()) {
            if (alignment.isGiven()) {
                throw new UsageException(
                        "--alignment says where variables live: name those to interchange, by"
                                + " --variables");
            }
            return Optional.empty();
        } else if (hasPlan) {
            throw new UsageException("--variables stands for a plan: leave --plan out");
        }
        Optional<AlignmentFile> given = alignment.read();
        if (given.isPresent() && model instanceof RecipeModel recipe) {
            recipe.directory().with(given.get());
        }
        Optional<AlignmentFile> found = given.isPresent() ? given : model.alignment();
        return Optional.of(found.orElseThrow(this::none));
    }

    /** Returns whether variables were named. */
    boolean isGiven() {
        return !variables.isEmpty();
    }

    /** Checks that each variable takes from a source that was given. */
    void checkSources(int count) {
        variables.forEach(
                (variable, source) -> {
                    if (source < 0 || source >= count) {
                        throw new UsageException(
                                "--variables %s=%d takes from source %d, but %d --source %s given"
                                                .formatted(
                                                        variable,
                                                        source,
                                                        source,
                                                        count,
                                                        count == 1 ? "is" : "are")
                                        + " (they count from 0)");
                    }
                });
    }

    /** Returns the file of the alignment that was given, or null. */
    Path file() {
        return alignment.file();
    }

    private UsageException none() {
        return new UsageException(
                "The model has no alignment that says where the variables "
                        + variables.keySet()
                        + " live: give one, by --alignment FILE");
    }

    /** Returns the plan, which fits the network. */
    InterventionPlan plan(AlignmentFile file, InterventionBlock network, NDList inputs)
            throws Exception {
        return UsageException.check(() -> file.plan(variables, network, inputs));
    }
}
