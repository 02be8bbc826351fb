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
import io.github.djliit.site.Nearest;
import io.github.djliit.torchscript.EngineMessage;
import io.github.djliit.zoo.IoErrors;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is told of a failure, in one line. */
final class Messages {

    /** What picocli says of {@code iit help WORD}. */
    private static final Pattern UNKNOWN = Pattern.compile("Unknown subcommand '(.*)'\\.");

    /** What DJL says where it cannot write its native code, with what follows. */
    private static final Pattern NO_CACHE =
            Pattern.compile("Failed (initialize cache directory|to extract .* native library)");

    private static final String CACHE =
            ". DJL keeps native code in DJL_CACHE_DIR, or else in .djl.ai in the home: let that be a"
                    + " folder that can be written";

    private Messages() {}

    static String of(ParameterException e) {
        if (e instanceof MissingParameterException) {
            // An option that was mistyped is why another is missing.
            return unknownOption(e).map(word -> noOption(word, e)).orElse(e.getMessage());
        } else if (e instanceof UnmatchedArgumentException unmatched) {
            return unknown(unmatched.getUnmatched().get(0), e);
        }
        Matcher helped = UNKNOWN.matcher(String.valueOf(e.getMessage()));
        return helped.matches()
                ? noCommand(helped.group(1), e.getCommandLine().getCommandSpec())
                : e.getMessage();
    }

    private static String unknown(String word, ParameterException e) {
        CommandSpec at = e.getCommandLine().getCommandSpec();
        if (word.startsWith("-")) {
            return noOption(word, e);
        } else if (at.parent() == null) {
            return noCommand(word, at);
        }
        return "There is one argument too many: '" + word + "'";
    }

    private static Optional<String> unknownOption(ParameterException e) {
        return e.getCommandLine().getUnmatchedArguments().stream()
                .filter(word -> word.startsWith("-"))
                .findFirst();
    }

    private static String noOption(String word, ParameterException e) {
        CommandSpec at = e.getCommandLine().getCommandSpec();
        List<String> options = at.options().stream().map(OptionSpec::longestName).toList();
        String option = word.replaceFirst("=.*", "");
        return "There is no option '" + option + "'." + Nearest.hint(option, options);
    }

    private static String noCommand(String word, CommandSpec root) {
        return "There is no command '" + word + "'." + Nearest.hint(word, commands(root));
    }

    static String of(Exception e) {
        if (e instanceof FileSystemException system) {
            return system.getFile() + ": " + IoErrors.of(system);
        }
        String line = e instanceof EngineException ? EngineMessage.of(e) : e.getMessage();
        if (line == null) {
            return "It failed; --debug shows where";
        }
        return NO_CACHE.matcher(line).find() ? line + CACHE : line;
    }

    /**
     * Says that inputs are bad use, but for a lack of memory. A refusal that is not the engine's is
     * told in its own words.
     *
     * @param what the inputs, and that they are not taken
     */
    static RuntimeException refused(String what, RuntimeException e) {
        String line = EngineMessage.of(e);
        boolean isEngine = e instanceof EngineException;
        if (isEngine && (line.contains("memory") || line.contains("alloc"))) {
            return new IllegalStateException("There is not enough memory: " + line, e);
        }
        return new UsageException(what + ": " + (isEngine ? line : e.getMessage()), e);
    }

    private static List<String> commands(CommandSpec at) {
        return List.copyOf(at.subcommands().keySet());
    }
}
