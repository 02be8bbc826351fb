/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import io.github.djliit.torchscript.internal.analysis.Held.Origin;
import io.github.djliit.torchscript.internal.syntax.CallArgument;
import io.github.djliit.torchscript.internal.syntax.Expression;
import java.util.List;
import java.util.Set;

/** What operators compute values from, and what they use values for. */
final class ValueUses {

    /** What makes arrays of a size, that the code goes on to fill. */
    private static final Set<String> FILLING =
            Set.of(
                    "zeros",
                    "zeros_like",
                    "new_zeros",
                    "empty",
                    "empty_like",
                    "new_empty",
                    "randn",
                    "randn_like",
                    "rand",
                    "rand_like");

    /** Half, float, double and bfloat16. */
    private static final Set<String> FLOATS = Set.of("5", "6", "7", "15");

    private static final Set<String> CASTS = Set.of("float", "double", "half", "type_as");

    /** What takes an index; layers are known by their weights. */
    private static final Set<String> TAKING = Set.of("one_hot", "index", "index_select", "gather");

    private final StorageFlow flow;

    ValueUses(StorageFlow flow) {
        this.flow = flow;
    }

    /** Returns what the result of an operator was computed from. */
    static Origin origin(String operator, List<Held> given, boolean isView) {
        Origin origin = Origin.of(given, isView);
        return FILLING.contains(operator) && origin != Origin.ACTIVATION ? Origin.MADE : origin;
    }

    void note(Expression.Call call, String operator, List<Held> given, boolean isFresh) {
        boolean isCast =
                (operator.equals("to") && call.arguments().stream().anyMatch(ValueUses::isFloat))
                        || CASTS.contains(operator);
        if (isCast && !given.isEmpty()) {
            flow.cast(given.get(0));
        } else if (isFresh
                && (TAKING.contains(operator)
                        || Held.refs(given).anyMatch(ref -> ref.origin() == Origin.WEIGHT))) {
            flow.layer(given);
        }
    }

    /** A type as the code writes it, by PyTorch's number of it. */
    private static boolean isFloat(CallArgument argument) {
        return argument.value() instanceof Expression.Literal literal
                && FLOATS.contains(literal.value());
    }
}
