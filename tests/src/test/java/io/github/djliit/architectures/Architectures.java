/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.architectures;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.djliit.architectures.ArchitectureCheck.Report;
import io.github.djliit.support.ChildJava;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A program that checks a folder of networks against eager PyTorch, in child processes.
 *
 * <p>Arguments: the folder that tests/golden/architectures.py wrote; where the table goes, as
 * Markdown; where all that is not right goes, by cause; a folder for results, by default a new one:
 * networks whose results it has are not run again.
 */
final class Architectures {

    /** Enough for the largest network on a busy machine. */
    private static final long MINUTES = 20;

    private Architectures() {}

    /**
     * Runs.
     *
     * @param arguments folder, table and findings
     * @throws Exception if a child process cannot be started
     */
    public static void main(String[] arguments) throws Exception {
        Locale.setDefault(Locale.ROOT);
        Path work =
                arguments.length > 3
                        ? Files.createDirectories(Path.of(arguments[3])).toAbsolutePath()
                        : Files.createTempDirectory("architectures");
        List<Report> reports = run(Architecture.all(Path.of(arguments[0])), work);
        Files.writeString(Path.of(arguments[1]), ArchitectureTable.page(reports));
        Files.writeString(Path.of(arguments[2]), ArchitectureTable.causes(reports));
    }

    /**
     * Checks networks; one that ends its process is reported as such, and the next ones go on.
     *
     * @param folders the networks
     * @param work a folder for results
     */
    static List<Report> run(List<Path> folders, Path work) throws Exception {
        Map<String, Report> reports = new TreeMap<>();
        Path results = work.resolve("results.json");
        while (true) {
            read(results).forEach(report -> reports.put(report.name(), report));
            List<Path> open = folders.stream().filter(f -> !reports.containsKey(name(f))).toList();
            if (open.isEmpty()) {
                return folders.stream().map(f -> reports.get(name(f))).toList();
            }
            Optional<String> end = child(results, open);
            int done = read(results).size() - reports.size();
            if (end.isPresent() && done < open.size()) {
                ArchitectureWorker.write(results, dead(open.get(done), end.get()).toJson());
            }
        }
    }

    private static String name(Path folder) {
        return folder.getFileName().toString();
    }

    /** Runs a child process for as long as it goes on; returns how it ended, if not well. */
    private static Optional<String> child(Path results, List<Path> folders) throws Exception {
        List<String> command = command(ArchitectureWorker.class);
        command.add(results.toString());
        folders.forEach(folder -> command.add(folder.toAbsolutePath().toString()));
        Path log = results.resolveSibling("log.txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("ONEDNN_MAX_CPU_ISA", "AVX2");
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.directory(log.getParent().toFile());
        Process process = builder.start();
        long before = -1;
        while (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            long size = results.toFile().length();
            if (size == before) {
                process.destroyForcibly().waitFor();
                return Optional.of("no end after " + MINUTES + " minutes");
            }
            before = size;
        }
        int code = process.exitValue();
        return code == 0 ? Optional.empty() : Optional.of("the process ended with code " + code);
    }

    static List<String> command(Class<?> program) {
        return ChildJava.command(
                program,
                "-Xmx2g",
                "-XX:+UseSerialGC",
                "-Dai.djl.offline=true",
                "-Dai.djl.pytorch.num_threads=1",
                "-Dai.djl.pytorch.graph_optimizer=false",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    }

    private static List<Report> read(Path results) throws IOException {
        List<Report> reports = new ArrayList<>();
        if (Files.exists(results)) {
            for (String line : Files.readAllLines(results)) {
                JsonObject json = JsonParser.parseString(line).getAsJsonObject();
                reports.add(Report.of(json));
            }
        }
        return reports;
    }

    private static Report dead(Path folder, String end) throws IOException {
        Architecture network = Architecture.read(folder);
        Finding finding = new Finding("load", "", "", Verdict.FAILED, 0, end);
        return new Report(network.name(), network.how(), false, 0, 0, List.of(finding));
    }
}
