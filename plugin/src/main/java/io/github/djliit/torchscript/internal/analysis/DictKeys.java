/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import io.github.djliit.torchscript.internal.syntax.Expression;
import io.github.djliit.torchscript.internal.syntax.ScriptFunction;
import io.github.djliit.torchscript.internal.syntax.Statement;
import java.util.ArrayList;
import java.util.List;

/** The keys of a dict that a method returns, where the code writes them out. */
final class DictKeys {

    private DictKeys() {}

    /** Returns the keys in order; none if the code does not tell, or tells differently. */
    static List<String> of(ScriptFunction method) {
        List<List<String>> returned = new ArrayList<>();
        method.body()
                .walk(
                        statement -> {
                            if (statement instanceof Statement.Return given) {
                                given.value().ifPresent(v -> returned.add(keys(method, v)));
                            }
                        });
        boolean isOne = returned.stream().distinct().count() == 1;
        return isOne ? returned.get(0) : List.of();
    }

    private static List<String> keys(ScriptFunction method, Expression value) {
        if (value instanceof Expression.Dict dict) {
            return strings(dict.keys());
        } else if (value instanceof Expression.Name name) {
            List<List<String>> assigned = new ArrayList<>();
            method.body()
                    .walk(
                            statement -> {
                                if (statement instanceof Statement.Assign assign
                                        && assign.targets().size() == 1
                                        && assign.targets().get(0) instanceof Expression.Name target
                                        && target.name().equals(name.name())
                                        && assign.value() instanceof Expression.Dict dict) {
                                    assigned.add(strings(dict.keys()));
                                }
                            });
            return assigned.size() == 1 ? assigned.get(0) : List.of();
        }
        return List.of();
    }

    private static List<String> strings(List<Expression> keys) {
        List<String> strings = new ArrayList<>();
        for (Expression key : keys) {
            if (key instanceof Expression.Literal literal
                    && literal.kind() == Expression.LiteralKind.STRING) {
                strings.add(literal.value());
            }
        }
        return strings.size() == keys.size() ? strings : List.of();
    }
}
