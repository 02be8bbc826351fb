/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import io.github.djliit.site.Port;
import io.github.djliit.site.Site;
import io.github.djliit.torchscript.internal.analysis.ScriptSites.MethodPlace;
import io.github.djliit.torchscript.internal.syntax.Expression;
import io.github.djliit.torchscript.internal.syntax.FormalParameter;
import io.github.djliit.torchscript.internal.syntax.ScriptFunction;
import io.github.djliit.torchscript.internal.syntax.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The sites whose values have no row for each row of a batch, whatever the lengths of their axes.
 */
final class RowlessSites {

    private final ScriptSites sites;
    private final RowFacts facts;

    RowlessSites(ScriptSites sites, RowFacts facts) {
        this.sites = sites;
        this.facts = facts;
    }

    /** Returns whether a site is one for sure, by each method that has it. */
    boolean has(Site site) {
        Collection<MethodPlace> methods =
                site.value().isPresent() ? sites.all(site.path()) : sites.forwards(site.path());
        List<RowValue> found =
                methods.stream()
                        .filter(at -> site.value().map(sites.values(at)::contains).orElse(true))
                        .map(at -> value(site, at))
                        .toList();
        return !found.isEmpty() && found.stream().allMatch(RowValue.Fixed.class::isInstance);
    }

    private RowValue value(Site site, MethodPlace at) {
        ScriptFunction function = sites.function(at);
        if (site.value().isPresent()) {
            String name = site.value().get();
            return isWeight(function, name) ? RowValue.FIXED : facts.of(function, name);
        }
        Port port = site.portOrDefault();
        if (port.kind() == Port.Kind.INPUT) {
            FormalParameter parameter = sites.inputs(at).get(port.indexOrZero());
            return parameter == null ? RowValue.OPAQUE : facts.of(function, parameter.name());
        }
        TensorPath leaf = sites.outputs(at).get(port.indexOrZero());
        return leaf == null ? RowValue.OPAQUE : element(facts.of(function, RowFacts.RESULT), leaf);
    }

    private static RowValue element(RowValue result, TensorPath leaf) {
        RowValue element = result;
        for (int step : leaf.steps()) {
            boolean isThere =
                    element instanceof RowValue.Parts parts && step < parts.parts().size();
            element = isThere ? ((RowValue.Parts) element).parts().get(step) : RowValue.OPAQUE;
        }
        return leaf.key().isPresent() ? RowValue.OPAQUE : element;
    }

    /** Returns whether a name holds a tensor of the module itself. */
    private static boolean isWeight(ScriptFunction function, String name) {
        List<Statement.Assign> assigned = new ArrayList<>();
        function.body()
                .walk(
                        statement -> {
                            if (statement instanceof Statement.Assign assign
                                    && assign.targets().stream().anyMatch(t -> isName(t, name))) {
                                assigned.add(assign);
                            }
                        });
        return !assigned.isEmpty()
                && assigned.stream().allMatch(each -> isOwn(each.value(), function));
    }

    private static boolean isName(Expression expression, String name) {
        return expression instanceof Expression.Name found && found.name().equals(name);
    }

    private static boolean isOwn(Expression value, ScriptFunction function) {
        Expression owner = value;
        while (owner instanceof Expression.Attribute attribute) {
            owner = attribute.target();
        }
        String self = function.parameters().isEmpty() ? "" : function.parameters().get(0).name();
        return owner != value && (isName(owner, self) || isName(owner, "CONSTANTS"));
    }
}
