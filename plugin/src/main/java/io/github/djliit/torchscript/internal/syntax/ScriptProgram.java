/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.syntax;

import io.github.djliit.torchscript.internal.archive.ScriptArchive;
import io.github.djliit.torchscript.internal.archive.ScriptFormatException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All code of an archive, parsed: classes and functions by their qualified names.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class ScriptProgram {

    private final Map<String, ScriptFile> files = new LinkedHashMap<>();
    private final Map<String, ScriptClass> classes = new LinkedHashMap<>();
    private final Map<String, ScriptFunction> functions = new LinkedHashMap<>();
    private final List<ScriptProblem> problems = new ArrayList<>();

    private ScriptProgram(Map<String, String> code) {
        code.forEach((path, text) -> add(ScriptFile.parse(path, text)));
    }

    /**
     * Parses the code of an archive.
     *
     * @param code texts by paths, as {@link ScriptArchive#code} gives them
     * @return the program; what was not understood is among its problems
     */
    public static ScriptProgram of(Map<String, String> code) {
        return new ScriptProgram(code);
    }

    private void add(ScriptFile file) {
        files.put(file.source().path(), file);
        problems.addAll(file.problems());
        for (ScriptClass type : file.classes()) {
            if (classes.putIfAbsent(type.qualifiedName(), type) != null) {
                problems.add(twice(type.range(), type.qualifiedName()));
            }
            problems.addAll(type.problems());
            addProblems(type.methods().values());
        }
        for (ScriptFunction function : file.functions()) {
            String name = file.source().module() + "." + function.name();
            if (functions.putIfAbsent(name, function) != null) {
                problems.add(twice(function.nameRange(), name));
            }
        }
        addProblems(file.functions());
    }

    private void addProblems(Collection<ScriptFunction> all) {
        all.forEach(function -> function.problem().ifPresent(problems::add));
    }

    private static ScriptProblem twice(SourceRange range, String name) {
        String shown = ScriptFormatException.visible(name, 200);
        return new ScriptProblem(range, "expected one definition of '" + shown + "', found two");
    }

    /** Returns the files by their paths. */
    public Map<String, ScriptFile> files() {
        return Collections.unmodifiableMap(files);
    }

    /** Returns the classes by their qualified names. */
    public Map<String, ScriptClass> classes() {
        return Collections.unmodifiableMap(classes);
    }

    /** Returns the functions outside of classes by their qualified names. */
    public Map<String, ScriptFunction> functions() {
        return Collections.unmodifiableMap(functions);
    }

    /** Returns the class of a type, if it is one of this program. */
    public Optional<ScriptClass> classOf(ScriptType type) {
        return Optional.ofNullable(classes.get(type.name()));
    }

    /** Returns all that was not understood, that of methods too. */
    public List<ScriptProblem> problems() {
        return Collections.unmodifiableList(problems);
    }

    /** Returns all methods and functions. */
    public Stream<ScriptFunction> allFunctions() {
        return Stream.concat(
                classes.values().stream().flatMap(type -> type.methods().values().stream()),
                functions.values().stream());
    }
}
