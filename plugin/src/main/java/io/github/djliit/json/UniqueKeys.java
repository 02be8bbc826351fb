/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.json;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Refuses objects that have a key twice, of which the library would keep the last in silence. */
final class UniqueKeys {

    private UniqueKeys() {}

    /** Reads a text that is known to be JSON. */
    static void check(JsonReader reader) throws IOException {
        check(reader, "");
    }

    /** The reader refuses deep nesting, so that the stack is not used up. */
    private static void check(JsonReader reader, String pointer) throws IOException {
        switch (reader.peek()) {
            case BEGIN_OBJECT -> checkObject(reader, pointer);
            case BEGIN_ARRAY -> checkArray(reader, pointer);
            default -> reader.skipValue();
        }
    }

    private static void checkObject(JsonReader reader, String pointer) throws IOException {
        Set<String> keys = new HashSet<>();
        reader.beginObject();
        while (reader.hasNext()) {
            String key = reader.nextName();
            String place = pointer + "/" + JsonNode.escape(key);
            if (!keys.add(key)) {
                throw new JsonFormatException(place, "this key is there twice");
            }
            check(reader, place);
        }
        reader.endObject();
    }

    private static void checkArray(JsonReader reader, String pointer) throws IOException {
        reader.beginArray();
        for (int i = 0; reader.hasNext(); i++) {
            // No pointer is made for each of millions of numbers.
            boolean isNested =
                    reader.peek() == JsonToken.BEGIN_OBJECT
                            || reader.peek() == JsonToken.BEGIN_ARRAY;
            check(reader, isNested ? pointer + "/" + i : pointer);
        }
        reader.endArray();
    }
}
