/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.json;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a text into a tree, and refuses objects that have a key twice, of which the library would
 * keep the last in silence.
 */
final class TreeReader {

    private static final TypeAdapter<JsonElement> LEAVES = new Gson().getAdapter(JsonElement.class);

    private static final int MAX_LENGTH = 64 << 20;

    private static final Pattern EXPONENT = Pattern.compile("[eE][+-]?0*[0-3]?[0-9]{1,2}$");

    private static final Pattern NO_NUMBER = Pattern.compile("[:,\\[]\\s*(NaN|-?Infinity)\\b");

    private final JsonReader reader;

    private TreeReader(JsonReader reader) {
        this.reader = reader;
    }

    /**
     * Reads a text strictly by RFC 8259.
     *
     * @throws JsonFormatException if it is not JSON, has a key twice, or is too long
     */
    static JsonElement read(String json) {
        if (json.length() > MAX_LENGTH) {
            throw new JsonFormatException(
                    "", "At most " + MAX_LENGTH + " characters are read, found " + json.length());
        }
        if (json.isBlank()) {
            throw new JsonFormatException("", "Not JSON: the text is empty");
        }
        try (JsonReader reader = strict(json)) {
            JsonElement root = new TreeReader(reader).element("");
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new JsonFormatException("", "Not JSON: something follows the first value");
            }
            return root;
        } catch (JsonParseException | IOException e) {
            throw new JsonFormatException("", "Not JSON: " + reason(e) + numberHint(json));
        }
    }

    private static JsonReader strict(String json) {
        JsonReader reader = new JsonReader(new StringReader(json));
        reader.setStrictness(Strictness.STRICT);
        return reader;
    }

    /** Leaves out of the library's message what only speaks of the library. */
    private static String reason(Exception e) {
        String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return line.replaceFirst("^([\\w.]+Exception: )+", "")
                .replaceFirst(" path \\$.*", "")
                .replaceFirst("Use JsonReader.* malformed JSON", "malformed text");
    }

    /** Python writes these words where JSON has no number. */
    private static String numberHint(String json) {
        Matcher word = NO_NUMBER.matcher(json);
        return word.find() ? " (JSON has no " + word.group(1) + ")" : "";
    }

    /** A huge exponent would make a {@code BigDecimal} write out billions of digits later on. */
    static boolean isBounded(String number) {
        boolean hasExponent = number.indexOf('e') >= 0 || number.indexOf('E') >= 0;
        return number.length() <= 64 && (!hasExponent || EXPONENT.matcher(number).find());
    }

    /** The reader refuses deep nesting, so that the stack is not used up. */
    private JsonElement element(String pointer) throws IOException {
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> object(pointer);
            case BEGIN_ARRAY -> array(pointer);
            default -> LEAVES.read(reader);
        };
    }

    private JsonObject object(String pointer) throws IOException {
        JsonObject object = new JsonObject();
        reader.beginObject();
        while (reader.hasNext()) {
            String key = reader.nextName();
            String place = pointer + "/" + JsonNode.escape(key);
            if (object.has(key)) {
                throw new JsonFormatException(place, "this key is there twice");
            }
            object.add(key, element(place));
        }
        reader.endObject();
        return object;
    }

    private JsonArray array(String pointer) throws IOException {
        JsonArray array = new JsonArray();
        reader.beginArray();
        for (int i = 0; reader.hasNext(); i++) {
            // No pointer is made for each of millions of numbers.
            boolean isNested =
                    reader.peek() == JsonToken.BEGIN_OBJECT
                            || reader.peek() == JsonToken.BEGIN_ARRAY;
            array.add(isNested ? element(pointer + "/" + i) : LEAVES.read(reader));
        }
        reader.endArray();
        return array;
    }
}
