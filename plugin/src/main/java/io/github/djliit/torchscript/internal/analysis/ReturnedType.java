/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import ai.djl.engine.EngineException;
import io.github.djliit.torchscript.internal.syntax.ScriptClass;
import io.github.djliit.torchscript.internal.syntax.ScriptFunction;
import io.github.djliit.torchscript.internal.syntax.ScriptProgram;
import io.github.djliit.torchscript.internal.syntax.ScriptType;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What a model returns, in words, where the engine cannot take it for arrays. */
public final class ReturnedType {

    /** How DJL's engine begins when a value is no tensor, tuple, list or dict of tensors. */
    private static final List<String> WORDS =
            List.of("Unsupported IValue", "Only one level of map", "isString() INTERNAL ASSERT");

    private final ScriptProgram program;
    private final ScriptFunction forward;

    public ReturnedType(ScriptProgram program, ScriptFunction forward) {
        this.program = program;
        this.forward = forward;
    }

    /**
     * Runs a pass.
     *
     * @throws UnsupportedOperationException if the engine cannot take what the model returned; the
     *     message says what that is and how to export instead
     */
    public <T> T told(Supplier<T> pass) {
        try {
            return pass.get();
        } catch (UnsupportedOperationException | EngineException e) {
            if (e.getMessage() == null || WORDS.stream().noneMatch(e.getMessage()::startsWith)) {
                throw e;
            }
            throw new UnsupportedOperationException(
                    "The model returns %s, and the engine takes tensors, and tuples, lists and dicts"
                                    .formatted(text(forward.returns().orElse(ScriptType.TENSOR)))
                            + " of tensors, but no None, number or text among them. Export a module"
                            + " that returns a tuple or a dict of the tensors alone",
                    e);
        }
    }

    private String text(ScriptType type) {
        Optional<ScriptClass> tuple =
                program.classOf(type)
                        .filter(found -> found.base().filter("NamedTuple"::equals).isPresent());
        return tuple.map(this::fields).orElseGet(type::toString);
    }

    private String fields(ScriptClass tuple) {
        return tuple.attributes().values().stream()
                .map(field -> field.name() + field.type().map(t -> ": " + t).orElse(""))
                .collect(Collectors.joining(", ", tuple.simpleName() + "(", ")"));
    }
}
