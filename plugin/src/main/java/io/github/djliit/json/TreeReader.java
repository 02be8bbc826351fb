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
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;

/**
 * Reads a text into a tree, and refuses objects that have a key twice, of which the library would
 * keep the last in silence.
 */
final class TreeReader {

    private static final TypeAdapter<JsonElement> LEAVES = new Gson().getAdapter(JsonElement.class);

    private final JsonReader reader;

    TreeReader(JsonReader reader) {
        this.reader = reader;
    }

    JsonElement read() throws IOException {
        return read("");
    }

    /** The reader refuses deep nesting, so that the stack is not used up. */
    private JsonElement read(String pointer) throws IOException {
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
            object.add(key, read(place));
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
            array.add(isNested ? read(pointer + "/" + i) : LEAVES.read(reader));
        }
        reader.endArray();
        return array;
    }
}
