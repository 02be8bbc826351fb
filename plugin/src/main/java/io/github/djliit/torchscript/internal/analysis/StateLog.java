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
import io.github.djliit.torchscript.internal.syntax.ScriptClass;
import io.github.djliit.torchscript.internal.syntax.ScriptFunction;
import io.github.djliit.torchscript.internal.syntax.ScriptType;
import io.github.djliit.torchscript.internal.syntax.SourceRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a walk of {@link StorageFlow} does to attributes: which it reads as they were before the
 * call, which it sets, and which memory and containers it changes.
 */
final class StateLog {

    /** Rows of an embedding get their largest norm once; to do so again changes nothing. */
    private static final String RENORM = "torch.embedding_renorm_(";

    /** What has no memory of its own. */
    private static final Set<String> NUMBERS =
            Set.of("int", "float", "bool", "str", "number", "complex", "Device", "NoneType");

    private final ModuleTree tree;
    private final Storages storages;
    private final Map<String, Attribute> reads = new LinkedHashMap<>();
    private final Map<String, SourceRange> sets = new HashMap<>();

    /** The first change of memory and of elements, by the storage of the attribute or constant. */
    private final Map<Integer, List<Change>> changes = new HashMap<>();

    private final List<SourceRange> unknown = new ArrayList<>();

    /** The attributes that were set in this call, wherever the code is now. */
    private Set<Attribute> given = new HashSet<>();

    /**
     * An attribute.
     *
     * @param path its path; the name alone where it is not known whose it is
     * @param type its type, if the code tells it
     */
    record Attribute(Path path, Optional<ScriptType> type) {}

    /**
     * A change of what was there.
     *
     * @param ofElements whether elements of a list, a dict or an object become others; else memory
     *     is written
     * @param range where
     */
    private record Change(boolean ofElements, SourceRange range) {}

    StateLog(ModuleTree tree, Storages storages) {
        this.tree = tree;
        this.storages = storages;
    }

    /** Returns what tells an attribute from others: its name and the class that has it. */
    String key(Held owner, String name) {
        return owner instanceof Held.Module module
                ? tree.node(module.path()).type().qualifiedName() + "." + name
                : "." + name;
    }

    private Attribute attribute(Held owner, String name) {
        if (!(owner instanceof Held.Module module)) {
            return new Attribute(new Path(List.of(name)), Optional.empty());
        }
        return new Attribute(
                module.path().child(name),
                Optional.ofNullable(tree.node(module.path()).type().attributes().get(name))
                        .flatMap(ScriptClass.Attribute::type));
    }

    /** Returns what an attribute is by its type. */
    Held.Kind kind(Held owner, String name) {
        return attribute(owner, name).type().map(StateLog::kind).orElse(Held.Kind.VALUE);
    }

    private static Held.Kind kind(ScriptType type) {
        boolean isOfNumbers = type.arguments().stream().allMatch(t -> kind(t) == Held.Kind.PLAIN);
        if (NUMBERS.contains(type.name()) || (type.is("Optional") && isOfNumbers)) {
            return Held.Kind.PLAIN;
        }
        boolean isContainer = type.is("List") || type.is("Dict");
        return isContainer && isOfNumbers ? Held.Kind.NUMBERS : Held.Kind.VALUE;
    }

    /** Notes that an attribute is read. */
    void read(Held owner, String name) {
        Attribute attribute = attribute(owner, name);
        if (!given.contains(attribute)) {
            reads.putIfAbsent(key(owner, name), attribute);
        }
    }

    /** Notes that an attribute is set; it then holds nothing of what it held before the call. */
    void set(Held owner, String name, SourceRange range) {
        sets.putIfAbsent(key(owner, name), range);
        if (owner instanceof Held.Module) {
            given.add(attribute(owner, name));
        }
    }

    /**
     * Notes a change of memory, or of elements: of what may share that memory there and then, not
     * of what one name holds or the other later.
     */
    void changed(int storage, boolean ofElements, SourceRange range) {
        if (range.text().startsWith(RENORM)) {
            return;
        }
        for (int stored : storages.marked(storage)) {
            List<Change> first = changes.computeIfAbsent(stored, s -> new ArrayList<>(2));
            if (first.stream().noneMatch(change -> change.ofElements() == ofElements)) {
                first.add(new Change(ofElements, range));
            }
        }
    }

    /** Notes that code is not gone into, of which it is not known what it does. */
    void notUnderstood(ScriptFunction function) {
        if (ScriptState.mayChange(function)) {
            unknown.add(function.range());
        }
    }

    /** Notes a call of a method of which it is not known whose it is. */
    void unknown(Held owner, Expression.Attribute method) {
        List<ScriptClass> having =
                tree.program().classes().values().stream()
                        .filter(type -> type.methods().containsKey(method.name()))
                        .filter(type -> ScriptState.mayChange(type.methods().get(method.name())))
                        .toList();
        boolean isNew = method.name().equals("__init__");
        if (!isNew && having.stream().anyMatch(ScriptClass::isModule)) {
            unknown.add(method.range());
        } else if (!having.isEmpty()) {
            owner.refs().forEach(ref -> changed(ref.storage(), true, method.range()));
        }
    }

    /** What is set in code that may not be run may be set or not behind it. */
    void maybe(Runnable code) {
        Set<Attribute> before = given;
        given = new HashSet<>(before);
        code.run();
        given = before;
    }

    /** Returns the attributes that are read as they were before the call, by their keys. */
    Map<String, Attribute> reads() {
        return reads;
    }

    /** Returns where an attribute becomes another: where it is set, or what it holds is changed. */
    Optional<SourceRange> change(String key, Attribute attribute, int storage) {
        Optional<SourceRange> set = Optional.ofNullable(sets.get(key));
        return set.isPresent()
                ? set
                : changes(storage)
                        .filter(change -> canChange(attribute.type(), change.ofElements()))
                        .map(Change::range)
                        .findFirst();
    }

    /** Returns where memory is written. */
    Optional<SourceRange> write(int storage) {
        return changes(storage).filter(c -> !c.ofElements()).map(Change::range).findFirst();
    }

    private Stream<Change> changes(int storage) {
        return changes.getOrDefault(storage, List.of()).stream();
    }

    /** Whether a type has memory or elements; numbers and texts have neither. */
    private boolean canChange(Optional<ScriptType> type, boolean elements) {
        if (type.isEmpty()) {
            return true;
        }
        ScriptType given = type.get();
        boolean isContainer =
                given.is("List") || given.is("Dict") || tree.program().classOf(given).isPresent();
        if (isContainer) {
            return true;
        }
        return (!elements && given.isTensor())
                || given.arguments().stream().anyMatch(t -> canChange(Optional.of(t), elements));
    }

    /** Returns the calls of code that may set attributes, of modules that only the file tells. */
    List<SourceRange> unknown() {
        return unknown;
    }
}
