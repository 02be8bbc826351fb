/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether code may change what its module holds, so that a second run on the same inputs would see
 * what the first left: an attribute that is assigned, or an array or a list in one that is written.
 *
 * <p>Names are followed within a function, views of an array among them: what an operator of the
 * engine gives may share memory with its first argument. Code that hands what it holds to other
 * code, and writes in place anywhere, is in doubt, and so is code that is not understood.
 */
final class StateWrites {

    /** What changes a list or a dict. */
    private static final Set<String> CHANGES =
            Set.of(
                    "append",
                    "extend",
                    "insert",
                    "pop",
                    "popitem",
                    "remove",
                    "clear",
                    "reverse",
                    "sort",
                    "update",
                    "setdefault",
                    "_set_item");

    private boolean isWritten;
    private boolean writesAnything;
    private boolean handsOn;

    private StateWrites(ScriptProgram program) {
        isWritten = !program.problems().isEmpty();
        Stream.concat(
                        program.classes().values().stream()
                                .flatMap(type -> type.methods().values().stream()),
                        program.functions().values().stream())
                .forEach(this::look);
    }

    /** Looks at a program. */
    static StateWrites of(ScriptProgram program) {
        return new StateWrites(program);
    }

    /** Whether a run may leave something behind. */
    boolean mayHappen() {
        return isWritten || (handsOn && writesAnything);
    }

    private void look(ScriptFunction function) {
        List<Statement> statements = new ArrayList<>();
        collect(function.body(), statements);
        Set<String> held = held(statements);
        for (Statement statement : statements) {
            if (statement instanceof Statement.Assign assign) {
                assign.targets().forEach(target -> assigned(target, held));
            }
            statement.expressions().forEach(e -> e.walk(each -> look(each, held)));
        }
    }

    private static void collect(Block block, List<Statement> found) {
        for (Statement statement : block.statements()) {
            found.add(statement);
            statement.blocks().forEach(each -> collect(each, found));
        }
    }

    /** Returns the names of what may belong to the module, until no more are found. */
    private static Set<String> held(List<Statement> statements) {
        Set<String> held = new HashSet<>();
        int before;
        do {
            before = held.size();
            for (Statement statement : statements) {
                if (statement instanceof Statement.Assign assign && isHeld(assign.value(), held)) {
                    assign.targets().forEach(target -> addName(target, held));
                } else if (statement instanceof Statement.For loop
                        && isHeld(loop.iterable(), held)) {
                    loop.targets().forEach(target -> addName(target, held));
                }
            }
        } while (held.size() > before);
        return held;
    }

    private static void addName(Expression target, Set<String> held) {
        if (target instanceof Expression.Name name) {
            held.add(name.name());
        }
    }

    private static boolean isHeld(Expression value, Set<String> held) {
        if (value instanceof Expression.Name name) {
            return held.contains(name.name());
        } else if (value instanceof Expression.Attribute attribute) {
            return !attribute.target().dotted().filter("CONSTANTS"::equals).isPresent();
        } else if (value instanceof Expression.Subscript part) {
            return isHeld(part.target(), held);
        } else if (value instanceof Expression.Call call) {
            return ScriptEffects.isOfEngine(call) ? givesHeld(call, held) : isAbout(call, held);
        }
        return value.children().stream().anyMatch(child -> isHeld(child, held));
    }

    /** An operator may give a view of its first argument. */
    private static boolean givesHeld(Expression.Call call, Set<String> held) {
        return !call.arguments().isEmpty() && isHeld(call.arguments().get(0).value(), held);
    }

    /** {@code annotate(type, value)}, {@code unchecked_cast(type, value)} and the like. */
    private static boolean isAbout(Expression.Call call, Set<String> held) {
        return call.callee() instanceof Expression.Name
                && call.arguments().stream().anyMatch(argument -> isHeld(argument.value(), held));
    }

    private void assigned(Expression target, Set<String> held) {
        if (target instanceof Expression.Attribute) {
            isWritten = true;
        } else if (target instanceof Expression.Subscript part) {
            writesAnything = true;
            isWritten |= isHeld(part.target(), held);
        }
    }

    private void look(Expression expression, Set<String> held) {
        if (!(expression instanceof Expression.Call call)) {
            return;
        }
        boolean isGiven = call.arguments().stream().anyMatch(a -> isHeld(a.value(), held));
        if (!ScriptEffects.isOfEngine(call)) {
            handsOn |= isGiven && !(call.callee() instanceof Expression.Name);
        } else if (CHANGES.contains(ScriptEffects.name(call))) {
            writesAnything = true;
            isWritten |= givesHeld(call, held);
        } else if (ScriptEffects.keepsStatistics(call)) {
            isWritten = true;
        } else if (ScriptEffects.writes(call)) {
            writesAnything = true;
            isWritten |= givesHeld(call, held) || isOutHeld(call, held);
        }
    }

    private static boolean isOutHeld(Expression.Call call, Set<String> held) {
        return call.arguments().stream()
                .filter(argument -> argument.keyword().filter("out"::equals).isPresent())
                .anyMatch(argument -> isHeld(argument.value(), held));
    }
}
