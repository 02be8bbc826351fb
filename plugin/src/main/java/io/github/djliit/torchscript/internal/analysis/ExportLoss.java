/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import io.github.djliit.site.Nearest;
import io.github.djliit.site.Path;
import io.github.djliit.site.Port;
import io.github.djliit.torchscript.internal.analysis.ModuleTree.ResolvedCall;
import io.github.djliit.torchscript.internal.analysis.ScriptSites.MethodPlace;
import io.github.djliit.torchscript.internal.syntax.ScriptType;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an export left out of a file, in words: why a module of the Python model has no site, and
 * which export, or which site near it, has what is looked for.
 */
public final class ExportLoss {

    private static final int MOST_SHOWN = 8;

    /** A layer that works with a constant of the code: its weight was a parameter of a module. */
    private static final Pattern INLINED_WEIGHT =
            Pattern.compile(
                    "(linear|conv|matmul|addmm|batch_norm|layer_norm|embedding|lstm|gru)"
                            + "\\w*\\([^\\n]*CONSTANTS\\.c");

    /** Operators that PyTorch runs in the place of whole modules, in inference. */
    private static final Pattern FAST_PATH =
            Pattern.compile(
                    "torch\\.(_transformer_encoder_layer_fwd|_native_multi_head_attention)\\(");

    private final ScriptSites sites;

    public ExportLoss(ScriptSites sites) {
        this.sites = sites;
    }

    /**
     * Checks that there is a module.
     *
     * @throws IllegalArgumentException if there is none, with the near ones; where freezing took
     *     the modules away it says so
     */
    void checkPath(Path path) {
        if (sites.tree().find(path).isPresent()) {
            return;
        }
        Path around = above(path).filter(p -> sites.tree().find(p).isPresent()).findFirst().get();
        if (!INLINED_WEIGHT.matcher(text(around)).find()) {
            sites.tree().node(path); // It says which are near.
        }
        throw new IllegalArgumentException(
                "No module has the path '%s'.%s The code%s has weights as constants: torch.jit.freeze"
                                .formatted(path, near(path), within(around))
                        + " and torch.jit.optimize_for_inference put modules into the code around"
                        + " them, and the file no longer knows them. Save the model before that"
                        + " (model.eval(), then torch.jit.trace or torch.jit.script), or use the"
                        + " values that have names: "
                        + names(around));
    }

    private String near(Path path) {
        List<String> known =
                sites.tree().nodes().stream().skip(1).map(n -> n.path().toString()).toList();
        return known.isEmpty() ? "" : Nearest.hint(path.toString(), known);
    }

    private static String within(Path around) {
        return around.isRoot() ? "" : " of '" + around + "'";
    }

    private String names(Path around) {
        List<String> names =
                sites.all(around).stream()
                        .flatMap(at -> sites.values(at).stream())
                        .distinct()
                        .map(name -> "'" + around + "@" + name + "'")
                        .toList();
        String more = names.size() > MOST_SHOWN ? ", ..." : "";
        return names.isEmpty()
                ? "none here"
                : String.join(", ", names.subList(0, Math.min(MOST_SHOWN, names.size()))) + more;
    }

    private String text(Path path) {
        return sites.tree().node(path).type().range().text();
    }

    /** Returns the paths around one, the nearest first, the root last. */
    static Stream<Path> above(Path path) {
        List<String> steps = path.steps();
        return Stream.iterate(steps.size() - 1, i -> i >= 0, i -> i - 1)
                .map(size -> new Path(steps.subList(0, size)));
    }

    /** Returns why a module that is in the file is not called, if the code around it tells. */
    public Optional<String> uncalled(Path path) {
        return sharing(path).or(() -> fastPath(path));
    }

    private Optional<String> sharing(Path path) {
        return sites.sharedWith(path).stream()
                .findFirst()
                .map(
                        other ->
                                "it shares all of its weights with '%s', which is called: one module under two names, of which a trace keeps one. Use that"
                                        .formatted(other));
    }

    private Optional<String> fastPath(Path path) {
        return above(path)
                .filter(around -> !sites.all(around).isEmpty())
                .findFirst()
                .filter(around -> FAST_PATH.matcher(text(around)).find())
                .map(
                        around ->
                                "'%s' runs as one operator, the fast path of PyTorch's transformer"
                                                .formatted(around)
                                        + " layers. Export with"
                                        + " torch.backends.mha.set_fastpath_enabled(False) to have"
                                        + " the modules in it");
    }

    /** Returns why a module has no tensor on one side, as the end of a sentence; else nothing. */
    String hint(Path path, Port.Kind kind) {
        return types(path, kind) + hint(path);
    }

    /** Returns the types of what a module takes or returns where none of it is a tensor. */
    private String types(Path path, Port.Kind kind) {
        List<String> types =
                sites.forwards(path).stream()
                        .filter(at -> !sites.isTraced(at))
                        .map(
                                at ->
                                        kind == Port.Kind.INPUT
                                                ? taken(at)
                                                : sites.returns(at).toString())
                        .distinct()
                        .toList();
        return types.isEmpty()
                ? ""
                : "; it %s %s. How many tensors a list has, the code does not tell: use what its elements are made of, or made to"
                        .formatted(
                                kind == Port.Kind.INPUT ? "takes" : "returns",
                                String.join(" or ", types));
    }

    private String taken(MethodPlace at) {
        return sites.function(at).parameters().stream()
                .skip(1)
                .map(parameter -> parameter.type().orElse(ScriptType.TENSOR).toString())
                .collect(Collectors.joining(", "));
    }

    /** Returns what a trace lost of a module that gives nothing, as a sentence; else nothing. */
    String hint(Path path) {
        boolean isLost =
                sites.isTraced()
                        && !path.isRoot()
                        && sites.forwards(path).stream()
                                .allMatch(at -> sites.returns(at).is("NoneType"));
        return isLost
                ? ". The trace keeps nothing of this module: it returns what it gets as it is, or"
                        + " its result goes nowhere. "
                        + neighbours(path)
                : "";
    }

    private String neighbours(Path path) {
        for (MethodPlace caller : sites.reached()) {
            List<ResolvedCall> calls = sites.calls(caller);
            Optional<ResolvedCall> own =
                    calls.stream().filter(call -> call.target().equals(path)).findFirst();
            if (own.isPresent()) {
                return around(caller.path(), calls, start(own.get()));
            }
        }
        return "Use a module before or after it";
    }

    private String around(Path parent, List<ResolvedCall> calls, int start) {
        // In a statement an outer call comes before those in it, which run first.
        Optional<String> before =
                calls.stream()
                        .filter(c -> start(c) < start && !sites.outputs(method(c)).isEmpty())
                        .max(Comparator.comparingInt(ExportLoss::start))
                        .map(last -> first(calls, start(last)));
        Optional<String> after =
                calls.stream()
                        .filter(c -> start(c) > start && isWhole(method(c)))
                        .reduce((a, b) -> start(b) <= start(a) ? b : a)
                        .map(next -> next.target().toString());
        String place = parent.isRoot() ? "the whole" : "'" + parent + "'";
        if (before.isEmpty() && after.isEmpty()) {
            return "Use the input or the output of %s, in which it is".formatted(place);
        }
        return "Called before it: %s; after it: %s"
                .formatted(
                        before.map(b -> "'" + b + "'").orElse("no other of " + place),
                        after.map(a -> "'" + a + "'").orElse("no other of " + place));
    }

    /** A module that gets something and gives something, so that its input is a site of use. */
    private boolean isWhole(MethodPlace at) {
        return !sites.inputs(at).isEmpty() && !sites.outputs(at).isEmpty();
    }

    private String first(List<ResolvedCall> calls, int start) {
        return calls.stream()
                .filter(c -> start(c) == start && !sites.outputs(method(c)).isEmpty())
                .findFirst()
                .map(c -> c.target().toString())
                .orElseThrow();
    }

    private static MethodPlace method(ResolvedCall call) {
        return MethodPlace.calledBy(call);
    }

    private static int start(ResolvedCall call) {
        return call.call().statement().range().start();
    }
}
