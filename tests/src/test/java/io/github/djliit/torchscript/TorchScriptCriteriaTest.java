/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import com.google.gson.JsonObject;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.translate.InterventionInput;
import io.github.djliit.translate.InterventionOutput;
import io.github.djliit.translate.InterventionTranslator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TorchScript models come from {@code Criteria}, and then do all that a model does. */
class TorchScriptCriteriaTest {

    private static final float CLOSE = 1e-5f;
    private static final String FACTORY = TorchScriptBlockFactory.class.getName();

    @TempDir private Path folder;
    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager("PyTorch");
    }

    @AfterEach
    void close() {
        manager.close();
        RememberingBlockFactory.closeModels();
    }

    private static Criteria<NDList, NDList> criteria(Path path, Object factory) {
        return Criteria.builder()
                .setTypes(NDList.class, NDList.class)
                .optModelPath(path)
                .optEngine("PyTorch")
                .optDevice(Device.cpu())
                .optArgument("blockFactory", factory)
                .optOption("hasParameter", "false")
                .build();
    }

    private static ZooModel<NDList, NDList> load(String name) throws Exception {
        Path file = GoldenModels.file(name + ".pt");
        return criteria(file, new TorchScriptBlockFactory()).loadModel();
    }

    private NDList array(String name, String prefix) {
        return GoldenModels.numbered(manager, GoldenModels.arrays(name), prefix);
    }

    /** The first golden case: an interchange of a whole site. */
    private static JsonObject first(String name) {
        return GoldenModels.find(name).getAsJsonArray("cases").get(0).getAsJsonObject();
    }

    private static InterventionPlan plan(String name) {
        return GoldenModels.plan(first(name).get("plan"), Map.of());
    }

    private NDArray expected(String name) {
        Map<String, Tensor> arrays = GoldenModels.arrays(name);
        return GoldenModels.named(
                        manager, arrays, first(name).getAsJsonObject("expected").get("all"))
                .head();
    }

    private static void assertNear(NDArray found, NDArray expected) {
        assertThat(GoldenModels.off(found, expected)).isLessThanOrEqualTo(CLOSE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "gpt2", "bert"})
    void aPredictorPredicts(String name) throws Exception {
        try (ZooModel<NDList, NDList> model = load(name);
                Predictor<NDList, NDList> predictor = model.newPredictor()) {
            NDList found = predictor.predict(array(name, "base.input"));
            assertNear(found.head(), array(name, "base.output").head());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "gpt2", "bert"})
    void theFactoryIsFoundByItsName(String name) throws Exception {
        Path file = GoldenModels.file(name + ".pt");
        try (ZooModel<NDList, NDList> model = criteria(file, FACTORY).loadModel()) {
            assertThat(model.getBlock()).isInstanceOf(TorchScriptBlock.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.pt", "other.pt"})
    void aFolderSaysAllThatIsNeeded(String file) throws Exception {
        Files.copy(GoldenModels.file("mlp.pt"), folder.resolve(file));
        Files.writeString(
                folder.resolve("serving.properties"),
                "engine=PyTorch\nblockFactory=%s\noption.hasParameter=false\n".formatted(FACTORY));
        Criteria<NDList, NDList> criteria =
                Criteria.builder()
                        .setTypes(NDList.class, NDList.class)
                        .optModelPath(folder)
                        .build();
        try (ZooModel<NDList, NDList> model = criteria.loadModel();
                Predictor<NDList, NDList> predictor = model.newPredictor()) {
            assertThat(model.getBlock()).isInstanceOf(TorchScriptBlock.class);
            NDList found = predictor.predict(array("mlp", "base.input"));
            assertNear(found.head(), array("mlp", "base.output").head());
        }
    }

    @Test
    void severalFilesAreTooMany() throws IOException {
        Files.copy(GoldenModels.file("mlp.pt"), folder.resolve("a.pt"));
        Files.copy(GoldenModels.file("mlp.pt"), folder.resolve("b.pt"));
        assertThatThrownBy(() -> criteria(folder, new RememberingBlockFactory()).loadModel())
                .hasStackTraceContaining("Expected one TorchScript file")
                .hasStackTraceContaining("a.pt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "gpt2", "bert"})
    void theBlockIntervenes(String name) throws Exception {
        try (ZooModel<NDList, NDList> model = load(name)) {
            InterventionBlock block = new InterventionBlock(model.getBlock());
            NDList found =
                    block.intervene(
                                    plan(name),
                                    array(name, "base.input"),
                                    array(name, "source.input"))
                            .counterfactual();
            assertNear(found.head(), expected(name));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "gpt2", "bert"})
    void aTranslatorIntervenesOnABatchOfItsOwn(String name) throws Exception {
        try (ZooModel<NDList, NDList> model = load(name);
                var predictor =
                        model.newPredictor(new InterventionTranslator<>(new NoopTranslator()))) {
            InterventionOutput<NDList> found =
                    predictor.predict(
                            InterventionInput.of(
                                    plan(name),
                                    array(name, "base.input"),
                                    array(name, "source.input")));
            assertNear(found.counterfactual().head(), expected(name));
        }
    }

    /** Takes one row and gives one. */
    private static final class Rows implements Translator<NDList, NDArray> {

        @Override
        public NDList processInput(TranslatorContext context, NDList input) {
            return input;
        }

        @Override
        public NDArray processOutput(TranslatorContext context, NDList list) {
            NDArray output = list.head().duplicate();
            output.detach();
            return output;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "gpt2", "bert"})
    void aTranslatorMakesABatchOfRows(String name) throws Exception {
        NDList base = array(name, "base.input");
        NDList source = array(name, "source.input");
        List<InterventionInput<NDList>> inputs = new ArrayList<>();
        for (int row = 0; row < base.head().getShape().get(0); row++) {
            inputs.add(InterventionInput.of(plan(name), row(base, row), row(source, row)));
        }
        NDArray expected = expected(name);
        try (ZooModel<NDList, NDList> model = load(name);
                var predictor = model.newPredictor(new InterventionTranslator<>(new Rows()))) {
            List<InterventionOutput<NDArray>> found = predictor.batchPredict(inputs);
            for (int row = 0; row < inputs.size(); row++) {
                assertNear(found.get(row).counterfactual(), expected.get(row));
            }
        }
    }

    private static NDList row(NDList arrays, int row) {
        return new NDList(arrays.stream().map(array -> array.get(row)).toList());
    }
}
