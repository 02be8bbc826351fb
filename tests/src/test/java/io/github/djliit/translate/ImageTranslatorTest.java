/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.translate;

import static io.github.djliit.support.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorFactory;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageTranslatorTest {

    private static final InterventionPlan PLAN =
            InterventionPlan.builder()
                    .interchange(Images.CONVOLUTION + "[0:2]")
                    .collect(Images.CONVOLUTION)
                    .build();

    private final Model model = Images.model("images");

    @AfterEach
    void close() {
        model.close();
    }

    private Predictor<InterventionInput<Image>, InterventionOutput<Classifications>> predictor() {
        return model.newPredictor(new InterventionTranslator<>(Images.translator()));
    }

    private static InterventionInput<Image> swap(int base, int source) {
        return InterventionInput.of(PLAN, Images.image(base), Images.image(source));
    }

    /** Each number has a plan of its own. */
    private static InterventionInput<Image> input(int number) {
        InterventionPlan plan =
                InterventionPlan.builder()
                        .interchange(Images.CONVOLUTION + "[" + number % 4 + "]")
                        .add(Images.CONVOLUTION + "[3]", Edit.add(number / 8f))
                        .build();
        return InterventionInput.of(plan, Images.image(number), Images.image(number + 50));
    }

    @Test
    void aPredictorGivesWhatTheBlockGives() throws TranslateException {
        try (var predictor = predictor();
                NDManager manager = NDManager.newBaseManager()) {
            InterventionOutput<Classifications> output = predictor.predict(swap(1, 2));
            var direct =
                    new InterventionBlock(model.getBlock())
                            .intervene(PLAN, array(manager, 1), array(manager, 2));
            assertClose(
                    Images.probabilities(output.counterfactual()),
                    direct.counterfactual().head().softmax(1).toFloatArray());
            assertClose(
                    Images.probabilities(output.base()),
                    direct.base().head().softmax(1).toFloatArray());
            assertClose(
                    output.collected(Images.CONVOLUTION).single().toFloats(),
                    direct.collected(Images.CONVOLUTION).single().toFloatArray());
        }
    }

    private static NDList array(NDManager manager, int number) {
        return new NDList(
                Images.image(number).toNDArray(manager).transpose(2, 0, 1).div(255f).expandDims(0));
    }

    @Test
    void withoutPlanItIsThePlainOutputBitForBit() throws TranslateException {
        try (var predictor = predictor();
                var plain = model.newPredictor(Images.translator())) {
            InterventionOutput<Classifications> output =
                    predictor.predict(InterventionInput.of(Images.image(1)));
            Classifications expected = plain.predict(Images.image(1));
            assertThat(output.base().getProbabilities()).isEqualTo(expected.getProbabilities());
            assertThat(output.counterfactual()).isSameAs(output.base());
            assertThat(output.difference().get(0).toFloats()).containsOnly(0);
        }
    }

    @Test
    void aBatchGivesWhatEachGivesAlone() throws TranslateException {
        try (var predictor = predictor()) {
            List<InterventionInput<Image>> inputs = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                inputs.add(input(i));
            }
            inputs.add(2, InterventionInput.of(Images.image(9)));
            var outputs = predictor.batchPredict(inputs);
            for (int i = 0; i < inputs.size(); i++) {
                assertClose(
                        Images.probabilities(outputs.get(i).counterfactual()),
                        Images.probabilities(predictor.predict(inputs.get(i)).counterfactual()));
            }
        }
    }

    @Test
    void plainAndIntervenedInputsMixInOrder() throws TranslateException {
        try (var predictor = model.newPredictor(InterventionTranslator.mixed(Images.translator()));
                var plain = model.newPredictor(Images.translator());
                var typed = predictor()) {
            List<Object> outputs =
                    predictor.batchPredict(
                            List.of(swap(1, 2), Images.image(3), swap(4, 5), Images.image(6)));
            assertThat(outputs.get(0)).isInstanceOf(InterventionOutput.class);
            assertClose(
                    Images.probabilities((Classifications) outputs.get(1)),
                    Images.probabilities(plain.predict(Images.image(3))));
            assertClose(
                    Images.probabilities(counterfactual(outputs.get(2))),
                    Images.probabilities(typed.predict(swap(4, 5)).counterfactual()));
            assertClose(
                    Images.probabilities((Classifications) outputs.get(3)),
                    Images.probabilities(plain.predict(Images.image(6))));
        }
    }

    private static Classifications counterfactual(Object output) {
        return (Classifications) ((InterventionOutput<?>) output).counterfactual();
    }

    @Test
    void oneTranslatorServesEightThreads() throws Exception {
        var translator = new InterventionTranslator<>(Images.translator());
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try (var alone = predictor()) {
            List<Future<List<float[]>>> running = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                int thread = t;
                running.add(pool.submit(() -> predictions(translator, thread)));
            }
            for (int t = 0; t < 8; t++) {
                List<float[]> found = running.get(t).get();
                for (int i = 0; i < found.size(); i++) {
                    var expected = alone.predict(input(t * 10 + i)).counterfactual();
                    assertClose(found.get(i), Images.probabilities(expected));
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private List<float[]> predictions(
            InterventionTranslator<Image, Classifications> translator, int thread)
            throws TranslateException {
        List<float[]> found = new ArrayList<>();
        try (var predictor = model.newPredictor(translator)) {
            for (int i = 0; i < 10; i++) {
                var output = predictor.batchPredict(List.of(input(thread * 10 + i), swap(i, 1)));
                found.add(Images.probabilities(output.get(0).counterfactual()));
            }
        }
        return found;
    }

    private static <I, O> Criteria.Builder<I, O> criteria(
            Class<I> input, Class<O> output, Path directory) {
        return Criteria.builder()
                .setTypes(input, output)
                .optModelPath(directory)
                .optModelName("small")
                .optBlock(Images.network());
    }

    private static Path saved(Path directory) throws Exception {
        try (Model model = Images.model("small")) {
            model.save(directory, "small");
        }
        return directory;
    }

    @Test
    void criteriaTakeTheTranslator(@TempDir Path directory) throws Exception {
        try (var loaded =
                        criteria(
                                        InterventionInput.type(Image.class),
                                        InterventionOutput.type(Classifications.class),
                                        saved(directory))
                                .optTranslator(new InterventionTranslator<>(Images.translator()))
                                .build()
                                .loadModel();
                var predictor = loaded.newPredictor();
                var direct = predictor()) {
            assertClose(
                    Images.probabilities(predictor.predict(swap(1, 2)).counterfactual()),
                    Images.probabilities(direct.predict(swap(1, 2)).counterfactual()));
        }
    }

    @Test
    void criteriaTakeTheFactoryForMixedInputs(@TempDir Path directory) throws Exception {
        TranslatorFactory factory = new InterventionTranslatorFactory(Images.translator());
        try (ZooModel<Object, Object> loaded =
                        criteria(Object.class, Object.class, saved(directory))
                                .optTranslatorFactory(factory)
                                .build()
                                .loadModel();
                var predictor = loaded.newPredictor()) {
            assertThat(predictor.predict(Images.image(1))).isInstanceOf(Classifications.class);
            assertThat(predictor.predict(swap(1, 2))).isInstanceOf(InterventionOutput.class);
        }
    }

    @Test
    void theFactoryTakesTheTranslatorFromTheArguments(@TempDir Path directory) throws Exception {
        try (var loaded =
                        criteria(Object.class, Object.class, saved(directory))
                                .optTranslatorFactory(new InterventionTranslatorFactory())
                                .optArgument("translator", Images.translator())
                                .build()
                                .loadModel();
                var predictor = loaded.newPredictor()) {
            assertThat(predictor.predict(swap(1, 2))).isInstanceOf(InterventionOutput.class);
        }
    }
}
