/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import io.github.djliit.engine.Operator;
import io.github.djliit.torchscript.internal.syntax.CallArgument;
import io.github.djliit.torchscript.internal.syntax.Expression;
import io.github.djliit.torchscript.internal.syntax.ScriptFunction;
import io.github.djliit.torchscript.internal.syntax.ScriptProgram;
import io.github.djliit.torchscript.internal.syntax.Statement;
import io.github.djliit.torchscript.internal.syntax.Suite;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What code does besides giving values: writing in place, and drawing random numbers.
 *
 * <p>By the names of the functions that it calls: names of the engine that end in one underscore
 * write in place. What is in doubt, as code that is not understood, does both.
 */
public final class ScriptEffects {

    private static final Pattern IN_PLACE = Pattern.compile(".*[A-Za-z0-9]_");

    private static final Pattern RANDOM =
            Pattern.compile(
                    "rand.*|normal.*|bernoulli|multinomial|poisson|binomial|rrelu|native_dropout|"
                            + "gumbel.*|_sample.*");

    private static final Pattern QUANTIZED =
            Pattern.compile("quantize_per_.*|dequantize.*|int_repr|.*_quantized(_tensor)?");

    /** Operators that the engine differentiates nowhere: their weights are packed. */
    private static final Pattern PACKED =
            Pattern.compile(
                    "ops\\.(quantized|prepacked|mkldnn_prepacked|xnnpack)\\..*"
                            + "|torch\\.(quantized_|fbgemm_|_weight_int|quantize_per_).*");

    /** Of the quantised operators, those that give no quantised activations. */
    private static final Pattern FLOATING = Pattern.compile(".*(_dynamic|pack).*");

    private static final Pattern STATISTICS = Pattern.compile(".*(batch|instance)_norm");

    /** The place among the arguments of a norm of whether it takes means of the batch. */
    private static final int NORM_TRAINING = 5;

    private static final String ATTENTION = "scaled_dot_product_attention";

    private static final int DROPOUT_ARGUMENTS = 3;

    /** The place of {@code dropout_p} among the arguments of an attention. */
    private static final int ATTENTION_RATE = 4;

    private static final Set<String> ZERO = Set.of("0", "0.", "0.0");

    private static final Map<Operator, Pattern> OPERATORS =
            Map.of(
                    Operator.MATRIX_PRODUCT,
                    Pattern.compile("linear|bilinear|einsum|.*mm|.*matmul|.*attention.*"),
                    Operator.SOFTMAX,
                    Pattern.compile(".*softmax|.*attention.*"),
                    Operator.LAYER_NORM,
                    Pattern.compile(".*layer_norm"),
                    Operator.BATCH_NORM,
                    Pattern.compile(".*batch_norm.*"),
                    Operator.CONVOLUTION,
                    Pattern.compile(".*conv.*"),
                    Operator.LSTM,
                    Pattern.compile(".*lstm.*"),
                    Operator.GRU,
                    Pattern.compile(".*gru.*"));

    private final List<Expression.Call> calls = new ArrayList<>();
    private final boolean isUnderstood;
    private boolean isAssigning;
    private boolean asksForPlace;
    private final List<Expression.Call> ifInPlace = new ArrayList<>();

    private ScriptEffects(ScriptProgram program) {
        isUnderstood = program.problems().isEmpty();
        Stream<ScriptFunction> methods =
                program.classes().values().stream().flatMap(t -> t.methods().values().stream());
        Stream.concat(methods, program.functions().values().stream())
                .forEach(function -> look(function.body(), calls));
    }

    /** Looks at a program. */
    static ScriptEffects of(ScriptProgram program) {
        return new ScriptEffects(program);
    }

    private void look(Suite block, List<Expression.Call> found) {
        for (Statement statement : block.statements()) {
            statement.expressions().forEach(expression -> expression.walk(e -> add(e, found)));
            isAssigning |=
                    statement instanceof Statement.Assign assign
                            && assign.targets().stream()
                                    .anyMatch(Expression.Attribute.class::isInstance);
            List<Suite> blocks = statement.blocks();
            for (int i = 0; i < blocks.size(); i++) {
                look(blocks.get(i), i == 0 && isIfInPlace(statement) ? ifInPlace : found);
            }
        }
    }

    /** The first branch here is one that the last argument of a function of the engine asks for. */
    private static boolean isIfInPlace(Statement statement) {
        return statement instanceof Statement.If condition
                && condition.condition() instanceof Expression.Name name
                && name.name().equals("inplace");
    }

    private void add(Expression expression, List<Expression.Call> found) {
        if (expression instanceof Expression.Call call) {
            found.add(call);
            asksForPlace |= last(call).filter(argument -> is(argument, "True")).isPresent();
        }
    }

    private static Optional<Expression> last(Expression.Call call) {
        int count = call.arguments().size();
        return count == 0 ? Optional.empty() : Optional.of(call.arguments().get(count - 1).value());
    }

    private static boolean is(Expression expression, String literal) {
        return expression instanceof Expression.Literal found && found.value().equals(literal);
    }

    private static boolean isZero(Expression expression) {
        return expression instanceof Expression.Literal found && ZERO.contains(found.value());
    }

    /** Whether no code writes into an array or an attribute. */
    boolean isPure() {
        Stream<Expression.Call> asked =
                asksForPlace ? Stream.concat(calls.stream(), ifInPlace.stream()) : calls.stream();
        return isUnderstood && !isAssigning && asked.noneMatch(ScriptEffects::writes);
    }

    /** Whether a call writes into what it is given. */
    static boolean writes(Expression.Call call) {
        return IN_PLACE.matcher(name(call)).matches()
                || call.arguments().stream()
                        .anyMatch(argument -> argument.keyword().filter("out"::equals).isPresent());
    }

    /** Returns the name of what is called, without what is in front of the last dot. */
    static String name(Expression.Call call) {
        if (call.callee() instanceof Expression.Attribute attribute) {
            return attribute.name();
        }
        return call.callee() instanceof Expression.Name name ? name.name() : "";
    }

    /**
     * Whether code gives the same each time.
     *
     * @param training whether it runs in training
     */
    public boolean isDeterministic(boolean training) {
        return isUnderstood
                && Stream.concat(calls.stream(), ifInPlace.stream())
                        .filter(ScriptEffects::isOfEngine)
                        .allMatch(call -> isDeterministic(call, training));
    }

    /**
     * Whether code may make or take quantised values; weights that are quantised, and operators
     * that quantise what goes in by themselves, do not.
     */
    public boolean quantizes() {
        return !isUnderstood
                || Stream.concat(calls.stream(), ifInPlace.stream())
                        .anyMatch(ScriptEffects::isQuantizing);
    }

    private static boolean isQuantizing(Expression.Call call) {
        String name = name(call);
        boolean isOfQuantized =
                call.callee().dotted().filter(n -> n.startsWith("ops.quantized.")).isPresent();
        return QUANTIZED.matcher(name).matches()
                || (isOfQuantized && !FLOATING.matcher(name).matches());
    }

    /** Returns an operator that the code calls and the engine has no derivative of. */
    public Optional<String> withoutDerivative() {
        return Stream.concat(calls.stream(), ifInPlace.stream())
                .flatMap(call -> call.callee().dotted().stream())
                .filter(PACKED.asMatchPredicate())
                .findFirst();
    }

    /** Returns whether code calls a function of that name. */
    boolean calls(String name) {
        return calls.stream().anyMatch(call -> name(call).equals(name));
    }

    /** Returns the checked operators that code calls; all where it is not understood. */
    public Set<Operator> operators() {
        if (!isUnderstood) {
            return Set.of(Operator.values());
        }
        Set<String> called = calls.stream().map(ScriptEffects::name).collect(Collectors.toSet());
        return OPERATORS.entrySet().stream()
                .filter(entry -> called.stream().anyMatch(entry.getValue().asMatchPredicate()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    static boolean isOfEngine(Expression.Call call) {
        return TorchOps.ofEngine(call).isPresent();
    }

    /** Whether an operator draws random numbers whatever goes in. */
    static boolean isRandom(String name) {
        return RANDOM.matcher(name).matches();
    }

    private static boolean isDeterministic(Expression.Call call, boolean training) {
        String name = name(call);
        if (isRandom(name)) {
            return false;
        } else if (STATISTICS.matcher(name).matches()) {
            return !training;
        } else if (name.endsWith("dropout")) {
            return isDeterministicDropout(call.arguments(), training);
        }
        return !name.equals(ATTENTION) || rate(call).map(ScriptEffects::isZero).orElse(true);
    }

    /** Whether a norm takes means of the batch, and keeps them, whatever it runs for. */
    static boolean keepsStatistics(Expression.Call call) {
        List<CallArgument> arguments = call.arguments();
        return STATISTICS.matcher(name(call)).matches()
                && arguments.size() > NORM_TRAINING
                && is(arguments.get(NORM_TRAINING).value(), "True");
    }

    /** {@code dropout(input, rate, training)}; with other arguments it may do anything. */
    private static boolean isDeterministicDropout(List<CallArgument> arguments, boolean training) {
        if (arguments.size() != DROPOUT_ARGUMENTS) {
            return false;
        }
        Expression isOn = arguments.get(DROPOUT_ARGUMENTS - 1).value();
        return is(isOn, "False")
                || isZero(arguments.get(1).value())
                || (!training && !is(isOn, "True"));
    }

    private static Optional<Expression> rate(Expression.Call call) {
        List<CallArgument> arguments = call.arguments();
        Optional<Expression> named =
                arguments.stream()
                        .filter(a -> a.keyword().filter("dropout_p"::equals).isPresent())
                        .map(CallArgument::value)
                        .findFirst();
        return named.isPresent() || arguments.size() <= ATTENTION_RATE
                ? named
                : Optional.of(arguments.get(ATTENTION_RATE).value());
    }
}
