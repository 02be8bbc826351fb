/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.djliit.engine.Deviation;
import io.github.djliit.engine.EngineCheck;
import io.github.djliit.engine.EngineReport;
import io.github.djliit.engine.Operator;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code iit engine}. */
@Command(
        name = "engine",
        description = "Checks whether the engine computes rightly on this machine.",
        mixinStandardHelpOptions = true,
        footer = "Exit code 0: every known case came out right; 1: some did not.")
final class EngineCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(
            names = "--device",
            defaultValue = "cpu",
            description = "cpu or gpu (default: ${DEFAULT-VALUE}).")
    private Devices.Kind device;

    @Override
    public Integer call() throws Exception {
        EngineCheck.requireEngine();
        try (NDManager manager = NDManager.newBaseManager(Devices.get(device))) {
            EngineReport report = EngineCheck.of(manager);
            Output.print(spec.commandLine().getOut(), json, toJson(report), text(report));
            return report.isRight() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }
    }

    private static String text(EngineReport report) {
        String operators =
                report.operators().stream()
                        .map(Operator::toString)
                        .collect(Collectors.joining(", "));
        StringBuilder text = new StringBuilder(report.message());
        text.append("\nchecked: ").append(operators);
        report.deviations().forEach(deviation -> text.append("\nwrong: ").append(deviation));
        return text.toString();
    }

    private static JsonObject toJson(EngineReport report) {
        JsonObject result = new JsonObject();
        result.addProperty("engine", report.engine());
        result.addProperty("right", report.isRight());
        JsonArray operators = new JsonArray();
        report.operators().forEach(operator -> operators.add(operator.toString()));
        result.add("operators", operators);
        JsonArray deviations = new JsonArray();
        for (Deviation deviation : report.deviations()) {
            JsonObject object = new JsonObject();
            object.addProperty("operator", deviation.operator().toString());
            object.addProperty("case", deviation.setting());
            if (Double.isFinite(deviation.error())) {
                object.addProperty("error", deviation.error());
            }
            deviations.add(object);
        }
        result.add("deviations", deviations);
        if (!report.isRight()) {
            result.addProperty("remedy", report.remedy());
        }
        return result;
    }
}
