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
import io.github.djliit.torchscript.internal.archive.ScriptFormatException;
import io.github.djliit.torchscript.internal.syntax.ScriptClass;
import io.github.djliit.torchscript.internal.syntax.ScriptFunction;
import io.github.djliit.torchscript.internal.syntax.ScriptProblem;
import io.github.djliit.torchscript.internal.syntax.ScriptProgram;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The modules of an archive by their paths, and what their methods call.
 *
 * <p>A child is an attribute of which the type is a class of modules. A scripted class may be at
 * several paths; a traced one is at one.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class ModuleTree {

    /** A file of few bytes could have more modules than memory holds. */
    static final int MAX_MODULES = 200_000;

    private static final int MAX_DEPTH = 100;

    private final ScriptProgram program;
    private final Map<Path, Node> nodes = new LinkedHashMap<>();
    private final List<ScriptProblem> unresolved = new ArrayList<>();
    private final Map<String, MethodFacts> facts = new ConcurrentHashMap<>();

    /** The modules with weights in them; found out when first asked for. */
    private Set<Path> weighted;

    /**
     * A module at a place.
     *
     * @param path the names on the way from the root
     * @param type its class
     */
    public record Node(Path path, ScriptClass type) {}

    /**
     * A call of a module at a place.
     *
     * @param call the call
     * @param target the path of the module that is called
     */
    public record ResolvedCall(ModuleCall call, Path target) {}

    private ModuleTree(ScriptProgram program, ScriptClass root) {
        this.program = program;
        Deque<Node> open = new ArrayDeque<>();
        open.push(new Node(Path.root(), root));
        while (!open.isEmpty()) {
            Node node = open.pop();
            nodes.put(node.path(), node);
            List<Node> children = children(node);
            for (int i = children.size() - 1; i >= 0; i--) {
                open.push(children.get(i));
            }
            checkSize(node, nodes.size() + open.size());
        }
    }

    /**
     * Finds the modules.
     *
     * @param program the code
     * @param rootClass the qualified name of the class of the whole model
     * @return the tree
     * @throws ScriptFormatException if there is no such class, or modules without end
     */
    public static ModuleTree of(ScriptProgram program, String rootClass) {
        ScriptClass root = program.classes().get(rootClass);
        if (root == null || !root.isModule()) {
            String why =
                    root == null
                            ? "no file has it" + problemHint(program)
                            : "it is no Module (" + root.base().orElse("no base") + ")";
            throw new ScriptFormatException(
                    "data.pkl: expected the class of a module, found '%s': %s"
                            .formatted(ScriptFormatException.visible(rootClass, 200), why));
        }
        return new ModuleTree(program, root);
    }

    private static String problemHint(ScriptProgram program) {
        return program.problems().isEmpty() ? "" : "; " + program.problems().get(0);
    }

    private static void checkSize(Node node, int size) {
        if (size > MAX_MODULES || node.path().steps().size() > MAX_DEPTH) {
            throw new ScriptFormatException(
                    "%s: expected at most %s modules, %s deep; found more, so a class seems to hold"
                                    .formatted(node.type().range(), MAX_MODULES, MAX_DEPTH)
                            + " itself");
        }
    }

    private List<Node> children(Node node) {
        List<Node> children = new ArrayList<>();
        for (ScriptClass.Attribute attribute : node.type().attributes().values()) {
            Optional<ScriptClass> type = attribute.type().flatMap(program::classOf);
            if (type.isEmpty()) {
                continue;
            }
            if (type.get().isModule()) {
                children.add(new Node(node.path().child(attribute.name()), type.get()));
            } else if (type.get().isInterface()) {
                unresolved.add(
                        new ScriptProblem(
                                attribute.range(),
                                "a module of the interface '%s': only data.pkl tells its class"
                                        .formatted(type.get().qualifiedName())));
            }
        }
        return children;
    }

    /** Returns the code. */
    public ScriptProgram program() {
        return program;
    }

    /** Returns all modules, the root first, each before its children, in the order of the text. */
    public List<Node> nodes() {
        return List.copyOf(nodes.values());
    }

    /** Returns whether a module, or one within, has weights. */
    synchronized boolean hasWeights(Path path) {
        if (weighted == null) {
            weighted = new HashSet<>();
            nodes.values().stream()
                    .filter(node -> !node.type().parameters().isEmpty())
                    .forEach(node -> addWithParents(node.path()));
        }
        return weighted.contains(path);
    }

    private void addWithParents(Path path) {
        Optional<Path> at = Optional.of(path);
        while (at.isPresent() && weighted.add(at.get())) {
            at = at.get().parent();
        }
    }

    /** Returns the module at a path, if there is one. */
    Optional<Node> find(Path path) {
        return Optional.ofNullable(nodes.get(path));
    }

    /**
     * Returns the module at a path.
     *
     * @throws IllegalArgumentException if there is none; the message names those near
     */
    public Node node(Path path) {
        return find(path)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "No module has the path '%s'.%s"
                                                .formatted(
                                                        path,
                                                        Nearest.hint(path.toString(), paths()))));
    }

    /** Returns the places of a class. */
    public List<Path> placesOf(ScriptClass type) {
        return nodes.values().stream()
                .filter(node -> node.type().qualifiedName().equals(type.qualifiedName()))
                .map(Node::path)
                .toList();
    }

    /** Returns the attributes that are modules of which the code does not tell the class. */
    public List<ScriptProblem> unresolved() {
        return List.copyOf(unresolved);
    }

    /**
     * Returns what a method calls and names; the same for all places of its class.
     *
     * @throws IllegalArgumentException if the class has no such method
     */
    MethodFacts facts(ScriptClass type, String method) {
        ScriptFunction function = type.methods().get(method);
        if (function == null) {
            throw new IllegalArgumentException(
                    "Class '%s' has no method '%s'.%s"
                            .formatted(
                                    type.qualifiedName(),
                                    method,
                                    Nearest.hint(method, type.methods().keySet())));
        }
        return facts.computeIfAbsent(
                type.qualifiedName() + "." + method,
                name -> MethodScan.of(program, type, function));
    }

    /**
     * Returns the calls in a method at a place, with the paths of the modules that are called.
     *
     * @throws IllegalArgumentException if there is no such module or method
     */
    List<ResolvedCall> calls(Path path, String method) {
        return facts(node(path).type(), method).calls().stream()
                .map(call -> new ResolvedCall(call, below(path, call.target())))
                .toList();
    }

    private static Path below(Path path, List<String> steps) {
        Path below = path;
        for (String step : steps) {
            below = below.child(step);
        }
        return below;
    }

    private List<String> paths() {
        return nodes.keySet().stream().skip(1).map(Path::toString).toList();
    }
}
