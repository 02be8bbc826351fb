/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.causal;

/**
 * A typed, named node of a causal model.
 *
 * <p>Two variables are equal when their names, types and sizes are. Immutable and thread-safe, as
 * long as {@code T} is immutable; vectors may be changed freely, because settings copy them in and
 * out.
 *
 * @param <T> the type of its values: an immutable class, or {@code float[]} for a vector
 */
public final class Variable<T> {

    private final String name;
    private final Class<T> type;
    private final int size;

    private Variable(String name, Class<T> type, int size) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a variable needs a name, found \"" + name + "\"");
        }
        this.name = name;
        this.type = type;
        this.size = size;
    }

    /**
     * Makes a variable whose values are instances of a class.
     *
     * @throws IllegalArgumentException if the name is blank, or the class is primitive or an array
     */
    public static <T> Variable<T> of(String name, Class<T> type) {
        if (type.isPrimitive()) {
            throw new IllegalArgumentException(
                    "%s: values are objects, found %s; use its wrapper class"
                            .formatted(name, type));
        }
        if (type.isArray()) {
            throw new IllegalArgumentException(
                    "%s: expected an immutable class, found %s; use Variable.vector or a List"
                            .formatted(name, type.getSimpleName()));
        }
        return new Variable<>(name, type, 1);
    }

    /** Makes a variable that is true or false. */
    public static Variable<Boolean> bool(String name) {
        return of(name, Boolean.class);
    }

    /** Makes a variable that is a whole number. */
    public static Variable<Integer> integer(String name) {
        return of(name, Integer.class);
    }

    /** Makes a variable that is a text. */
    public static Variable<String> string(String name) {
        return of(name, String.class);
    }

    /** Makes a variable that is a number; NaN is refused. */
    public static Variable<Double> number(String name) {
        return of(name, Double.class);
    }

    /**
     * Makes a variable that is a vector of exactly that many numbers; NaN is refused.
     *
     * @throws IllegalArgumentException if the name is blank or the size is not positive
     */
    public static Variable<float[]> vector(String name, int size) {
        if (size < 1) {
            throw new IllegalArgumentException(
                    "%s: a vector has at least one number, found size %s".formatted(name, size));
        }
        return new Variable<>(name, float[].class, size);
    }

    /** Returns the name. */
    public String name() {
        return name;
    }

    /** Returns the class of the values. */
    public Class<T> type() {
        return type;
    }

    /** Returns how many numbers a vector has, and 1 for anything else. */
    public int size() {
        return size;
    }

    /**
     * Returns the value itself, not a copy, as one of this variable.
     *
     * @throws IllegalArgumentException if it is null, of another class or size, or NaN
     */
    public T cast(Object value) {
        if (!fits(value)) {
            throw new IllegalArgumentException(
                    "%s: expected %s, found %s".formatted(name, typeName(), typeName(value)));
        }
        refuseNaN(value);
        return type.cast(value);
    }

    /** Checks a value that comes from outside, and returns what a setting may keep of it. */
    Object own(Object value) {
        return cast(copy(value)); // copied first: its holder may change it after the check
    }

    /** Returns an owned value to the outside, which may do with it as it likes. */
    T lend(Object owned) {
        return type.cast(copy(owned));
    }

    /** Returns name and type, as messages show them. */
    String describe() {
        return name + " (" + typeName() + ")";
    }

    static Object copy(Object value) {
        return value instanceof float[] vector ? vector.clone() : value;
    }

    private boolean fits(Object value) {
        return type == float[].class
                ? value instanceof float[] vector && vector.length == size
                : type.isInstance(value);
    }

    private void refuseNaN(Object value) {
        if (value instanceof Number number && Double.isNaN(number.doubleValue())) {
            throw new IllegalArgumentException(name + ": expected a number, found NaN");
        }
        if (value instanceof float[] vector) {
            for (int i = 0; i < vector.length; i++) {
                if (Float.isNaN(vector[i])) {
                    throw new IllegalArgumentException(
                            name + ": expected numbers, found NaN at index " + i);
                }
            }
        }
    }

    private String typeName() {
        return type == float[].class ? "float[" + size + "]" : type.getSimpleName();
    }

    private static String typeName(Object value) {
        if (value instanceof float[] vector) {
            return "float[" + vector.length + "]";
        }
        return value == null ? "null" : value.getClass().getSimpleName();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Variable<?> that
                && name.equals(that.name)
                && type == that.type
                && size == that.size;
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** Returns the name. */
    @Override
    public String toString() {
        return name;
    }
}
