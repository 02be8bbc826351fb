/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.Model;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.LambdaBlock;
import ai.djl.translate.Batchifier;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.SiteException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TranslatorErrorsTest {

    private static final String SITE = Images.CONVOLUTION;

    private final Model model = Images.model("images");

    @AfterEach
    void close() {
        model.close();
    }

    private static InterventionInput<Image> zero(String site) {
        InterventionPlan plan = InterventionPlan.builder().add(site, Edit.zero()).build();
        return InterventionInput.of(plan, Images.image(1));
    }

    private void predict(List<InterventionInput<Image>> inputs) throws TranslateException {
        InterventionTranslator<Image, Classifications> translator =
                new InterventionTranslator<>(Images.translator());
        try (var predictor = model.newPredictor(translator)) {
            predictor.batchPredict(inputs);
        }
    }

    @Test
    void anUnknownSiteIsThatOfItsInput() {
        assertThatExceptionOfType(BatchInputException.class)
                .isThrownBy(() -> predict(List.of(zero(SITE), zero("01Conv2b"))))
                .withMessageStartingWith("Input 1 of the batch of 2: ")
                .withMessageContaining("01Conv2d")
                .withCauseInstanceOf(SiteException.class)
                .satisfies(e -> assertThat(e.index()).isEqualTo(1));
    }

    @Test
    void aRegionThatDoesNotFitIsThatOfItsInput() {
        assertThatExceptionOfType(BatchInputException.class)
                .isThrownBy(
                        () -> predict(List.of(zero(SITE), zero(SITE + "[9]"), zero(SITE + "[3]"))))
                .withMessageStartingWith("Input 1 of the batch of 3: At site " + SITE + "[9]");
    }

    @Test
    void anInputAloneHasNoNumber() {
        assertThatExceptionOfType(BatchInputException.class)
                .isThrownBy(() -> predict(List.of(zero(SITE + "[9]"))))
                .withMessageStartingWith("At site " + SITE + "[9]");
    }

    @Test
    void shapesThatCannotBePaddedAreNamed() {
        InterventionPlan plan = InterventionPlan.builder().interchange(SITE).build();
        var input = InterventionInput.of(plan, Images.image(1), Images.image(2, 9));
        assertThatExceptionOfType(TranslateException.class)
                .isThrownBy(() -> predict(List.of(input)))
                .withMessageStartingWith(
                        "Input array 0 of the network is (3, 8, 8) for the base and (3, 9, 9) for"
                                + " the source 0");
    }

    private static void predictLists(NDList... inputs) throws TranslateException {
        try (Model any = Model.newInstance("any")) {
            any.setBlock(new LambdaBlock(list -> list));
            var translator = new InterventionTranslator<>(new NoopTranslator(Batchifier.STACK));
            try (var predictor = any.newPredictor(translator)) {
                predictor.batchPredict(Stream.of(inputs).map(InterventionInput::of).toList());
            }
        }
    }

    @Test
    void shapesOfTwoInputsThatDoNotFitAreNamed() {
        NDManager manager = model.getNDManager();
        NDList first = new NDList(manager.ones(new Shape(2, 3)));
        NDList second = new NDList(manager.ones(new Shape(2, 4)));
        assertThatExceptionOfType(TranslateException.class)
                .isThrownBy(() -> predictLists(first, second))
                .withMessageStartingWith(
                        "Input array 0 of the network is (2, 3) for the base of input 0 of the"
                                + " batch and (2, 4) for the base of input 1 of the batch");
    }

    @Test
    void sequencesOfDifferentLengthsInOneInputAreNamed() {
        NDManager manager = model.getNDManager();
        NDArray three = manager.ones(new Shape(3));
        NDArray five = manager.ones(new Shape(5));
        assertThatExceptionOfType(TranslateException.class)
                .isThrownBy(() -> predictLists(new NDList(three, five), new NDList(five, three)))
                .withMessageContaining("different lengths, [3, 5] and [5, 3]");
    }

    @Test
    void aMissingSourceIsAnErrorAtOnce() {
        InterventionPlan plan = InterventionPlan.builder().interchange(SITE, 1).build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InterventionInput.of(plan, "base", "source"))
                .withMessageContaining("source 1, but 1 source is given");
    }

    @Test
    void anInputOfAWrongTypeIsThatOfItsPlace() throws Exception {
        try (var predictor =
                model.newPredictor(InterventionTranslator.mixed(Images.translator()))) {
            assertThatExceptionOfType(BatchInputException.class)
                    .isThrownBy(() -> predictor.batchPredict(List.of(Images.image(1), "image")))
                    .withMessageStartingWith("Input 1 of the batch of 2: ");
        }
    }

    @Test
    void theFactorySaysWhatItExpects() {
        InterventionTranslatorFactory factory = new InterventionTranslatorFactory();
        assertThatExceptionOfType(TranslateException.class)
                .isThrownBy(() -> factory.newInstance(Object.class, Object.class, model, Map.of()))
                .withMessageContaining("'translator', found none");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new InterventionTranslatorFactory(new NoopTranslator())
                                        .newInstance(String.class, Image.class, model, Map.of()));
    }
}
