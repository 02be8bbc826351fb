/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.rewrite;

import io.github.djliit.torchscript.internal.analysis.InputAlias;
import io.github.djliit.torchscript.internal.analysis.TensorPath;
import io.github.djliit.torchscript.internal.syntax.Expression;
import io.github.djliit.torchscript.internal.syntax.ScriptFunction;
import io.github.djliit.torchscript.internal.syntax.ScriptType;
import io.github.djliit.torchscript.internal.syntax.SourceRange;
import io.github.djliit.torchscript.internal.syntax.Statement;
import io.github.djliit.torchscript.internal.syntax.StringLiterals;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The twin of a method: the same code, which takes hooks, passes values at sites through them, and
 * calls the twins of those of its modules that have hooks, too.
 */
final class TwinMethod {

    private final ScriptFunction method;
    private final Wanted wanted;
    private final TextEdits edits;

    /**
     * What a twin does.
     *
     * @param inputs the numbers of the parameters that are sites, {@code self} not counted
     * @param outputs the places of the outputs that are sites
     * @param escaped the outputs that are inputs given back, those of {@code inputs}
     * @param values the names of the values that are sites
     * @param edited the places where values can be changed, as keys of sites have them
     * @param calls the calls that become calls of twins, by where they are
     */
    record Wanted(
            Set<Integer> inputs,
            Map<Integer, TensorPath> outputs,
            Map<Integer, InputAlias> escaped,
            Set<String> values,
            Set<String> edited,
            Map<Integer, TwinCall> calls) {}

    /**
     * A call of a twin.
     *
     * @param call the call as it is
     * @param relative the path of the callee below that of the caller, a dot behind each step
     * @param isSkippable whether something may stand for what it gives
     */
    record TwinCall(Expression.Call call, String relative, boolean isSkippable) {}

    TwinMethod(ScriptFunction method, Wanted wanted) {
        this.method = method;
        this.wanted = wanted;
        edits = new TextEdits(method.range());
    }

    /** Returns the text of the twin, indented as the method is. */
    String text() {
        edits.replace(
                method.nameRange().start(),
                method.nameRange().end(),
                HookNames.twin(method.name()));
        int afterSelf = method.parameters().get(0).range().end();
        edits.insert(afterSelf, ",\n    " + HookNames.PARAMETERS);
        wanted.calls().values().forEach(twin -> call(twin));
        inputs();
        statements(method.body().statements());
        return indentation() + edits.apply();
    }

    private String call(String value, String place) {
        return HookNames.call(method, value, place, wanted.edited().contains(place));
    }

    private String indentation() {
        return " ".repeat(method.range().column() - 1);
    }

    private void call(TwinCall twin) {
        Expression.Attribute callee = (Expression.Attribute) twin.call().callee();
        SourceRange name = callee.nameRange();
        String made =
                twin.isSkippable()
                        ? HookNames.skippable(callee.name())
                        : HookNames.twin(callee.name());
        edits.replace(name.start(), name.end(), made);
        int arguments = twin.call().argumentsRange().start() + 1;
        edits.insert(arguments, HookNames.arguments(twin.relative()));
    }

    private void inputs() {
        List<Statement> body = method.body().statements();
        if (body.isEmpty()) {
            return;
        }
        SourceRange first = body.get(0).range();
        StringBuilder hooks = new StringBuilder();
        for (int input : wanted.inputs().stream().sorted().toList()) {
            String name = method.parameters().get(1 + input).name();
            if (isEscaped(input)) {
                hooks.append(kept(input)).append(" = ").append(name).append(newLine(first));
            }
            hooks.append(name)
                    .append(" = ")
                    .append(call(name, ":input" + input))
                    .append(newLine(first));
        }
        if (!hooks.isEmpty()) {
            edits.insert(first.start(), hooks.toString());
        }
    }

    private static String newLine(SourceRange like) {
        return "\n" + " ".repeat(like.column() - 1);
    }

    private void statements(List<Statement> statements) {
        for (Statement statement : statements) {
            if (statement instanceof Statement.Assign assign) {
                values(assign);
            } else if (statement instanceof Statement.Return given && given.value().isPresent()) {
                returned(given);
            } else if (!(statement instanceof Statement.Define)) {
                statement.blocks().forEach(block -> statements(block.statements()));
            }
        }
    }

    private void values(Statement.Assign assign) {
        for (Expression target : assign.targets()) {
            if (target instanceof Expression.Name name && wanted.values().contains(name.name())) {
                edits.insert(
                        assign.range().end(),
                        newLine(assign.range())
                                + name.name()
                                + " = "
                                + call(name.name(), "@" + name.name()));
            }
        }
    }

    private boolean isEscaped(int input) {
        return wanted.escaped().values().stream().anyMatch(same -> same.parameter() == input);
    }

    private static String kept(int input) {
        return "iit_x" + input;
    }

    private void returned(Statement.Return given) {
        if (wanted.outputs().isEmpty() && wanted.escaped().isEmpty()) {
            return;
        }
        SourceRange range = given.range();
        edits.replace(range.start(), range.start() + "return".length(), "iit_r =");
        String line = newLine(range);
        StringBuilder text = new StringBuilder();
        TensorPath.Tree tree = TensorPath.tree(method.returns().orElse(ScriptType.TENSOR));
        Map<Integer, TensorPath> elements = new TreeMap<>(wanted.outputs());
        wanted.escaped().keySet().forEach(number -> elements.put(number, tree.leaf(number)));
        elements.forEach((number, leaf) -> text.append(element(number, leaf, line)));
        wanted.outputs()
                .forEach(
                        (number, leaf) ->
                                leaf.key()
                                        .ifPresent(
                                                key -> {
                                                    elements.remove(number);
                                                    text.append(line).append(entry(number, key));
                                                }));
        text.append(line).append("return ").append(tree.rebuilt("iit_r", elements));
        edits.insert(range.end(), text.toString());
    }

    /** Returns the lines that make an element of what is returned. */
    private String element(int number, TensorPath leaf, String line) {
        String name = "iit_o" + number;
        StringBuilder text = new StringBuilder(line + name + " = " + leaf.of("iit_r"));
        InputAlias same = wanted.escaped().get(number);
        if (same != null) {
            String edited = HookNames.isEdited(":input" + same.parameter());
            text.append(line).append("if ").append(edited).append(':');
            text.append(line).append("  ").append(name).append(" = ");
            text.append(same.code(kept(same.parameter())));
            text.append(line).append("else:").append(line).append("  pass");
        }
        if (wanted.outputs().containsKey(number)) {
            text.append(line).append(name).append(" = ");
            text.append(call(name, ":output" + number));
        }
        return text.toString();
    }

    /** The dict is the method's own, so that its entry may be set. */
    private static String entry(int number, String key) {
        return "torch._set_item(iit_r, " + StringLiterals.quote(key) + ", iit_o" + number + ")";
    }
}
