/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command line: {@code iit COMMAND ...}. */
@Command(
        name = "iit",
        description = "Opens DJL models up: interventions and interchange intervention training.",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit code 0: done; 2: the command was used wrongly, or a file that it names is bad;",
            "1: it failed, or the figures of a model are not those recorded.",
            "Example: iit train equality --out equality && iit evaluate equality"
        },
        subcommands = {
            TrainCommand.class,
            EvaluateCommand.class,
            RecipesCommand.class,
            ModelsCommand.class,
            RetrainCommand.class,
            SitesCommand.class,
            RunCommand.class,
            SweepCommand.class,
            AlignCommand.class,
            DrawCommand.class,
            PackageCommand.class,
            EngineCommand.class,
            HelpCommand.class
        })
public final class Iit implements Runnable {

    private static final String OUT_OF_MEMORY =
            "There is not enough memory; make batches or numbers of pairs smaller, or give Java"
                    + " more: IIT_JAVA_OPTIONS=-Xmx8g ./iit ...";
    private static final String GRAPH_OPTIMIZER = "ai.djl.pytorch.graph_optimizer";
    private static final String CANNOT_START = "A native library cannot be loaded: ";

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
        sparesOptimizing();
        System.exit(run(arguments));
    }

    /**
     * The engine compiles a network in its first passes for seconds to minutes, and on a CPU the
     * later ones gain nothing by that. Set by the user, it stays as it is.
     */
    private static void sparesOptimizing() {
        if (System.getProperty(GRAPH_OPTIMIZER) == null) {
            System.setProperty(GRAPH_OPTIMIZER, "false");
        }
    }

    /**
     * Runs the command line.
     *
     * @param arguments the arguments
     * @return the exit code
     */
    public static int run(String... arguments) {
        Iit iit = new Iit();
        return iit.execute(new CommandLine(iit), arguments);
    }

    /**
     * Runs the command line.
     *
     * @param out where results go
     * @param err where messages go
     * @param arguments the arguments
     * @return the exit code
     */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        Iit iit = new Iit();
        return iit.execute(new CommandLine(iit).setOut(out).setErr(err), arguments);
    }

    private int execute(CommandLine command, String... arguments) {
        command.registerConverter(Long.class, Iit::wholeNumber)
                .registerConverter(Integer.class, Iit::smallNumber)
                .registerConverter(int.class, Iit::smallNumber)
                .registerConverter(Path.class, OutPath::named)
                .setParameterExceptionHandler(Iit::badUse)
                .setExecutionExceptionHandler((e, at, parsed) -> failed(e, at));
        try {
            return command.execute(arguments);
        } catch (OutOfMemoryError e) {
            return failed(new IllegalStateException(OUT_OF_MEMORY, e), command);
        } catch (LinkageError e) {
            return failed(new IllegalStateException(CANNOT_START + e.getMessage(), e), command);
        }
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Name a command: " + String.join(", ", spec.subcommands().keySet()));
    }

    private static int badUse(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("iit: " + Messages.of(e));
        err.println("See: " + command.getCommandSpec().qualifiedName() + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    private static Long wholeNumber(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is not a whole number of 64 bits");
        }
    }

    private static Integer smallNumber(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is not a whole number of 32 bits");
        }
    }

    private int failed(Exception e, CommandLine command) {
        if (e instanceof Output.ClosedPipeException) {
            return CommandLine.ExitCode.SOFTWARE;
        }
        PrintWriter err = command.getErr();
        err.println("iit: " + Messages.of(e));
        if (debug) {
            e.printStackTrace(err);
        }
        err.flush();
        return e instanceof UsageException
                ? CommandLine.ExitCode.USAGE
                : CommandLine.ExitCode.SOFTWARE;
    }
}
