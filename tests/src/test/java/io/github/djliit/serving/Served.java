/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import ai.djl.MalformedModelException;
import ai.djl.inference.Predictor;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.djliit.torchscript.TorchScriptBlockFactory;
import io.github.djliit.zoo.BundledModels;
import io.github.djliit.zoo.RecipeBlockFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A model directory that is loaded as the server loads it, and asked as the server asks. */
final class Served implements AutoCloseable {

    private static final String HANDLER = InterventionServingTranslator.class.getName();

    private final ZooModel<Input, Output> model;
    private final Predictor<Input, Output> predictor;

    private Served(ZooModel<Input, Output> model) {
        this.model = model;
        predictor = model.newPredictor();
    }

    /** Loads a directory that has all that is needed. */
    static Served load(Path folder)
            throws ModelNotFoundException, MalformedModelException, IOException {
        return new Served(
                Criteria.builder()
                        .setTypes(Input.class, Output.class)
                        .optModelPath(folder)
                        .build()
                        .loadModel());
    }

    /** Serves a TorchScript file out of a folder. */
    static Served script(Path folder, Path file, String... settings) throws Exception {
        Files.copy(file, folder.resolve("model.pt"));
        write(
                folder,
                "blockFactory=" + TorchScriptBlockFactory.class.getName(),
                "option.hasParameter=false",
                String.join("\n", settings));
        return load(folder);
    }

    /** Serves a model of the zoo out of a folder. */
    static Served zoo(Path folder, String id, String... settings) throws Exception {
        Path model = BundledModels.open(id).path();
        for (String file : new String[] {id + "-0000.params", "alignment.json", "model.json"}) {
            Files.copy(model.resolve(file), folder.resolve(file));
        }
        write(
                folder,
                "blockFactory=" + RecipeBlockFactory.class.getName(),
                "option.modelName=" + id,
                String.join("\n", settings));
        return load(folder);
    }

    private static void write(Path folder, String... lines) throws IOException {
        String text = "engine=PyTorch\ntranslator=" + HANDLER + "\n" + String.join("\n", lines);
        Files.writeString(folder.resolve("serving.properties"), text);
    }

    static Input json(String body) {
        return of("application/json", body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    static Input of(String contentType, byte[] body) {
        Input input = new Input();
        input.addProperty("Content-Type", contentType);
        input.add("data", body);
        return input;
    }

    Output send(Input input) throws TranslateException {
        return predictor.predict(input);
    }

    List<Output> send(List<Input> inputs) throws TranslateException {
        return predictor.batchPredict(inputs);
    }

    /** Sends JSON, with apostrophes for quotation marks. */
    JsonObject ask(String body) throws TranslateException {
        return read(send(json(body)));
    }

    JsonObject error(String body) throws TranslateException {
        return ask(body).getAsJsonObject("error");
    }

    static JsonObject read(Output output) {
        String text = new String(output.getData().getAsBytes(), StandardCharsets.UTF_8);
        return JsonParser.parseString(text).getAsJsonObject();
    }

    /** Returns the numbers of a tensor in row-major order. */
    static float[] numbers(JsonElement tensor) {
        return flat(tensor.getAsJsonObject().get("data"));
    }

    /** Returns the place of the highest number of a reply's output. */
    static int highest(JsonObject reply) {
        float[] numbers = numbers(reply.get("output"));
        int highest = 0;
        for (int i = 1; i < numbers.length; i++) {
            highest = numbers[i] > numbers[highest] ? i : highest;
        }
        return highest;
    }

    private static float[] flat(JsonElement element) {
        if (!(element instanceof JsonArray array)) {
            return new float[] {element.getAsFloat()};
        }
        float[] all = new float[0];
        for (JsonElement each : array) {
            float[] more = flat(each);
            int start = all.length;
            all = Arrays.copyOf(all, start + more.length);
            System.arraycopy(more, 0, all, start, more.length);
        }
        return all;
    }

    ZooModel<Input, Output> model() {
        return model;
    }

    Predictor<Input, Output> newPredictor() {
        return model.newPredictor();
    }

    @Override
    public void close() {
        predictor.close();
        model.close();
    }
}
