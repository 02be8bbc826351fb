/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import io.github.djliit.torchscript.internal.syntax.FormalParameter;
import io.github.djliit.torchscript.internal.syntax.ScriptType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How arrays become the arguments of a method by their names, as DJL's PyTorch engine does it:
 * {@code x.key} is a dict, {@code x[]} a list, {@code x()} a tuple, and {@code module_method:NAME}
 * says which method runs.
 */
public final class InputNames {

    /** In front of the name of a method that is not forward. */
    public static final String METHOD = "module_method:";

    private static final Pattern LIST = Pattern.compile("(\\w+)\\[]");
    private static final Pattern TUPLE = Pattern.compile("(\\w+)(?:\\([\\d,]*\\)|\\[\\d+/\\w+])");

    /** What stands in files and objects, where a name is there once. */
    private static final Pattern NUMBERED =
            Pattern.compile("(\\w+(?:\\[]|\\(\\)|\\([\\d,]+\\)))\\d+");

    private static final Pattern ELEMENT = Pattern.compile("(\\w+)(?:\\[\\d+]|\\(\\d+\\))");

    /** What the engine makes of arrays, by the type that code calls it. */
    private static final Map<String, String> FORMS =
            Map.of("Dict", "NAME.KEY", "List", "NAME[]", "Tuple", "NAME()");

    private InputNames() {}

    /**
     * An argument.
     *
     * @param name the name that its arrays have in common; as it is for an array by itself
     * @param type {@code Dict}, {@code List}, {@code Tuple} or {@code Tensor}
     */
    record Given(String name, String type) {}

    /** Returns the method that names ask for, if they do. */
    static Optional<String> method(List<String> names) {
        return names.stream()
                .filter(name -> name.startsWith(METHOD))
                .map(name -> name.substring(METHOD.length()))
                .reduce((first, last) -> last);
    }

    /** Returns the name by which the engine takes an array that a file gives under a name. */
    public static String ofEngine(String name) {
        Matcher numbered = NUMBERED.matcher(name);
        Matcher element = ELEMENT.matcher(name);
        if (numbered.matches()) {
            return numbered.group(1);
        } else if (element.matches()) {
            return element.group(1) + (name.endsWith("]") ? "[]" : "()");
        }
        return name;
    }

    /** Returns the arguments that the engine makes of arrays with such names. */
    static List<Given> given(List<String> names) {
        List<Given> given = new ArrayList<>();
        Map<String, Given> groups = new LinkedHashMap<>();
        for (String name : names) {
            if (name.startsWith(METHOD)) {
                continue;
            }
            Given one = given(name);
            if (one.type().equals("Tensor") || groups.put(one.name(), one) == null) {
                given.add(one);
            }
        }
        return given;
    }

    private static Given given(String name) {
        int dot = name.indexOf('.');
        Matcher list = LIST.matcher(name);
        Matcher tuple = TUPLE.matcher(name);
        if (dot >= 0) {
            return new Given(name.substring(0, dot), "Dict");
        } else if (list.matches()) {
            return new Given(list.group(1), "List");
        }
        return tuple.matches() ? new Given(tuple.group(1), "Tuple") : new Given(name, "Tensor");
    }

    /** Returns what a parameter takes: a type of {@link Given}, or nothing if that is not known. */
    static Optional<String> taken(FormalParameter parameter) {
        ScriptType type = parameter.type().orElse(ScriptType.TENSOR);
        if (type.is("Optional") && type.arguments().size() == 1) {
            type = type.arguments().get(0);
        }
        return Optional.of(type.name()).filter(Set.of("Tensor", "Dict", "List", "Tuple")::contains);
    }

    /** Tells how arrays are to be called for a parameter. */
    static String form(FormalParameter parameter) {
        return taken(parameter)
                .map(FORMS::get)
                .map(form -> form.replace("NAME", parameter.name()))
                .orElse(parameter.name());
    }
}
