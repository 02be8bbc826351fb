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
import java.util.Map;
import java.util.Optional;

/**
 * A class of the code: a module, a named tuple, an enum, an interface or a plain class.
 *
 * @param range from {@code class} to the end of its body
 * @param qualifiedName the name by which types and {@code data.pkl} call it
 * @param base what is between the parentheses: {@code Module}, {@code NamedTuple}, {@code Enum},
 *     {@code Interface}, {@code ModuleInterface}; empty for a plain class
 * @param attributes the attributes by name, in the order of the text; those of {@code
 *     __annotations__} too
 * @param lists the lists of names by theirs: {@code __parameters__}, {@code __buffers__}, {@code
 *     __forward_hooks__}, {@code __forward_pre_hooks__}
 * @param methods the methods by name, in the order of the text
 * @param problems what could not be parsed outside of the methods
 */
public record ScriptClass(
        SourceRange range,
        String qualifiedName,
        Optional<String> base,
        Map<String, Attribute> attributes,
        Map<String, List<String>> lists,
        Map<String, ScriptFunction> methods,
        List<ScriptProblem> problems) {

    /**
     * An attribute, or a member of an enum.
     *
     * @param range where it is declared
     * @param name its name
     * @param type its type, absent for a member of an enum
     * @param isFinal whether it is a constant: {@code Final[int] = 3}; its type is then {@code int}
     * @param value the value of a constant or member
     */
    public record Attribute(
            SourceRange range,
            String name,
            Optional<ScriptType> type,
            boolean isFinal,
            Optional<Expression> value) {}

    /** Returns the names of its own parameters, the weights of a module. */
    public List<String> parameters() {
        return lists.getOrDefault("__parameters__", List.of());
    }

    /** Returns whether this is a module. */
    public boolean isModule() {
        return base.isPresent() && base.get().equals("Module");
    }

    /** Returns whether this only says what methods others have. */
    public boolean isInterface() {
        return base.isPresent() && base.get().endsWith("Interface");
    }

    /** Returns the name without what is in front of the last dot. */
    public String simpleName() {
        return qualifiedName.substring(qualifiedName.lastIndexOf('.') + 1);
    }
}
