/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.tensor.TensorFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.StreamSupport;

/** The TorchScript files that tests work on, and files of their inputs. */
final class ScriptFiles {

    private ScriptFiles() {}

    static Path model(String name) {
        return file(name + ".pt");
    }

    private static Path file(String name) {
        try {
            return Path.of(ScriptFiles.class.getResource("/torchscript/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static Map<String, Tensor> arrays(String name) {
        try {
            return TensorFile.read(file(name + ".npz"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the base or source of a model, in order; the names say nothing. */
    static Path inputs(Path folder, String name, String side) {
        Map<String, Tensor> arrays = arrays(name);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (int i = 0; arrays.containsKey(side + ".input" + i); i++) {
            inputs.put("z" + (9 - i), arrays.get(side + ".input" + i));
        }
        return write(folder.resolve(name + "-" + side + ".npz"), inputs);
    }

    static Path write(Path file, Map<String, Tensor> arrays) {
        try {
            TensorFile.write(file, arrays);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, Tensor> read(Path file) {
        try {
            return TensorFile.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the plan of a golden case. */
    static String plan(String name, int number) throws IOException {
        String text = Files.readString(file("models.json"));
        JsonObject model =
                StreamSupport.stream(
                                JsonParser.parseString(text).getAsJsonArray().spliterator(), false)
                        .map(element -> element.getAsJsonObject())
                        .filter(each -> each.get("name").getAsString().equals(name))
                        .findFirst()
                        .orElseThrow();
        JsonObject made = model.getAsJsonArray("cases").get(number).getAsJsonObject();
        return made.get("plan").toString();
    }
}
