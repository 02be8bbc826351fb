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
import io.github.djliit.site.Port;
import io.github.djliit.site.Site;
import io.github.djliit.torchscript.internal.analysis.ScriptSites.MethodPlace;
import io.github.djliit.torchscript.internal.syntax.ScriptProblem;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why a module has no sites, in words. */
public final class ScriptObstacles {

    /** Query, key and value. */
    private static final int QKV = 3;

    private final ScriptSites sites;

    public ScriptObstacles(ScriptSites sites) {
        this.sites = sites;
    }

    /** Returns why the output of a module is no site. */
    public Optional<String> of(Path path) {
        return notCalled(path)
                .or(() -> notUnderstood(path))
                .or(() -> noTensor(path))
                .or(() -> unknownPort(path, Port.Kind.OUTPUT));
    }

    /** A module that no code calls; code that is not understood may be what calls it. */
    Optional<String> notCalled(Path path) {
        if (!sites.all(path).isEmpty()) {
            return Optional.empty();
        }
        String unknown = above(path).findFirst().map(problem -> "; " + problem).orElse("");
        String lost = new ExportLoss(sites).uncalled(path).map(why -> "; " + why).orElse("");
        return Optional.of("as far as the code tells, nothing calls it" + lost + unknown);
    }

    /** A module whose own code is not understood. */
    Optional<String> notUnderstood(Path path) {
        return sites.forwards(path).stream()
                .flatMap(at -> sites.function(at).problem().stream())
                .findFirst()
                .map(problem -> "its code is not understood: " + problem);
    }

    /** Returns why a site can be read and not edited. */
    public Optional<String> notEditable(Site site) {
        Site whole = sites.resolve(site.whole());
        return number(whole)
                .or(() -> weight(whole))
                .or(() -> givenBack(whole))
                .or(() -> merged(whole))
                .or(() -> escapedInput(whole));
    }

    /** Code that makes arrays of another size than it hands on may bring the engine down. */
    private Optional<String> number(Site site) {
        return sites.hasNumbers() && sites.flow().isNumber(site)
                ? Optional.of(
                        "it can be read, but not edited: it is a number that the trace computes of"
                                + " sizes, not an activation, and other code makes arrays of that"
                                + " size. Edit the arrays themselves")
                : Optional.empty();
    }

    /** A weight that a trace hands over, as one that two modules share. */
    private Optional<String> weight(Site site) {
        boolean isTraced =
                sites.forwards(site.path()).stream().anyMatch(sites::isTraced)
                        && !site.path().isRoot();
        if (!isTraced || !isInput(site)) {
            return Optional.empty();
        }
        return sites.numbers(site.path(), Port.Kind.INPUT).size() > 1
                        && sites.flow().origins(site).equals(Set.of(Held.Origin.WEIGHT))
                ? Optional.of(
                        "it can be read, but not edited: it is a weight that the trace hands over,"
                                + " and no argument of the module")
                : Optional.empty();
    }

    private static boolean isInput(Site site) {
        return site.value().isEmpty() && site.portOrDefault().kind() == Port.Kind.INPUT;
    }

    /** What gives back the tensor that it gets, as a dropout does. */
    private Optional<String> givenBack(Site site) {
        if (site.value().isPresent() || site.path().isRoot()) {
            return Optional.empty();
        }
        int number = site.portOrDefault().indexOrZero();
        boolean isInput = isInput(site);
        boolean isUsed =
                sites.forwards(site.path()).stream()
                        .filter(at -> sites.function(at).problem().isEmpty())
                        .anyMatch(at -> isUsedForInput(at, isInput, number));
        return isUsed
                ? Optional.of(
                        "it can be read, but not edited: the module gives back the tensor that it"
                                + " gets, and the trace does not tell which later uses are of its"
                                + " input and which of its output. Edit the module before it, or"
                                + " those after it")
                : Optional.empty();
    }

    private boolean isUsedForInput(MethodPlace at, boolean isInput, int number) {
        return isInput
                ? sites.escaped().isUsedForInput(at, number)
                : sites.inputs(at).keySet().stream()
                        .anyMatch(n -> sites.escaped().isUsedForInput(at, n));
    }

    /** One tensor that is handed over as several arguments. */
    private Optional<String> merged(Site site) {
        boolean isMerged =
                isInput(site)
                        && !site.path().isRoot()
                        && LibraryConventions.takesQueryKeyValue(
                                sites.tree().node(site.path()).type())
                        && sites.forwards(site.path()).stream()
                                .anyMatch(
                                        at -> sites.isTraced(at) && sites.inputs(at).size() < QKV);
        return isMerged
                ? Optional.of(
                        "it can be read, but not edited: query, key and value are one tensor, which"
                                + " the trace hands over once, and a hook would change the query"
                                + " only. Edit what is before the module")
                : Optional.empty();
    }

    /** An input that is returned beside the result, with code in between that is not understood. */
    private Optional<String> escapedInput(Site site) {
        if (!isInput(site)) {
            return Optional.empty();
        }
        int input = site.portOrDefault().indexOrZero();
        List<MethodPlace> known =
                sites.forwards(site.path()).stream()
                        .filter(at -> sites.function(at).problem().isEmpty())
                        .toList();
        boolean isDoubt =
                known.stream()
                        .flatMap(at -> sites.escaped().perhaps(at).stream())
                        .anyMatch(perhaps -> perhaps.parameters().contains(input));
        if (isDoubt) {
            return Optional.of(
                    "it can be read, but not edited: the module may give it back beside its"
                            + " result, and the trace does not tell which later uses are of the"
                            + " input. Edit the output of the module, or the inputs of those"
                            + " inside");
        }
        return known.stream()
                .flatMap(at -> sites.escaped().of(at).values().stream())
                .filter(same -> same.parameter() == input)
                .flatMap(same -> same.problem().stream())
                .findFirst()
                .map(
                        problem ->
                                "it can be read, but not edited: the trace uses it after the module"
                                        + " by what the module made of it, and "
                                        + problem
                                        + ". Edit the output of the module, or the inputs of those"
                                        + " inside");
    }

    /** Returns why it is not known which tensor of a module a hook of PyTorch gets first. */
    Optional<String> unknownPort(Path path, Port.Kind kind) {
        return sites.own(path, new Port(kind, OptionalInt.empty()))
                .doubt()
                .map(doubt -> sharedModule(path, kind).orElseGet(() -> unknown(path, kind, doubt)));
    }

    private String unknown(Path path, Port.Kind kind, String doubt) {
        String numbered =
                sites.numbers(path, kind).stream()
                        .map(number -> "'" + new Port(kind, number) + "'")
                        .collect(Collectors.joining(", "));
        boolean isTraced = sites.forwards(path).stream().anyMatch(sites::isTraced);
        String export =
                isTraced
                        ? " of the trace, %s, or export the module by torch.jit.script, which keeps what it takes and returns"
                        : ", %s";
        return "which is its first %s is not known: %s. Name a tensor by its number in the code"
                        .formatted(kind == Port.Kind.INPUT ? "argument" : "result", doubt)
                + export.formatted(numbered);
    }

    /** A module under two names, or two modules with one set of weights. */
    private Optional<String> sharedModule(Path path, Port.Kind kind) {
        Port first = new Port(kind, 0);
        return sites.sharedWith(path).stream()
                .findFirst()
                .map(
                        other ->
                                "it shares all of its weights with '%s'. If they are one module under two names, a hook of PyTorch sees the calls by both names, and the file keeps those apart. Name the calls by one name with the number of the tensor, '%s:%s', and those by the other, '%s:%s'"
                                        .formatted(other, path, first, other, first));
    }

    private Optional<String> noTensor(Path path) {
        List<MethodPlace> forwards = sites.forwards(path);
        if (forwards.isEmpty()) {
            return Optional.of("its forward is not called, only other methods of it");
        }
        boolean hasTensor = forwards.stream().anyMatch(at -> !sites.outputs(at).isEmpty());
        return hasTensor
                ? Optional.empty()
                : Optional.of(
                        "it returns no tensor, but %s%s"
                                .formatted(
                                        sites.returns(forwards.get(0)),
                                        new ExportLoss(sites).hint(path)));
    }

    /** Returns what is not understood in the modules around a module, the nearest first. */
    private Stream<ScriptProblem> above(Path path) {
        return ExportLoss.above(path)
                .flatMap(around -> sites.all(around).stream())
                .flatMap(this::problems);
    }

    private Stream<ScriptProblem> problems(MethodPlace at) {
        return sites
                .tree()
                .facts(sites.tree().node(at.path()).type(), at.method())
                .unresolved()
                .stream();
    }
}
