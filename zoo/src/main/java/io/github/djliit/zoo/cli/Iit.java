/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import io.github.djliit.site.Nearest;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line: {@code iit COMMAND ...}. */
@Command(
        name = "iit",
        description = "Opens DJL models up: interventions and interchange intervention training.",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit code 0: done; 2: the command was used wrongly; 1: it failed.",
            "Example: iit train equality --out equality && iit evaluate equality"
        },
        subcommands = {
            TrainCommand.class,
            EvaluateCommand.class,
            RecipesCommand.class,
            SitesCommand.class,
            RunCommand.class
        })
public final class Iit implements Runnable {

    @Spec private CommandSpec spec;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Print stack traces and log messages.")
    private boolean debug;

    private Iit() {}

    /**
     * Runs the command line and ends the process.
     *
     * @param arguments the arguments
     */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /**
     * Runs the command line.
     *
     * @param arguments the arguments
     * @return the exit code
     */
    public static int run(String... arguments) {
        Iit iit = new Iit();
        return new CommandLine(iit)
                .setParameterExceptionHandler(Iit::badUse)
                .setExecutionExceptionHandler((e, command, parsed) -> iit.failed(e, command))
                .execute(arguments);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command");
    }

    private static int badUse(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("iit: " + e.getMessage() + hint(e));
        err.println("See: " + command.getCommandSpec().qualifiedName() + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    private static String hint(ParameterException e) {
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched
                && e.getCommandLine().getCommandSpec().parent() == null) {
            String word = unmatched.getUnmatched().get(0);
            return "." + Nearest.hint(word, e.getCommandLine().getSubcommands().keySet());
        }
        return "";
    }

    private int failed(Exception e, CommandLine command) {
        if (debug) {
            e.printStackTrace(command.getErr());
        } else {
            command.getErr().println("iit: " + message(e));
        }
        return e instanceof UsageException
                ? CommandLine.ExitCode.USAGE
                : CommandLine.ExitCode.SOFTWARE;
    }

    private static String message(Exception e) {
        String message = e.getMessage();
        return message == null || e instanceof FileSystemException
                ? e.getClass().getSimpleName() + ": " + message
                : message;
    }
}
