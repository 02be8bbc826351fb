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
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A program that checks a folder of networks against eager PyTorch, in child processes.
 *
 * <p>Arguments: the folder that tests/golden/architectures.py wrote; where the table goes, as
 * Markdown; where all that is not right goes, by cause.
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
        Path work = Files.createTempDirectory("architectures");
        List<Report> reports = run(Architecture.all(Path.of(arguments[0])), work);
        Files.writeString(Path.of(arguments[1]), ArchitectureTable.of(reports));
        if (arguments.length > 2) {
            Files.writeString(Path.of(arguments[2]), ArchitectureTable.causes(reports));
        }
    }

    /**
     * Checks networks; one that ends its process is reported as such, and the next ones go on.
     *
     * @param folders the networks
     * @param work a folder for results
     */
    static List<Report> run(List<Path> folders, Path work) throws Exception {
        List<Report> reports = new ArrayList<>();
        Path log = work.resolve("log.txt");
        while (reports.size() < folders.size()) {
            List<Path> open = folders.subList(reports.size(), folders.size());
            Path results = work.resolve("results-" + reports.size() + ".json");
            List<String> end = child(ArchitectureWorker.class, results, open, log);
            reports.addAll(read(results));
            if (!end.isEmpty() && reports.size() < folders.size()) {
                reports.add(dead(folders.get(reports.size()), end));
            }
        }
        return reports;
    }

    /** Runs a child process for as long as it goes on; returns how it ended, if not well. */
    private static List<String> child(Class<?> program, Path results, List<Path> folders, Path log)
            throws Exception {
        List<String> command = command(program);
        command.add(results.toString());
        folders.forEach(folder -> command.add(folder.toString()));
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
                return List.of("no end after " + MINUTES + " minutes");
            }
            before = size;
        }
        int code = process.exitValue();
        return code == 0 ? List.of() : List.of("the process ended with code " + code);
    }

    static List<String> command(Class<?> program) {
        return ChildJava.command(
                program,
                "-Xmx2g",
                "-XX:+UseSerialGC",
                "-Dai.djl.offline=true",
                "-Dai.djl.pytorch.num_threads=1",
                "-Dai.djl.pytorch.graph_optimizer=false",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-XX:ErrorFile=" + File.separator + "dev" + File.separator + "null");
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

    private static Report dead(Path folder, List<String> end) throws IOException {
        Architecture network = Architecture.read(folder);
        Finding finding = new Finding("load", "", "", Verdict.FAILED, 0, end.get(0));
        return new Report(network.name(), network.how(), false, 0, 0, List.of(finding));
    }
}
