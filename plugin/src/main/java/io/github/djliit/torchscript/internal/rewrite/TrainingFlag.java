/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.rewrite;

import io.github.djliit.torchscript.internal.analysis.ModuleTree;
import io.github.djliit.torchscript.internal.syntax.Expression;
import io.github.djliit.torchscript.internal.syntax.ScriptClass;
import io.github.djliit.torchscript.internal.syntax.ScriptFunction;
import io.github.djliit.torchscript.internal.syntax.ScriptProblem;
import io.github.djliit.torchscript.internal.syntax.StringLiterals;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The flag {@code training} of modules, which code reads for its dropout and norms.
 *
 * <p>The engine records a backward pass only where it sets the flag, too. For a gradient of what
 * runs as for prediction, methods beside those of the modules put it back.
 */
public final class TrainingFlag {

    private static final String NAME = "training";
    private static final String SET = HookNames.PREFIX + "set_training";

    private final ModuleTree tree;
    private final boolean isRead;

    /**
     * Looks for code that reads the flag.
     *
     * @param tree the modules
     */
    public TrainingFlag(ModuleTree tree) {
        this.tree = tree;
        isRead = tree.program().allFunctions().anyMatch(TrainingFlag::reads);
    }

    private static boolean reads(ScriptFunction function) {
        if (function.problem().isPresent()) {
            return function.range().text().contains(NAME);
        }
        AtomicBoolean found = new AtomicBoolean();
        function.body()
                .walk(
                        statement ->
                                statement.expressions().forEach(e -> e.walk(x -> check(x, found))));
        return found.get();
    }

    private static void check(Expression expression, AtomicBoolean found) {
        boolean isAttribute =
                expression instanceof Expression.Attribute attribute
                        && attribute.name().equals(NAME);
        // As in getattr(self, "training").
        boolean isName =
                expression instanceof Expression.Literal literal && literal.value().equals(NAME);
        found.compareAndSet(false, isAttribute || isName);
    }

    /** Whether any code runs otherwise in training. */
    public boolean isRead() {
        return isRead;
    }

    /** Returns why the flag cannot be set, if it is read and cannot. */
    public Optional<ScriptProblem> problem() {
        if (!isRead) {
            return Optional.empty();
        }
        return tree.program().problems().stream()
                .findFirst()
                .or(() -> tree.unresolved().stream().findFirst());
    }

    /** Returns the methods that set the flag, by the classes that get them. */
    Map<ScriptClass, String> methods() {
        Map<ScriptClass, String> methods = new LinkedHashMap<>();
        for (ModuleTree.Node node : tree.nodes()) {
            methods.computeIfAbsent(
                    node.type(), type -> setter(type) + (node.path().isRoot() ? run(type) : ""));
        }
        return methods;
    }

    private String setter(ScriptClass type) {
        StringBuilder text = new StringBuilder();
        text.append(
                "  def %s(self: %s,\n    iit_on: bool) -> bool:\n"
                        .formatted(SET, type.qualifiedName()));
        if (type.attributes().containsKey(NAME)) {
            text.append("    self.training = iit_on\n");
        }
        int number = 0;
        for (ScriptClass.Attribute attribute : type.attributes().values()) {
            boolean isModule =
                    attribute
                            .type()
                            .flatMap(tree.program()::classOf)
                            .filter(ScriptClass::isModule)
                            .isPresent();
            if (isModule) {
                text.append("    iit_m%s = getattr(self, ".formatted(number))
                        .append(StringLiterals.quote(attribute.name()))
                        .append(
                                ")\n    iit_r%s = (iit_m%s).%s(iit_on, )\n"
                                        .formatted(number, number, SET));
                number++;
            }
        }
        return text.append("    return iit_on").toString();
    }

    /** Java calls the method of the root, which takes and returns an array. */
    private static String run(ScriptClass root) {
        return "\n  def %s(self: %s,\n    iit_on: Tensor) -> Tensor:\n"
                        .formatted(HookNames.FLAG, root.qualifiedName())
                + "    iit_r = (self).%s(bool(iit_on), )\n".formatted(SET)
                + "    return iit_on";
    }
}
