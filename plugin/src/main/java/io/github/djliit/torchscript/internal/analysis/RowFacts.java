/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import io.github.djliit.network.RowMixing;
import io.github.djliit.torchscript.internal.analysis.RowValue.Parts;
import io.github.djliit.torchscript.internal.analysis.RowValue.Rows;
import io.github.djliit.torchscript.internal.syntax.CallArgument;
import io.github.djliit.torchscript.internal.syntax.Expression;
import io.github.djliit.torchscript.internal.syntax.FormalParameter;
import io.github.djliit.torchscript.internal.syntax.ScriptClass;
import io.github.djliit.torchscript.internal.syntax.ScriptFunction;
import io.github.djliit.torchscript.internal.syntax.ScriptProgram;
import io.github.djliit.torchscript.internal.syntax.ScriptType;
import io.github.djliit.torchscript.internal.syntax.Statement;
import io.github.djliit.torchscript.internal.syntax.Suite;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * What the code of a program tells of the rows of a batch, the first axis of each input.
 *
 * <p>Each value is followed from the inputs to the outputs; where that is not possible nothing is
 * known. Rows are mixed where an operator takes a scale over all of them, and may be with other
 * numbers where one sorts, counts or picks over all of them.
 */
public final class RowFacts {

    /** These take a scale, or statistics, over the whole array. */
    private static final Pattern SCALING =
            Pattern.compile(".*_dynamic|.*choose_qparams.*|.*moving_avg_obs.*|dynamic_quant.*");

    /** These pick rows by what is in others, which may not show in the numbers at hand. */
    private static final Set<String> PICKING =
            TorchOps.words(
                    "nonzero nonzero_numpy argwhere unique_dim _unique _unique2 unique_consecutive "
                            + "masked_select bincount histc msort");

    /** The place of the axis among the arguments of what works along one. */
    private static final Map<String, Integer> ALONG =
            Map.ofEntries(
                    Map.entry("sort", 1),
                    Map.entry("argsort", 1),
                    Map.entry("topk", 2),
                    Map.entry("kthvalue", 2),
                    Map.entry("cumsum", 1),
                    Map.entry("cumprod", 1),
                    Map.entry("cummax", 1),
                    Map.entry("cummin", 1),
                    Map.entry("median", 1),
                    Map.entry("mode", 1));

    /** Stands for what a function returns, among its names. */
    static final String RESULT = "";

    private static final int MAX_STEPS = 100_000;
    private static final int MAX_DEPTH = 100;

    private final ScriptProgram program;
    private boolean isDeep;
    private int steps;
    private int depth;

    private final IdentityHashMap<ScriptFunction, Map<String, RowValue>> held =
            new IdentityHashMap<>();
    private ScriptFunction current;
    private RowMixing mixing;

    private RowFacts(ScriptProgram program) {
        this.program = program;
    }

    /**
     * Looks at the rows of the inputs of a model.
     *
     * @param program the code
     * @param root the class of the model
     * @param ranks how many axes each input has; empty where it is not known
     */
    static RowFacts of(ScriptProgram program, ScriptClass root, List<Integer> ranks) {
        RowFacts facts = new RowFacts(program);
        boolean isFollowed = !ranks.isEmpty() && program.problems().isEmpty();
        facts.mixing = isFollowed ? facts.follow(root, ranks) : ofNames(program);
        if (isFollowed && facts.mixing != RowMixing.NONE) {
            facts.goDeep();
            facts.follow(root, ranks);
        }
        return facts;
    }

    /**
     * Follows functions that a name stands for, too, as scripted modules call them. What names hold
     * is known by that; whether rows are mixed is not told by it.
     */
    private void goDeep() {
        isDeep = true;
        steps = 0;
        depth = 0;
        held.clear();
    }

    private RowMixing follow(ScriptClass root, List<Integer> ranks) {
        try {
            List<RowValue> inputs = new ArrayList<>();
            ranks.forEach(rank -> inputs.add(new Rows(rank)));
            return isOfRows(method(root, "forward", inputs)) ? RowMixing.NONE : ofNames(program);
        } catch (RowDoubt e) {
            return e.isTime() ? RowMixing.TIME : ofNames(program);
        }
    }

    /** Returns whether rows are mixed. */
    public RowMixing mixing() {
        return mixing;
    }

    /**
     * Returns what a name of a function holds wherever it was followed.
     *
     * @param name the name; {@link #RESULT} for what the function returns
     */
    RowValue of(ScriptFunction function, String name) {
        return held.getOrDefault(function, Map.of()).getOrDefault(name, RowValue.OPAQUE);
    }

    /** What a name holds at one place and not at another is not known. */
    private void keep(ScriptFunction function, String name, RowValue value) {
        held.computeIfAbsent(function, f -> new HashMap<>())
                .merge(name, value, (a, b) -> a.equals(b) ? a : RowValue.OPAQUE);
    }

    private static boolean isOfRows(RowValue output) {
        return output instanceof Rows
                || (output instanceof Parts parts
                        && parts.parts().stream().allMatch(RowFacts::isOfRows));
    }

    /** Returns what is known by the names of the operators alone. */
    static RowMixing ofNames(ScriptProgram program) {
        List<Expression> mixing = new ArrayList<>();
        Consumer<Expression> look = each -> addIfMixing(each, mixing);
        program.allFunctions()
                .forEach(
                        function ->
                                function.body()
                                        .walk(s -> s.expressions().forEach(e -> e.walk(look))));
        boolean isUnderstood = program.problems().isEmpty();
        return isUnderstood && mixing.isEmpty() ? RowMixing.UNKNOWN : RowMixing.SOME;
    }

    private static void addIfMixing(Expression expression, List<Expression> mixing) {
        if (mixes(expression)) {
            mixing.add(expression);
        }
    }

    private static boolean mixes(Expression expression) {
        if (!(expression instanceof Expression.Call call)) {
            return false;
        }
        Optional<String> dotted = TorchOps.ofEngine(call);
        if (dotted.isEmpty()) {
            return false;
        }
        String name = dotted.get();
        Integer place = ALONG.get(name);
        return SCALING.matcher(name).matches()
                || PICKING.contains(name)
                || (name.equals("where") && call.arguments().size() == 1)
                || (place != null && !isAlongOther(call, place));
    }

    private static boolean isAlongOther(Expression.Call call, int place) {
        return place < call.arguments().size()
                && RowCall.number(call.arguments().get(place).value())
                        .filter(axis -> axis != 0)
                        .isPresent();
    }

    private RowValue method(ScriptClass type, String name, List<RowValue> given) throws RowDoubt {
        ScriptFunction method = type.methods().get(name);
        if (method == null) {
            throw new RowDoubt("there is no method " + name);
        }
        List<RowValue> all = new ArrayList<>();
        all.add(new RowValue.Submodule(type));
        all.addAll(given);
        return function(method, all);
    }

    private RowValue function(ScriptFunction function, List<RowValue> given) throws RowDoubt {
        List<FormalParameter> parameters = function.parameters();
        if (function.problem().isPresent() || given.size() > parameters.size()) {
            throw new RowDoubt("a function is not understood");
        } else if (++depth > MAX_DEPTH) {
            throw new RowDoubt("calls are nested deeply");
        }
        Map<String, RowValue> names = new HashMap<>();
        for (int i = 0; i < parameters.size(); i++) {
            FormalParameter parameter = parameters.get(i);
            boolean isGiven = i < given.size();
            names.put(
                    parameter.name(),
                    isGiven ? given.get(i) : value(defaultOf(parameter), new HashMap<>()));
        }
        names.forEach((name, value) -> keep(function, name, value));
        ScriptFunction caller = current;
        current = function;
        RowValue result = block(function.body(), names).orElse(RowValue.NUMBER);
        current = caller;
        keep(function, RESULT, result);
        depth--;
        return result;
    }

    private static Expression defaultOf(FormalParameter parameter) throws RowDoubt {
        return parameter
                .defaultValue()
                .orElseThrow(() -> new RowDoubt("an argument is missing: " + parameter.name()));
    }

    /** Returns what a block returns, if it does. */
    private Optional<RowValue> block(Suite block, Map<String, RowValue> names) throws RowDoubt {
        for (Statement statement : block.statements()) {
            if (++steps > MAX_STEPS) {
                throw new RowDoubt("the code is long");
            }
            if (statement instanceof Statement.Return end) {
                return Optional.of(
                        end.value().isPresent()
                                ? value(end.value().get(), names)
                                : RowValue.NUMBER);
            }
            statement(statement, names);
        }
        return Optional.empty();
    }

    private void statement(Statement statement, Map<String, RowValue> names) throws RowDoubt {
        if (statement instanceof Statement.Assign assign && assign.operator().equals("=")) {
            assign(assign, names);
        } else if (statement instanceof Statement.If choice) {
            choose(choice, names);
        } else if (statement instanceof Statement.Evaluate evaluate) {
            value(evaluate.value(), names);
        } else if (!(statement instanceof Statement.Simple simple)
                || simple.kind() == Statement.SimpleKind.BREAK
                || simple.kind() == Statement.SimpleKind.CONTINUE) {
            throw new RowDoubt("a loop is not followed");
        }
    }

    private void choose(Statement.If choice, Map<String, RowValue> names) throws RowDoubt {
        if (!(value(choice.condition(), names) instanceof RowValue.Fixed)) {
            throw new RowDoubt("what is done hangs on numbers");
        }
        Map<String, RowValue> then = new HashMap<>(names);
        Map<String, RowValue> otherwise = new HashMap<>(names);
        boolean returns = block(choice.then(), then).isPresent();
        if (choice.otherwise().isPresent()) {
            returns |= block(choice.otherwise().get(), otherwise).isPresent();
        }
        if (returns) {
            throw new RowDoubt("a branch returns");
        }
        names.putAll(then);
        otherwise.forEach(
                (name, value) -> {
                    boolean isSame = value.equals(then.get(name));
                    names.put(name, isSame ? value : RowValue.OPAQUE);
                });
    }

    private void assign(Statement.Assign assign, Map<String, RowValue> names) throws RowDoubt {
        RowValue value = value(assign.value(), names);
        List<Expression> targets = assign.targets();
        for (int i = 0; i < targets.size(); i++) {
            if (!(targets.get(i) instanceof Expression.Name name)) {
                throw new RowDoubt("something else than a name is written");
            }
            RowValue each = assign.unpacks() ? part(value, i) : value;
            names.put(name.name(), each);
            keep(current, name.name(), each);
        }
    }

    private static RowValue part(RowValue whole, int i) throws RowDoubt {
        if (whole instanceof Parts parts && i >= 0 && i < parts.parts().size()) {
            return parts.parts().get(i);
        } else if (whole instanceof RowValue.Many many) {
            return many.each();
        }
        throw new RowDoubt("something is taken apart");
    }

    private RowValue value(Expression expression, Map<String, RowValue> names) throws RowDoubt {
        if (expression instanceof Expression.Literal) {
            return RowValue.NUMBER;
        } else if (expression instanceof Expression.Name name) {
            return name(name.name(), names);
        } else if (expression instanceof Expression.Attribute attribute) {
            return attribute(attribute, names);
        } else if (expression instanceof Expression.Sequence sequence) {
            return new Parts(values(sequence.elements(), names));
        } else if (expression instanceof Expression.Call call) {
            return call(call, names);
        } else if (expression instanceof Expression.Operation operation) {
            for (RowValue operand : values(operation.operands(), names)) {
                if (!(operand instanceof RowValue.Fixed)) {
                    throw new RowDoubt("an operation is not followed");
                }
            }
            return RowValue.NUMBER;
        } else if (expression instanceof Expression.Subscript subscript) {
            Optional<Integer> index = RowCall.number(subscript.index());
            return part(value(subscript.target(), names), index.orElse(-1));
        }
        throw new RowDoubt("an expression is not followed");
    }

    private List<RowValue> values(List<Expression> expressions, Map<String, RowValue> names)
            throws RowDoubt {
        List<RowValue> values = new ArrayList<>();
        for (Expression expression : expressions) {
            values.add(value(expression, names));
        }
        return values;
    }

    private static RowValue name(String name, Map<String, RowValue> names) throws RowDoubt {
        RowValue value = names.get(name);
        if (value == null && (name.equals("inf") || name.equals("nan"))) {
            return RowValue.NUMBER;
        } else if (value == null) {
            throw new RowDoubt("a name is not known: " + name);
        }
        return value;
    }

    private RowValue attribute(Expression.Attribute attribute, Map<String, RowValue> names)
            throws RowDoubt {
        if (attribute.dotted().filter(name -> name.startsWith("CONSTANTS.")).isPresent()) {
            return RowValue.FIXED;
        }
        Optional<ScriptFunction> function = attribute.dotted().map(program.functions()::get);
        if (isDeep && function.isPresent()) {
            return new RowValue.Code(function.get());
        }
        return member(value(attribute.target(), names), attribute.name());
    }

    private RowValue member(RowValue owner, String name) throws RowDoubt {
        if (!(owner instanceof RowValue.Submodule module)
                || !module.type().attributes().containsKey(name)) {
            throw new RowDoubt("an attribute is not known: " + name);
        }
        Optional<ScriptType> type = module.type().attributes().get(name).type();
        Optional<ScriptClass> child = type.flatMap(program::classOf).filter(ScriptClass::isModule);
        if (child.isPresent()) {
            return new RowValue.Submodule(child.get());
        }
        boolean isNumber =
                type.filter(t -> t.is("int") || t.is("float") || t.is("bool")).isPresent();
        return isNumber ? RowValue.NUMBER : RowValue.FIXED;
    }

    private RowValue call(Expression.Call call, Map<String, RowValue> names) throws RowDoubt {
        List<CallArgument> arguments = call.arguments();
        String name = call.callee().dotted().orElse("");
        if (name.equals("getattr") && arguments.get(1).value() instanceof Expression.Literal of) {
            return member(value(arguments.get(0).value(), names), of.value());
        } else if (Set.of("annotate", "unchecked_cast").contains(name)) {
            return value(arguments.get(1).value(), names);
        } else if (name.equals("uninitialized")) {
            return RowValue.OPAQUE;
        }
        List<RowValue> given = values(arguments.stream().map(CallArgument::value).toList(), names);
        Optional<String> operator =
                name.equals("int") ? Optional.of(name) : TorchOps.ofEngine(call);
        if (isDeep && names.get(name) instanceof RowValue.Code code) {
            return function(code.function(), given);
        } else if (isDeep && name.endsWith("RaiseException")) {
            return RowValue.NUMBER;
        } else if (isDeep && name.equals("torch.size") && given.size() == 1) {
            return sizes(given.get(0));
        } else if (operator.isPresent()) {
            return RowOps.of(new RowCall(withoutPlace(operator.get()), arguments, given));
        } else if (program.functions().containsKey(name)) {
            return function(program.functions().get(name), given);
        } else if (call.callee() instanceof Expression.Attribute method
                && value(method.target(), names) instanceof RowValue.Submodule module) {
            return method(module.type(), method.name(), given);
        }
        throw new RowDoubt("a call is not followed: " + name);
    }

    private static RowValue sizes(RowValue array) throws RowDoubt {
        if (array instanceof RowValue.Fixed) {
            return new RowValue.Many(RowValue.NUMBER);
        } else if (array instanceof Rows rows && rows.rank() > 0) {
            List<RowValue> sizes =
                    new ArrayList<>(Collections.nCopies(rows.rank(), RowValue.NUMBER));
            sizes.set(0, RowValue.COUNT);
            return new Parts(sizes);
        }
        throw new RowDoubt("a shape is not known");
    }

    /** What writes in place gives what the same gives that does not. */
    private static String withoutPlace(String name) {
        return TorchAliases.isInPlace(name) ? name.substring(0, name.length() - 1) : name;
    }
}
