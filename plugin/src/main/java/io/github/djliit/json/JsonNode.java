/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.djliit.site.Nearest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * An element of a JSON text together with its pointer.
 *
 * <p>Each reading method checks the type of what it reads and throws a {@link JsonFormatException}
 * that names the place. Not thread-safe.
 */
public final class JsonNode {

    /** A whole number that fits an int for sure, as nearly all are. */
    private static final Pattern PLAIN = Pattern.compile("[0-9]{1,9}");

    private final JsonElement element;

    /** Null for the root; pointers are put together when asked for, not for millions of numbers. */
    private final JsonNode parent;

    /** The key in the parent; null in an array. */
    private final String key;

    private final int index;

    private JsonNode(JsonElement element, JsonNode parent, String key, int index) {
        this.element = element;
        this.parent = parent;
        this.key = key;
        this.index = index;
    }

    /**
     * Reads a text strictly by RFC 8259.
     *
     * @param json the text
     * @return its root
     * @throws JsonFormatException if it is not JSON, has a key twice, or is longer than 64 Mi
     *     characters
     */
    public static JsonNode parse(String json) {
        return new JsonNode(TreeReader.read(json), null, null, 0);
    }

    /**
     * Reads an object that may have certain keys only.
     *
     * @param known the keys that may be there
     * @return its members in order
     */
    public Map<String, JsonNode> object(Set<String> known) {
        Map<String, JsonNode> members = object();
        for (Map.Entry<String, JsonNode> member : members.entrySet()) {
            if (!known.contains(member.getKey())) {
                throw member.getValue()
                        .fault("not a key here." + Nearest.hint(member.getKey(), known));
            }
        }
        return members;
    }

    /**
     * Reads an object with any keys.
     *
     * @return its members in order
     */
    public Map<String, JsonNode> object() {
        if (!(element instanceof JsonObject object)) {
            throw expected("an object");
        }
        Map<String, JsonNode> members = new LinkedHashMap<>();
        object.entrySet().forEach(e -> members.put(e.getKey(), child(e.getKey(), e.getValue())));
        return members;
    }

    /**
     * Reads a member that must be there.
     *
     * @param key its key
     * @return the member
     */
    public JsonNode get(String key) {
        return find(key).orElseThrow(() -> child(key, element).fault("missing"));
    }

    /**
     * Reads a member that may be there.
     *
     * @param key its key
     * @return the member, or nothing
     */
    public Optional<JsonNode> find(String key) {
        if (!(element instanceof JsonObject object)) {
            throw expected("an object");
        }
        return Optional.ofNullable(object.get(key)).map(value -> child(key, value));
    }

    /**
     * Reads an array.
     *
     * @return its elements
     */
    public List<JsonNode> list() {
        int size = size();
        List<JsonNode> nodes = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            nodes.add(at(i));
        }
        return nodes;
    }

    /**
     * Counts the elements of an array.
     *
     * @return how many there are
     */
    public int size() {
        return array().size();
    }

    /**
     * Reads one element of an array.
     *
     * @param position which one, from 0
     * @return the element
     */
    public JsonNode at(int position) {
        return new JsonNode(array().get(position), this, null, position);
    }

    /**
     * Reads an array of whole numbers that fit an int.
     *
     * @return the numbers
     */
    public int[] integers() {
        int[] numbers = new int[size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = at(i).integer();
        }
        return numbers;
    }

    /**
     * Reads a string.
     *
     * @return the string
     */
    public String string() {
        if (isString()) {
            return element.getAsString();
        }
        throw expected("a string");
    }

    /**
     * Reads a string that is the text form of something.
     *
     * @param form reads the text; its {@link IllegalArgumentException} is told as a fault here
     * @param <T> the type of what is read
     * @return what the form read
     */
    public <T> T string(Function<String, T> form) {
        String text = string();
        try {
            return form.apply(text);
        } catch (IllegalArgumentException e) {
            throw fault(e.getMessage());
        }
    }

    /**
     * Reads a whole number that fits an int.
     *
     * @return the number
     */
    public int integer() {
        String text = numberText();
        if (PLAIN.matcher(text).matches()) {
            return Integer.parseInt(text);
        }
        BigDecimal number = new BigDecimal(text);
        try {
            return number.intValueExact();
        } catch (ArithmeticException e) {
            throw expected("a whole number of 32 bits");
        }
    }

    /**
     * Reads a whole number that fits a long.
     *
     * @return the number
     */
    public long longInteger() {
        BigDecimal number = new BigDecimal(numberText());
        try {
            return number.longValueExact();
        } catch (ArithmeticException e) {
            throw expected("a whole number of 64 bits");
        }
    }

    /**
     * Reads a number that a float can hold.
     *
     * @return the number, finite
     */
    public float floating() {
        // Not by way of the decimal, which knows no negative zero.
        float value = Float.parseFloat(numberText());
        if (!Float.isFinite(value)) {
            throw expected("a number that a float can hold");
        }
        return value;
    }

    /**
     * Reads a number that a double can hold.
     *
     * @return the number, finite
     */
    public double doubleFloating() {
        double value = Double.parseDouble(numberText());
        if (!Double.isFinite(value)) {
            throw expected("a number that a double can hold");
        }
        return value;
    }

    /**
     * Returns whether this is an array.
     *
     * @return whether {@link #list} can be called
     */
    public boolean isList() {
        return element instanceof JsonArray;
    }

    /**
     * Returns whether this is an object.
     *
     * @return whether {@link #object} and {@link #find} can be called
     */
    public boolean isObject() {
        return element instanceof JsonObject;
    }

    /**
     * Returns whether this is a string.
     *
     * @return whether {@link #string} can be called
     */
    public boolean isString() {
        return element instanceof JsonPrimitive primitive && primitive.isString();
    }

    /**
     * Returns whether this is a number.
     *
     * @return whether {@link #floating} can be called, if the number is not too large
     */
    public boolean isNumber() {
        return element instanceof JsonPrimitive primitive && primitive.isNumber();
    }

    /**
     * Reads a truth.
     *
     * @return whether it is true
     */
    public boolean truth() {
        if (element instanceof JsonPrimitive primitive && primitive.isBoolean()) {
            return primitive.getAsBoolean();
        }
        throw expected("true or false");
    }

    /**
     * Tells whether this is null, as a number that is not finite is written.
     *
     * @return whether it is
     */
    public boolean isNull() {
        return element.isJsonNull();
    }

    /**
     * Returns the element as a JSON text of its own, whose pointers start here.
     *
     * @return the text
     */
    public String text() {
        return element.toString();
    }

    /**
     * Returns the element as the root of a text of its own.
     *
     * @return the same element, whose pointers start there
     */
    public JsonNode asRoot() {
        return new JsonNode(element, null, null, 0);
    }

    /**
     * Reads nested arrays in row-major order; the first of each depth fixes the length of its axis.
     *
     * @param most how deep they may be
     * @param number gets each element that is no array
     * @return the lengths of the axes; none if this is no array
     */
    public long[] nested(int most, Consumer<JsonNode> number) {
        return new NestedArrays(most, number).read(this);
    }

    /**
     * Checks the version of a format.
     *
     * @param version the only version that can be read
     */
    public void checkVersion(int version) {
        JsonNode node = get("version");
        if (node.integer() != version) {
            throw node.fault("expected version " + version + ", found " + node.element);
        }
    }

    /**
     * Makes an exception that points here.
     *
     * @param message what was expected and what was found
     * @return the exception, to be thrown by the caller
     */
    public JsonFormatException fault(String message) {
        return new JsonFormatException(pointer(), message);
    }

    /**
     * Returns where this is.
     *
     * @return a JSON pointer (RFC 6901); empty for the whole text
     */
    public String pointer() {
        StringBuilder pointer = new StringBuilder();
        for (JsonNode node = this; node.parent != null; node = node.parent) {
            pointer.insert(0, node.key == null ? "/" + node.index : "/" + escape(node.key));
        }
        return pointer.toString();
    }

    private JsonArray array() {
        if (element instanceof JsonArray array) {
            return array;
        }
        throw expected("an array");
    }

    private String numberText() {
        if (!isNumber()) {
            throw expected("a number");
        }
        String text = element.getAsString();
        if (TreeReader.isBounded(text)) {
            return text;
        }
        throw expected("a number of at most 64 characters with an exponent below 400");
    }

    private JsonFormatException expected(String what) {
        if (isObject()) {
            return fault("expected " + what + ", found an object");
        }
        String found = isList() ? "an array of " + size() : String.valueOf(element);
        String shown = found.length() > 60 ? found.substring(0, 60) + "..." : found;
        return fault("expected " + what + ", found " + shown);
    }

    private JsonNode child(String step, JsonElement value) {
        return new JsonNode(value, this, step, 0);
    }

    static String escape(String step) {
        return step.replace("~", "~0").replace("/", "~1");
    }
}
