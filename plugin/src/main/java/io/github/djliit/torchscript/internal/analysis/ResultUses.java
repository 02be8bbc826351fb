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
import java.util.function.Predicate;

/** What a method does with the result of a call in it. */
final class ResultUses {

    private static final int MOST = 1000;

    private final ScriptFunction method;

    ResultUses(ScriptFunction method) {
        this.method = method;
    }

    /** What becomes of a result. */
    enum Fate {
        /** One other value is computed of it, or none. */
        USED_ONCE,
        /** It is returned, and nothing else. */
        RETURNED,
        /** It is used more than once, or written in place. */
        SPREAD
    }

    /** Where something stands: what is around it, from the inside. */
    private record Place(Statement statement, List<Expression> around) {

        Expression.Call call() {
            return !around.isEmpty() && around.get(0) instanceof Expression.Call call ? call : null;
        }
    }

    /**
     * Follows a result, through what gives it back.
     *
     * @param call the call
     * @param gives whether a call may give back the tensor that it gets first
     */
    Fate fate(Expression.Call call, Predicate<Expression.Call> gives) {
        Expression at = call;
        for (int i = 0; i < MOST; i++) {
            List<Place> places = places(at);
            if (places.size() > 1) {
                return Fate.SPREAD;
            } else if (places.isEmpty()) {
                return Fate.USED_ONCE;
            }
            Place place = places.get(0);
            Expression.Call next = place.call();
            if (next != null) {
                if (TorchAliases.isInPlace(TorchOps.name(next))) {
                    return Fate.SPREAD;
                } else if (!gives.test(next)) {
                    return Fate.USED_ONCE;
                }
                at = next;
            } else if (place.statement() instanceof Statement.Return) {
                return Fate.RETURNED;
            } else if (place.statement() instanceof Statement.Assign assign
                    && place.around().isEmpty()
                    && assign.targets().size() == 1
                    && assign.targets().get(0) instanceof Expression.Name name) {
                at = name;
            } else {
                return Fate.SPREAD;
            }
        }
        return Fate.SPREAD;
    }

    private List<Place> places(Expression wanted) {
        List<Place> found = new ArrayList<>();
        method.body()
                .walk(
                        statement -> {
                            boolean isAssign = statement instanceof Statement.Assign;
                            List<Expression> all =
                                    isAssign
                                            ? List.of(((Statement.Assign) statement).value())
                                            : statement.expressions();
                            all.forEach(
                                    e -> look(e, wanted, new Place(statement, List.of()), found));
                        });
        return found;
    }

    private static void look(Expression at, Expression wanted, Place place, List<Place> found) {
        if (isSame(at, wanted)) {
            found.add(place);
            return;
        }
        List<Expression> around = new ArrayList<>(List.of(at));
        around.addAll(place.around());
        at.children().forEach(e -> look(e, wanted, new Place(place.statement(), around), found));
    }

    private static boolean isSame(Expression at, Expression wanted) {
        if (wanted instanceof Expression.Name name) {
            return at instanceof Expression.Name other && other.name().equals(name.name());
        }
        return at instanceof Expression.Call call
                && call.start() == ((Expression.Call) wanted).start();
    }
}
