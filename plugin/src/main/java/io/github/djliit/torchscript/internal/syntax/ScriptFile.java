/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.syntax;

import java.util.List;

/**
 * A file of code, parsed.
 *
 * @param source the file
 * @param classes the classes in it
 * @param functions the functions outside of classes
 * @param imports the dotted names of other files
 * @param comments the comments, {@code # type:} among them, from {@code #} to the end of the line
 * @param problems what is no class, no function and no import
 */
public record ScriptFile(
        SourceFile source,
        List<ScriptClass> classes,
        List<ScriptFunction> functions,
        List<String> imports,
        List<SourceRange> comments,
        List<ScriptProblem> problems) {

    /** Copies the lists. */
    public ScriptFile {
        classes = List.copyOf(classes);
        functions = List.copyOf(functions);
        imports = List.copyOf(imports);
        comments = List.copyOf(comments);
        problems = List.copyOf(problems);
    }

    /**
     * Parses a file.
     *
     * @param path its path below {@code code/}
     * @param text its text
     * @return the file; what was not understood is among the problems of its place
     */
    public static ScriptFile parse(String path, String text) {
        return new FileParser(new SourceFile(path, text)).file();
    }
}
