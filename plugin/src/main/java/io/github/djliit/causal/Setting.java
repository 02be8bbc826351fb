/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.causal;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * An assignment of values to variables.
 *
 * <p>Equal to every setting with the same variables and values, in whatever order; vectors are
 * compared by content. Immutable and thread-safe: vectors are copied on their way in and out.
 */
public final class Setting {

    /** Where the values come from. */
    enum Origin {
        /** Chosen by the caller, one by one. */
        CALLER,
        /** A model has run, undisturbed. */
        RUN,
        /** A model has run with some values fixed. */
        INTERVENTION
    }

    private static final Setting EMPTY = new Setting(Index.EMPTY, new Object[0], Origin.CALLER);

    private final Index index;
    private final Object[] values;
    private final Origin origin;

    /** Takes over the values, which are owned already and from here on never change. */
    Setting(Index index, Object[] values, Origin origin) {
        this.index = index;
        this.values = values;
        this.origin = origin;
    }

    /** Returns the setting without variables. */
    public static Setting empty() {
        return EMPTY;
    }

    /**
     * Assigns a value to one variable.
     *
     * @throws IllegalArgumentException if the value does not fit the variable
     */
    public static <T> Setting of(Variable<T> variable, T value) {
        return of(List.of(variable), new Object[] {value});
    }

    /**
     * Assigns values to two variables.
     *
     * @throws IllegalArgumentException if a value does not fit, or a variable is given twice
     */
    public static <A, B> Setting of(Variable<A> a, A valueOfA, Variable<B> b, B valueOfB) {
        return of(List.of(a, b), new Object[] {valueOfA, valueOfB});
    }

    /**
     * Assigns values to three variables.
     *
     * @throws IllegalArgumentException if a value does not fit, or a variable is given twice
     */
    public static <A, B, C> Setting of(
            Variable<A> a, A valueOfA, Variable<B> b, B valueOfB, Variable<C> c, C valueOfC) {
        return of(List.of(a, b, c), new Object[] {valueOfA, valueOfB, valueOfC});
    }

    /**
     * Assigns values to four variables.
     *
     * @throws IllegalArgumentException if a value does not fit, or a variable is given twice
     */
    public static <A, B, C, D> Setting of(
            Variable<A> a,
            A valueOfA,
            Variable<B> b,
            B valueOfB,
            Variable<C> c,
            C valueOfC,
            Variable<D> d,
            D valueOfD) {
        return of(List.of(a, b, c, d), new Object[] {valueOfA, valueOfB, valueOfC, valueOfD});
    }

    private static Setting of(List<Variable<?>> variables, Object[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = variables.get(i).own(values[i]);
        }
        return new Setting(new Index(variables), values, Origin.CALLER);
    }

    /**
     * Returns this setting with one value added, or replaced where the variable has one.
     *
     * @throws IllegalArgumentException if the value does not fit the variable
     */
    public <T> Setting with(Variable<T> variable, T value) {
        return merge(List.of(variable), new Object[] {variable.own(value)});
    }

    /** Returns this setting with all values of the other one, which win. */
    public Setting withAll(Setting other) {
        return merge(other.variables(), other.values);
    }

    /**
     * Returns these variables and their values, in the order given.
     *
     * @throws IllegalArgumentException if one of them has no value here
     */
    public Setting restrictedTo(Collection<? extends Variable<?>> variables) {
        Index kept = new Index(new LinkedHashSet<>(variables));
        Object[] selected = kept.variables().stream().map(this::peek).toArray();
        return new Setting(kept, selected, Origin.CALLER);
    }

    /**
     * Returns the value of a variable; a vector is the caller's own copy.
     *
     * @throws IllegalArgumentException if the variable has no value here
     */
    public <T> T get(Variable<T> variable) {
        return variable.lend(peek(variable));
    }

    /**
     * Returns the value of a variable whose type is not known; a vector is the caller's own copy.
     *
     * @throws IllegalArgumentException if the variable has no value here
     */
    public Object value(Variable<?> variable) {
        return get(variable);
    }

    /** Returns whether the variable has a value here. */
    public boolean contains(Variable<?> variable) {
        return index.find(variable) >= 0;
    }

    /** Returns the variables that have a value here, in order; the set cannot be changed. */
    public Set<Variable<?>> variables() {
        return index.variables();
    }

    /** Returns the owned value: whoever reads it must not change it. */
    Object peek(Variable<?> variable) {
        int position = index.find(variable);
        if (position < 0) {
            throw new IllegalArgumentException(
                    "no value for %s; there are values for [%s]"
                            .formatted(variable.describe(), index.describe()));
        }
        return values[position];
    }

    /** Visits the owned values: whoever reads them must not change them. */
    void forEach(BiConsumer<Variable<?>, Object> visitor) {
        int position = 0;
        for (Variable<?> variable : index.variables()) {
            visitor.accept(variable, values[position++]);
        }
    }

    /** Copies the first owned values to the start of an array. */
    void copyTo(Object[] target, int count) {
        System.arraycopy(values, 0, target, 0, count);
    }

    /** Returns whether the model of that index made this setting, by any of its methods. */
    boolean isMadeBy(Index model) {
        return index == model && origin != Origin.CALLER;
    }

    /** Returns whether the model of that index made this setting by an undisturbed run. */
    boolean isRunOf(Index model) {
        return index == model && origin == Origin.RUN;
    }

    private Setting merge(Collection<Variable<?>> added, Object[] owned) {
        Index union = index.plus(added);
        Object[] merged = Arrays.copyOf(values, union.size());
        int next = 0;
        for (Variable<?> variable : added) {
            merged[union.find(variable)] = owned[next++];
        }
        return new Setting(union, merged, Origin.CALLER);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Setting that
                && variables().equals(that.variables())
                && variables().stream().allMatch(v -> Objects.deepEquals(peek(v), that.peek(v)));
    }

    @Override
    public int hashCode() {
        int[] sum = {0}; // a sum, because the order of the variables does not count
        forEach((v, value) -> sum[0] += spread(spread(v.hashCode()) + hash(value)));
        return sum[0];
    }

    private static int hash(Object value) {
        return Arrays.deepHashCode(new Object[] {value});
    }

    /** The last step of MurmurHash3, as plain sums of small numbers are few. */
    private static int spread(int hash) {
        int mixed = (hash ^ hash >>> 16) * 0x85ebca6b;
        mixed = (mixed ^ mixed >>> 13) * 0xc2b2ae35;
        return mixed ^ mixed >>> 16;
    }

    /** Returns the values by name, such as {@code {x=3, y=6}}. */
    @Override
    public String toString() {
        return variables().stream()
                .map(v -> v + "=" + text(peek(v)))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String text(Object value) {
        return value instanceof float[] vector ? Arrays.toString(vector) : value.toString();
    }
}
