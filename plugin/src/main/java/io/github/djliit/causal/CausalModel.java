/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.causal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A high-level model: typed variables, and the mechanism by which each follows from its parents.
 *
 * <pre>{@code
 * CausalModel sum = CausalModel.builder("sum")
 *         .input(x, y, z)
 *         .mechanism(s, x, y, Integer::sum)
 *         .mechanism(o, s, z, Integer::sum)
 *         .output(o)
 *         .build();
 * Setting base = sum.run(Setting.of(x, 3, y, 6, z, 9));    // o is 18
 * Setting source = sum.run(Setting.of(x, 4, y, 4, z, 4));  // o is 12
 * sum.interchange(base, s, source).get(o);                 // 17
 * }</pre>
 *
 * <p>Its mechanisms are deterministic. Settings that {@code run} returned may be given as inputs,
 * base or source again, and save a run there. Of any other setting that this model made only the
 * inputs count; a setting from elsewhere must have values for the inputs and for nothing else.
 *
 * <p>Errors: {@link IllegalArgumentException} for a missing input and for a variable that the model
 * does not have; {@link IllegalStateException} for a mechanism that fails or returns a wrong value.
 *
 * <p>Immutable and without state: thread-safe when the mechanisms are.
 */
public final class CausalModel {

    private final Graph graph;
    private final Index index;
    private final List<BoundMechanism> steps;
    private final Map<String, Variable<?>> byName = new HashMap<>();
    private final Map<Variable<?>, List<Variable<?>>> parents = new HashMap<>();

    private CausalModel(Graph graph) {
        this.graph = graph;
        index = graph.index();
        steps =
                graph.mechanisms().stream()
                        .map(mechanism -> new BoundMechanism(mechanism, index))
                        .toList();
        index.variables().forEach(variable -> byName.put(variable.name(), variable));
        graph.inputs().forEach(input -> parents.put(input, List.of()));
        graph.mechanisms().forEach(m -> parents.put(m.target(), m.parents()));
    }

    /** Starts the declaration of a model. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** Returns the name of the model. */
    public String name() {
        return graph.name();
    }

    /** Returns the variables without a mechanism, in the order of declaration. */
    public List<Variable<?>> inputs() {
        return graph.inputs();
    }

    /** Returns the variables that tell whether an interchange is impactful. */
    public List<Variable<?>> outputs() {
        return graph.outputs();
    }

    /** Returns all variables in topological order, the inputs first. */
    public List<Variable<?>> variables() {
        return List.copyOf(index.variables());
    }

    /**
     * Returns the parents of a variable, in the order of declaration; an input has none.
     *
     * @throws IllegalArgumentException if the model does not have the variable
     */
    public List<Variable<?>> parents(Variable<?> variable) {
        position(variable);
        return parents.get(variable);
    }

    /**
     * Returns the variable of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Variable<?> variable(String name) {
        Variable<?> variable = byName.get(name);
        if (variable == null) {
            throw new IllegalArgumentException(
                    "model %s has no variable %s; it has %s"
                            .formatted(name(), name, index.variables()));
        }
        return variable;
    }

    /** Returns the values of all variables on these inputs. */
    public Setting run(Setting inputs) {
        return inputs.isRunOf(index) ? inputs : complete(slots(inputs), Setting.Origin.RUN);
    }

    /**
     * Returns the values of all variables on these inputs, with some held fixed.
     *
     * @param values for any variables; an input among them may be missing from the inputs
     */
    public Setting intervene(Setting inputs, Setting values) {
        Object[] slots = slots(inputs);
        values.forEach((variable, value) -> slots[position(variable)] = value);
        return complete(slots, Setting.Origin.INTERVENTION);
    }

    /** Returns the values on base, with one variable held at the value that it has on source. */
    public Setting interchange(Setting base, Variable<?> variable, Setting source) {
        return interchange(base, Map.of(variable, source));
    }

    /**
     * Returns the values on base, with each variable held at the value that it has on its source.
     */
    public Setting interchange(Setting base, Map<? extends Variable<?>, Setting> sources) {
        Object[] slots = slots(base);
        sources.forEach(
                (variable, source) -> slots[position(variable)] = run(source).peek(variable));
        return complete(slots, Setting.Origin.INTERVENTION);
    }

    /** Returns whether an interchange changes any output, compared by content. */
    public boolean isImpactful(Setting base, Map<? extends Variable<?>, Setting> sources) {
        Setting plain = run(base);
        Setting counterfactual = interchange(plain, sources);
        return outputs().stream()
                .anyMatch(o -> !Objects.deepEquals(plain.peek(o), counterfactual.peek(o)));
    }

    /**
     * Returns this model with more variables, which nothing depends on.
     *
     * <p>Aligned with sites that are to play no part, they make interchange intervention training
     * strict: the network learns that what is there may be swapped, and its output stays (Gupta et
     * al. 2024, InterpBench). All have one value, the integer 0. The new model takes the inputs
     * that this one takes.
     *
     * @param names their names, which no other variable has
     * @throws IllegalArgumentException if a name is taken or blank
     */
    public CausalModel withInert(Collection<String> names) {
        List<Mechanism> mechanisms = new ArrayList<>(graph.mechanisms());
        List<Variable<?>> parents = List.of(inputs().get(0));
        for (String variable : names) {
            mechanisms.add(new Mechanism(Variable.integer(variable), parents, given -> 0));
        }
        return new CausalModel(new Graph(name(), inputs(), outputs(), mechanisms));
    }

    /** Returns a slot per variable, of which those of the given inputs are filled. */
    private Object[] slots(Setting given) {
        Object[] slots = new Object[index.size()];
        if (given.isMadeBy(index)) {
            given.copyTo(slots, inputs().size());
        } else {
            given.forEach((variable, value) -> slots[inputPosition(variable)] = value);
        }
        return slots;
    }

    /** Fills the empty slots in topological order. */
    private Setting complete(Object[] slots, Setting.Origin origin) {
        int first = inputs().size();
        for (int i = 0; i < first; i++) {
            if (slots[i] == null) {
                throw new IllegalArgumentException(
                        "model %s: no value for the input %s"
                                .formatted(name(), inputs().get(i).describe()));
            }
        }
        for (int i = first; i < slots.length; i++) {
            if (slots[i] == null) {
                slots[i] = steps.get(i - first).evaluate(slots);
            }
        }
        return new Setting(index, slots, origin);
    }

    private int inputPosition(Variable<?> variable) {
        int position = position(variable);
        if (position >= inputs().size()) {
            throw new IllegalArgumentException(
                    "model %s: %s is not an input; use intervene to fix it, or leave it out"
                            .formatted(name(), variable));
        }
        return position;
    }

    private int position(Variable<?> variable) {
        int position = index.find(variable);
        if (position < 0) {
            throw new IllegalArgumentException(
                    "model %s has no variable %s; it has %s"
                            .formatted(name(), variable.describe(), index.describe()));
        }
        return position;
    }

    /**
     * The declaration of a causal model, in any order: a mechanism may name parents that come
     * later.
     *
     * <p>For one thread. It may be built more than once.
     */
    public static final class Builder {

        private final String name;
        private final List<Variable<?>> inputs = new ArrayList<>();
        private final List<Variable<?>> outputs = new ArrayList<>();
        private final List<Mechanism> mechanisms = new ArrayList<>();

        private Builder(String name) {
            this.name = name;
        }

        /** Declares inputs. */
        public Builder input(Variable<?>... variables) {
            Collections.addAll(inputs, variables);
            return this;
        }

        /** Declares outputs, which are inputs or targets of mechanisms as well. */
        public Builder output(Variable<?>... variables) {
            Collections.addAll(outputs, variables);
            return this;
        }

        /** Declares how a variable follows from one parent. */
        public <T, A> Builder mechanism(
                Variable<T> target, Variable<A> a, Function<? super A, ? extends T> function) {
            return mechanism(target, List.of(a), given -> function.apply(given.get(a)));
        }

        /** Declares how a variable follows from two parents. */
        public <T, A, B> Builder mechanism(
                Variable<T> target,
                Variable<A> a,
                Variable<B> b,
                BiFunction<? super A, ? super B, ? extends T> function) {
            return mechanism(
                    target, List.of(a, b), given -> function.apply(given.get(a), given.get(b)));
        }

        /** Declares how a variable follows from three parents. */
        public <T, A, B, C> Builder mechanism(
                Variable<T> target,
                Variable<A> a,
                Variable<B> b,
                Variable<C> c,
                Function3<? super A, ? super B, ? super C, ? extends T> function) {
            return mechanism(
                    target,
                    List.of(a, b, c),
                    given -> function.apply(given.get(a), given.get(b), given.get(c)));
        }

        /** Declares how a variable follows from any number of parents, read from a setting. */
        public <T> Builder mechanism(
                Variable<T> target,
                List<? extends Variable<?>> parents,
                Function<Setting, ? extends T> function) {
            mechanisms.add(new Mechanism(target, List.copyOf(parents), function));
            return this;
        }

        /**
         * Checks the declarations and makes the model.
         *
         * @throws IllegalArgumentException if there is no input or no output, a name is declared
         *     twice, an input has a mechanism, a parent or an output is unknown or named twice, or
         *     the mechanisms form a cycle; the message names the variable
         */
        public CausalModel build() {
            return new CausalModel(new Graph(name, inputs, outputs, mechanisms));
        }
    }
}
