/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import io.github.djliit.site.Path;
import io.github.djliit.torchscript.internal.syntax.Expression;
import io.github.djliit.torchscript.internal.syntax.ScriptFunction;
import io.github.djliit.torchscript.internal.syntax.SourceRange;
import io.github.djliit.torchscript.internal.syntax.Statement;
import io.github.djliit.torchscript.internal.syntax.Suite;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a call of a model leaves behind for the next: attributes that the code changes and reads.
 *
 * <p>Base, sources and counterfactual are calls of their own, so of such a model each would see
 * another state. An attribute that nothing reads is none, nor is one that each call sets before it
 * reads it; and how the random numbers go on is not meant.
 */
public final class ScriptState {

    /** What sets an attribute, or writes, in code that is not understood. */
    private static final Pattern CHANGING =
            Pattern.compile(
                    "(?m)^\\s*[\\w.()]+\\.\\w+\\s*=[^=]|torch\\.\\w+_\\(|torch\\.append\\(");

    /** It counts for the running statistics of a batch norm, which it writes and does not read. */
    private static final String BATCHES = "num_batches_tracked";

    private final ScriptSites sites;
    private final Map<Boolean, Optional<String>> found = new ConcurrentHashMap<>();

    ScriptState(ScriptSites sites) {
        this.sites = sites;
    }

    /**
     * Returns what a call leaves behind, in words.
     *
     * @param training whether it runs in training
     */
    public Optional<String> of(boolean training) {
        return found.computeIfAbsent(training, this::find);
    }

    /**
     * Checks that a call leaves nothing behind.
     *
     * @throws IllegalArgumentException if it does, with what that is and the remedy
     */
    public void check(boolean training) {
        of(training)
                .ifPresent(
                        state -> {
                            throw new IllegalArgumentException(message(state));
                        });
    }

    private static String message(String state) {
        return "The model keeps a state from call to call: "
                + state
                + ". The runs of a plan (base, sources, counterfactual) would each see another one."
                + " Export a model whose forward takes that state as an input and returns it as an"
                + " output; plain predictions are as ever";
    }

    private Optional<String> find(boolean training) {
        boolean mayChange = sites.tree().program().allFunctions().anyMatch(ScriptState::mayChange);
        if (!mayChange) {
            return Optional.empty();
        }
        StorageFlow flow = StorageFlow.of(sites, Optional.of(training));
        return Stream.<Supplier<Optional<String>>>of(
                        () -> attribute(flow), () -> constant(flow), () -> unknown(flow))
                .map(Supplier::get)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<String> attribute(StorageFlow flow) {
        Map<String, Held.Ref> attributes = flow.attributes();
        for (Map.Entry<String, StateLog.Attribute> read : flow.log().reads().entrySet()) {
            StateLog.Attribute attribute = read.getValue();
            Optional<SourceRange> change =
                    flow.log()
                            .change(
                                    read.getKey(),
                                    attribute,
                                    attributes.get(read.getKey()).storage());
            if (change.isPresent() && !isCount(attribute.path())) {
                return Optional.of(
                        "'%s' is changed at %s, and read again"
                                .formatted(attribute.path(), change.get()));
            }
        }
        return Optional.empty();
    }

    private boolean isCount(Path attribute) {
        List<String> steps = attribute.steps();
        Path owner = new Path(steps.subList(0, steps.size() - 1));
        return steps.get(steps.size() - 1).equals(BATCHES)
                && sites.tree().find(owner).stream()
                        .anyMatch(node -> node.type().attributes().containsKey("running_mean"));
    }

    /** A trace keeps tensors that are no attributes as constants, and writes into those, too. */
    private static Optional<String> constant(StorageFlow flow) {
        return flow.constants().entrySet().stream()
                .flatMap(
                        constant ->
                                flow.log().write(constant.getValue().storage()).stream()
                                        .map(
                                                range ->
                                                        "the constant '%s' is changed at %s"
                                                                .formatted(
                                                                        constant.getKey(), range)))
                .findFirst();
    }

    private static Optional<String> unknown(StorageFlow flow) {
        if (!flow.isWhole()) {
            return Optional.of("its code is too long to tell that it does not");
        }
        return flow.log().unknown().stream()
                .findFirst()
                .map(
                        range ->
                                "%s may be a call of code that changes attributes, and the code"
                                                .formatted(range)
                                        + " does not tell");
    }

    /** Returns whether a function may change attributes, or what they hold. */
    static boolean mayChange(ScriptFunction function) {
        return function.problem().isPresent()
                ? CHANGING.matcher(function.range().text()).find()
                : mayChange(function.body());
    }

    private static boolean mayChange(Suite block) {
        AtomicBoolean may = new AtomicBoolean();
        block.walk(
                statement -> {
                    if (statement instanceof Statement.Assign assign) {
                        boolean isPlain =
                                assign.operator().equals("=")
                                        && assign.targets().stream()
                                                .allMatch(Expression.Name.class::isInstance);
                        may.compareAndSet(false, !isPlain);
                    }
                    for (Expression expression : statement.expressions()) {
                        expression.walk(e -> may.compareAndSet(false, isChange(e)));
                    }
                });
        return may.get();
    }

    private static boolean isChange(Expression expression) {
        if (!(expression instanceof Expression.Call call)) {
            return false;
        }
        String name = call.callee().dotted().orElse("");
        String last = name.substring(name.lastIndexOf('.') + 1);
        return TorchAliases.isInPlace(last)
                || TorchAliases.isObserving(last)
                || TorchAliases.isChange(last)
                || last.equals("sort")
                || call.arguments().stream()
                        .anyMatch(argument -> argument.keyword().filter("out"::equals).isPresent());
    }
}
