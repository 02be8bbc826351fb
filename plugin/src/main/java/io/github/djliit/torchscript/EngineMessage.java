/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import io.github.djliit.torchscript.internal.archive.ScriptFormatException;
import io.github.djliit.torchscript.internal.rewrite.HookNames;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an engine says of a failure, in one line; its own texts have many. */
public final class EngineMessage {

    private static final int MAX_LENGTH = 400;

    /** How the engine names the error at the end of a trace of the model's code. */
    private static final Pattern ERROR = Pattern.compile("(?:\\w|\\.)*(?:Error|Exception): (.+)");

    /** Where in the code of the archive. */
    private static final Pattern PLACE =
            Pattern.compile("File \"(code/[^\"]*)\", line (\\d+)(?:, in (\\w+))?.*");

    /** What points to lines that are left out. */
    private static final Pattern POINTER = Pattern.compile("(?: here)?[:.]*$");

    /** Folders and files that only the program knows. */
    private static final Pattern TEMPORARY =
            Pattern.compile("\\S*[/\\\\]torchscript\\d+([/\\\\]\\S*)?");

    private EngineMessage() {}

    /**
     * Returns the line that matters.
     *
     * @param failure what the engine threw
     * @return one line: what failed, and where in the code of the model if that is known
     */
    public static String of(Throwable failure) {
        String text = failure.getMessage();
        if (text == null || text.isBlank()) {
            return failure.getClass().getSimpleName();
        }
        List<String> lines = text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
        String line = TEMPORARY.matcher(error(lines)).replaceAll("the model");
        line = POINTER.matcher(line).replaceFirst("");
        return ScriptFormatException.visible(line, MAX_LENGTH) + place(lines);
    }

    private static String error(List<String> lines) {
        String found = lines.get(0);
        for (String line : lines) {
            Matcher error = ERROR.matcher(line);
            if (error.matches()) {
                found = error.group(1);
            }
        }
        return found;
    }

    /** The innermost place is the last. */
    private static String place(List<String> lines) {
        String found = "";
        for (String line : lines) {
            Matcher place = PLACE.matcher(line);
            if (place.matches()) {
                found = " (" + place.group(1) + ", " + line(place) + ")";
            }
        }
        return found;
    }

    /** The lines of a method that rewriting added are not those of the file. */
    private static String line(Matcher place) {
        String method = place.group(3);
        return method != null && method.startsWith(HookNames.PREFIX)
                ? "in " + method.substring(HookNames.PREFIX.length())
                : "line " + place.group(2);
    }
}
