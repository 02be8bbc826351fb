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
import io.github.djliit.site.Region;
import io.github.djliit.site.Site;
import io.github.djliit.torchscript.internal.archive.ScriptFormatException;
import io.github.djliit.torchscript.internal.archive.SharedModules;
import io.github.djliit.torchscript.internal.syntax.Expression;
import io.github.djliit.torchscript.internal.syntax.FormalParameter;
import io.github.djliit.torchscript.internal.syntax.ScriptClass;
import io.github.djliit.torchscript.internal.syntax.ScriptFunction;
import io.github.djliit.torchscript.internal.syntax.ScriptType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The places in the code of an archive that can be hooked: inputs and outputs of modules, and the
 * tensors that have a name in their methods.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class ScriptSites {

    /** A traced module that is called several times has a method for each call. */
    private static final Pattern FORWARD = Pattern.compile("forward[0-9]*");

    private static final String UNCOUNTED =
            " Others come after a list, a dict or what may be None, so that their number among the"
                    + " arrays of the output is known only when the model ran";

    private final ModuleTree tree;
    private final boolean traced;
    private final SharedModules shared;
    private final AliasAnalysis escaped = new AliasAnalysis(this);
    private final TracedOutputs ownOutputs = new TracedOutputs(this);
    private final ScriptEffects effects;
    private final SkippableModules skippable;
    private final ScriptState state = new ScriptState(this);
    private StorageFlow flow;

    /** The methods that the forward of the root calls, by the module that they belong to. */
    private final Map<Path, Set<String>> methods = new LinkedHashMap<>();

    /**
     * Finds the places.
     *
     * @param tree the modules
     * @param traced whether they were traced, as far as they are not scripted
     * @param shared those that share their weights
     */
    public ScriptSites(ModuleTree tree, boolean traced, SharedModules shared) {
        this.tree = tree;
        this.traced = traced;
        this.shared = shared;
        Deque<MethodPlace> open = new ArrayDeque<>();
        open.push(new MethodPlace(Path.root(), "forward"));
        while (!open.isEmpty()) {
            MethodPlace at = open.pop();
            if (methods.computeIfAbsent(at.path(), p -> new LinkedHashSet<>()).add(at.method())) {
                calls(at).forEach(call -> open.push(MethodPlace.calledBy(call)));
            }
        }
        effects = ScriptEffects.of(tree.program());
        // What is known of a module that quantises is not what it gave, but that dequantised.
        skippable = new SkippableModules(this, effects.isPure() && !effects.quantizes());
    }

    /**
     * A method of a module at a place.
     *
     * @param path the module
     * @param method its method
     */
    public record MethodPlace(Path path, String method) {

        /** Returns the method that a call is of. */
        public static MethodPlace calledBy(ModuleTree.ResolvedCall call) {
            return new MethodPlace(call.target(), call.call().method().name());
        }
    }

    public ModuleTree tree() {
        return tree;
    }

    boolean isTraced() {
        return traced;
    }

    /** Returns the other modules with all the weights of one that run, too. */
    List<Path> sharedWith(Path path) {
        return shared.with(path).stream().filter(other -> !all(other).isEmpty()).toList();
    }

    /** Returns what the code does besides giving values. */
    public ScriptEffects effects() {
        return effects;
    }

    /** Returns those of some sites whose values the code may write into after they were there. */
    public Set<Site> writtenLater(Set<Site> hooked) {
        return effects.isPure()
                ? Set.of()
                : hooked.stream()
                        .filter(site -> flow().isWrittenLater(site))
                        .collect(Collectors.toSet());
    }

    /** Returns whether the code makes tensors of numbers, as a trace does of sizes. */
    boolean hasNumbers() {
        return effects.calls("NumToTensor");
    }

    /** Returns what the code does to the memory of values; found out when first asked for. */
    synchronized StorageFlow flow() {
        if (flow == null) {
            flow = StorageFlow.of(this);
        }
        return flow;
    }

    /** Returns what a call leaves behind for the next. */
    public ScriptState state() {
        return state;
    }

    /** Returns the modules that need not run where their output is known. */
    public SkippableModules skippable() {
        return skippable;
    }

    /** Returns the inputs that methods return beside their results. */
    public AliasAnalysis escaped() {
        return escaped;
    }

    /** Returns the methods that the forward of the root calls, itself first. */
    public List<MethodPlace> reached() {
        List<MethodPlace> reached = new ArrayList<>();
        methods.forEach(
                (path, names) -> names.forEach(name -> reached.add(new MethodPlace(path, name))));
        return reached;
    }

    /** Returns the calls in a method; none of one that is not there. */
    public List<ModuleTree.ResolvedCall> calls(MethodPlace at) {
        boolean isKnown = tree.node(at.path()).type().methods().containsKey(at.method());
        return isKnown ? tree.calls(at.path(), at.method()) : List.of();
    }

    /** Returns the same by where they start ({@link Expression.Call#start}). */
    Map<Integer, ModuleTree.ResolvedCall> callsByStart(MethodPlace at) {
        Map<Integer, ModuleTree.ResolvedCall> calls = new HashMap<>();
        calls(at).forEach(call -> calls.put(call.call().call().start(), call));
        return calls;
    }

    /** Returns the whole tensor at a port. */
    static Site numbered(Path path, Port.Kind kind, int number) {
        Port port = new Port(kind, number);
        return new Site(path, Optional.of(port), Optional.empty(), Region.whole());
    }

    /**
     * Returns the method that runs the model.
     *
     * @throws ScriptFormatException if there is none
     */
    public ScriptFunction forward() {
        ScriptClass root = tree.node(Path.root()).type();
        ScriptFunction forward = root.methods().get("forward");
        if (forward == null) {
            throw new ScriptFormatException(
                    "%s: expected a method 'forward' of '%s', found %s: export a module whose forward"
                                    .formatted(
                                            root.range(),
                                            root.qualifiedName(),
                                            root.methods().keySet())
                            + " calls what is to be run");
        }
        return forward;
    }

    ScriptFunction function(MethodPlace at) {
        return tree.node(at.path()).type().methods().get(at.method());
    }

    /** Returns the methods that run when a module is called. */
    public List<MethodPlace> forwards(Path path) {
        return methods.getOrDefault(path, Set.of()).stream()
                .filter(name -> FORWARD.matcher(name).matches())
                .map(name -> new MethodPlace(path, name))
                .toList();
    }

    /** Returns all methods of a module that run. */
    List<MethodPlace> all(Path path) {
        return methods.getOrDefault(path, Set.of()).stream()
                .map(name -> new MethodPlace(path, name))
                .toList();
    }

    /**
     * Finds a site.
     *
     * @return the site with its port in full
     * @throws IllegalArgumentException if it is not there, with the near ones; or if it cannot be
     *     hooked, with the reason
     */
    public Site resolve(Site site) {
        new ExportLoss(this).checkPath(site.path());
        ScriptObstacles obstacles = new ScriptObstacles(this);
        obstacles.notCalled(site.path()).ifPresent(reason -> refuse(site, reason));
        if (site.value().isPresent()) {
            checkValue(site);
            return site;
        }
        obstacles.notUnderstood(site.path()).ifPresent(reason -> refuse(site, reason));
        Port port = port(site);
        checkPort(site, port);
        return new Site(site.path(), Optional.of(port), Optional.empty(), site.region());
    }

    /** Returns the port with its number; without one it is what a hook of PyTorch gets first. */
    private Port port(Site site) {
        Port port = site.port().orElse(new Port(Port.Kind.OUTPUT, OptionalInt.empty()));
        Own own = own(site.path(), port);
        if (own.number().isEmpty()) {
            new ScriptObstacles(this)
                    .unknownPort(site.path(), port.kind())
                    .ifPresent(reason -> refuse(site, reason));
        }
        return new Port(port.kind(), own.number().orElse(0));
    }

    /** Returns the tensor at a port. */
    Own own(Path path, Port port) {
        List<MethodPlace> traced = forwards(path).stream().filter(this::isTraced).toList();
        Set<Integer> numbers = numbers(path, port.kind());
        boolean isSaid = port.index().isPresent() || traced.isEmpty() || path.isRoot();
        boolean isOutput = port.index().isEmpty() && port.kind() == Port.Kind.OUTPUT;
        if (port.index().isEmpty() && traced.isEmpty() && !sharedWith(path).isEmpty()) {
            return Own.doubt("it shares all of its weights with '" + sharedWith(path).get(0) + "'");
        }
        if (isOutput
                && forwards(path).stream().map(this::returns).anyMatch(TensorPath::isLateFirst)) {
            return Own.doubt(
                    "what it returns first may be a tensor or not, as an Optional or a list");
        }
        if (isSaid || numbers.isEmpty()) {
            return Own.of(port.indexOrZero());
        } else if (port.kind() == Port.Kind.INPUT) {
            return new TracedInputs(this).of(path, numbers);
        }
        List<Own> all = traced.stream().map(ownOutputs::of).distinct().toList();
        return all.size() == 1
                ? all.get(0)
                : all.stream()
                        .filter(own -> own.number().isEmpty())
                        .findFirst()
                        .orElse(Own.doubt("its calls return it at different places"));
    }

    /** Whether the code of a method was traced; what was scripted is as its author wrote it. */
    boolean isTraced(MethodPlace at) {
        ScriptClass type = tree.node(at.path()).type();
        return traced
                && type.attributes().values().stream().noneMatch(ScriptClass.Attribute::isFinal);
    }

    private static void refuse(Site site, String reason) {
        throw new IllegalArgumentException(
                "Module '%s' cannot be hooked: %s".formatted(site.path(), reason));
    }

    private static void refuseValue(Site site, String reason) {
        throw new IllegalArgumentException(
                "Value '%s' of module '%s' cannot be hooked: %s"
                        .formatted(site.value().orElseThrow(), site.path(), reason));
    }

    /**
     * Checks that a site can be edited, not only read.
     *
     * @throws IllegalArgumentException if it cannot, with the reason
     */
    public void checkEdit(Site site) {
        Optional<String> reason = new ScriptObstacles(this).notEditable(site);
        if (reason.isPresent()) {
            throw new IllegalArgumentException("Site '%s': %s".formatted(site, reason.get()));
        }
    }

    private void checkValue(Site site) {
        Set<String> names = names(site.path());
        if (names.isEmpty()) {
            new ScriptObstacles(this)
                    .notUnderstood(site.path())
                    .ifPresent(reason -> refuse(site, reason));
        }
        String value = site.value().orElseThrow();
        doubt(site.path(), value, names).ifPresent(reason -> refuseValue(site, reason));
        if (!names.contains(value)) {
            throw new IllegalArgumentException(
                    "Module '%s' has no tensor '%s'.%s"
                            .formatted(site.path(), value, Nearest.hint(value, names)));
        }
    }

    Set<String> names(Path path) {
        Set<String> names = new LinkedHashSet<>();
        all(path).forEach(at -> names.addAll(values(at)));
        return names;
    }

    /** Returns why a name is no tensor for sure in one of the methods that have it. */
    Optional<String> doubt(Path path, String value, Set<String> names) {
        return all(path).stream()
                .map(at -> tree.facts(tree.node(at.path()).type(), at.method()))
                .filter(facts -> facts.holds(value) || !names.contains(value))
                .flatMap(facts -> facts.doubt(value).stream())
                .findFirst();
    }

    /** Returns whether what is at a site is the same for all rows of a batch, as a weight is. */
    public boolean isWithoutRows(Site site, RowFacts facts) {
        return new RowlessSites(this, facts).has(site);
    }

    private void checkPort(Site site, Port port) {
        Set<Integer> numbers = numbers(site.path(), port.kind());
        if (!numbers.contains(port.indexOrZero())) {
            String kind = port.kind() == Port.Kind.INPUT ? "inputs" : "outputs";
            boolean isCut = site.path().isRoot() && port.kind() == Port.Kind.OUTPUT && !isCounted();
            String lost =
                    isCut
                            ? UNCOUNTED
                            : numbers.isEmpty()
                                    ? new ExportLoss(this).hint(site.path(), port.kind())
                                    : "";
            throw new IllegalArgumentException(
                    "Module '%s' has no tensor at '%s'; %s that are tensors: %s%s"
                            .formatted(site.path(), port, kind, numbers, lost));
        }
    }

    /** Whether all tensors that the model returns have a number. */
    private boolean isCounted() {
        return forwards(Path.root()).stream()
                .allMatch(at -> outputs(at).size() >= TensorPath.all(returns(at)).size());
    }

    Set<Integer> numbers(Path path, Port.Kind kind) {
        Set<Integer> numbers = new LinkedHashSet<>();
        forwards(path)
                .forEach(
                        at ->
                                numbers.addAll(
                                        kind == Port.Kind.INPUT
                                                ? inputs(at).keySet()
                                                : outputs(at).keySet()));
        return numbers;
    }

    /** Returns the tensors among what a method returns, by their numbers. */
    public Map<Integer, TensorPath> outputs(MethodPlace at) {
        ScriptType type = returns(at);
        if (!type.equals(ScriptType.of("Dict", ScriptType.named("str"), ScriptType.TENSOR))) {
            return at.path().isRoot() ? TensorPath.counted(type) : TensorPath.all(type);
        }
        Map<Integer, TensorPath> entries = new LinkedHashMap<>();
        DictKeys.of(function(at))
                .forEach(key -> entries.put(entries.size(), TensorPath.ofKey(key)));
        return entries;
    }

    /** Returns the order of what the model returns. */
    public OutputOrder outputOrder() {
        MethodPlace root = new MethodPlace(Path.root(), "forward");
        List<String> keys =
                outputs(root).values().stream().flatMap(leaf -> leaf.key().stream()).toList();
        return new OutputOrder(keys);
    }

    ScriptType returns(MethodPlace at) {
        return function(at).returns().orElse(ScriptType.TENSOR);
    }

    /** Returns the parameters that are tensors by their numbers, {@code self} not counted. */
    public Map<Integer, FormalParameter> inputs(MethodPlace at) {
        List<FormalParameter> parameters = function(at).parameters();
        Map<Integer, FormalParameter> inputs = new LinkedHashMap<>();
        for (int i = 1; i < parameters.size(); i++) {
            if (parameters.get(i).type().orElse(ScriptType.TENSOR).isTensor()) {
                inputs.put(i - 1, parameters.get(i));
            }
        }
        return inputs;
    }

    /** Returns the names of the tensors that a method makes for sure. */
    public Set<String> values(MethodPlace at) {
        MethodFacts facts = tree.facts(tree.node(at.path()).type(), at.method());
        return facts.values().stream()
                .filter(LocalValue::certain)
                .filter(value -> !facts.unsure().containsKey(value.name()))
                .map(LocalValue::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Returns every site in its shortest text, modules in the order of the tree. */
    public List<Site> list() {
        SiteList list = new SiteList(this);
        return tree.nodes().stream().flatMap(node -> list.of(node.path()).stream()).toList();
    }
}
