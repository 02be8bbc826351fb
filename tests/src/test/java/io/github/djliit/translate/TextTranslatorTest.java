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
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.TranslateException;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.Positions;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.site.Site;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.translate.Texts.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTranslatorTest {

    private final List<Long> forwards = new CopyOnWriteArrayList<>();
    private final Model model = Texts.model(forwards);

    @AfterEach
    void close() {
        model.close();
    }

    private static InterventionPlan lastWord() {
        return InterventionPlan.builder()
                .interchange("embed[-1]")
                .add("mix[0, 0:2]", Edit.add(.5f))
                .collect("embed[-1]")
                .collect("mix")
                .build();
    }

    private static InterventionPlan words(int[] base, int[] source) {
        Positions positions = Positions.of(new int[][] {base}, new int[][] {source});
        Intervention swap = Intervention.of("embed", Edit.interchange());
        return InterventionPlan.of(swap.withPositions(positions));
    }

    private static List<InterventionInput<String>> inputs() {
        return List.of(
                InterventionInput.of(lastWord(), "a big red cat", "dogs bark"),
                InterventionInput.of(lastWord(), "fish", "the old man sat down"),
                InterventionInput.of(words(new int[] {0, 2}, new int[] {1, 0}), "x y z", "u v w t"),
                InterventionInput.of("a plain text of eight words without plan"),
                InterventionInput.of(
                        InterventionPlan.builder().interchange("mix[0:2]", 1).build(),
                        "one two three",
                        "four five",
                        "six seven eight nine"));
    }

    private Predictor<InterventionInput<String>, InterventionOutput<Scores>> predictor(
            boolean left) {
        return model.newPredictor(
                InterventionTranslator.builder(new Texts.Words())
                        .optPadding(0, 5)
                        .optPadLeft(left)
                        .build());
    }

    private static void assertSame(
            InterventionOutput<Scores> found, InterventionOutput<Scores> expected) {
        assertSame(found.base(), expected.base());
        assertSame(found.counterfactual(), expected.counterfactual());
        assertThat(found.sources()).hasSameSizeAs(expected.sources());
        for (int s = 0; s < expected.sources().size(); s++) {
            assertSame(found.sources().get(s), expected.sources().get(s));
        }
        assertThat(found.collected()).containsOnlyKeys(expected.collected().keySet());
        for (Site site : expected.collected().keySet()) {
            List<Tensor> all = all(found.collected().get(site));
            List<Tensor> alone = all(expected.collected().get(site));
            assertThat(all).hasSameSizeAs(alone);
            for (int i = 0; i < all.size(); i++) {
                assertSame(all.get(i), alone.get(i));
            }
        }
    }

    private static List<Tensor> all(RowActivations activations) {
        return Stream.concat(
                        Stream.of(activations.base(), activations.counterfactual()),
                        activations.sources().stream())
                .flatMap(List::stream)
                .toList();
    }

    private static void assertSame(Tensor found, Tensor expected) {
        assertThat(found.shape()).isEqualTo(expected.shape());
        assertClose(found.toFloats(), expected.toFloats());
    }

    private static void assertSame(Scores found, Scores expected) {
        assertThat(found.words()).isEqualTo(expected.words());
        assertSame(found.text(), expected.text());
        assertSame(found.ofWords(), expected.ofWords());
    }

    /** The sources of an input alone are of other lengths, too: all are run unpadded by hand. */
    private InterventionOutput<Scores> unpadded(InterventionInput<String> input) {
        InterventionBlock block = new InterventionBlock(model.getBlock());
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList[] sources =
                    input.sources().stream().map(s -> ids(manager, s)).toArray(NDList[]::new);
            InterventionResult result =
                    block.intervene(input.plan(), ids(manager, input.base()), sources);
            List<Scores> ofSources = new ArrayList<>();
            for (int s = 0; s < sources.length; s++) {
                ofSources.add(scores(input.sources().get(s), result.source(s)));
            }
            return new InterventionOutput<>(
                    scores(input.base(), result.base()),
                    ofSources,
                    scores(input.base(), result.counterfactual()),
                    List.of(),
                    Expected.collected(result));
        }
    }

    private static NDList ids(NDManager manager, String text) {
        long[] ids =
                Stream.of(text.split(" "))
                        .mapToLong(word -> Math.floorMod(word.hashCode(), 32))
                        .toArray();
        Shape shape = new Shape(1, ids.length);
        return new NDList(manager.create(ids, shape), manager.ones(shape, DataType.INT64));
    }

    private static Scores scores(String text, NDList outputs) {
        return new Scores(
                List.of(text.split(" ")),
                Tensor.of(outputs.get(0).squeeze(0)),
                Tensor.of(outputs.get(1).squeeze(0)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPaddedBatchGivesWhatEachTextGivesUnpadded(boolean left) throws TranslateException {
        try (var predictor = predictor(left)) {
            List<InterventionOutput<Scores>> outputs = predictor.batchPredict(inputs());
            for (int i = 0; i < outputs.size(); i++) {
                assertSame(outputs.get(i), unpadded(inputs().get(i)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTextAloneGivesWhatItGivesInABatch(boolean left) throws TranslateException {
        try (var predictor = predictor(left)) {
            List<InterventionOutput<Scores>> outputs = predictor.batchPredict(inputs());
            for (int i = 0; i < outputs.size(); i++) {
                assertSame(predictor.predict(inputs().get(i)), outputs.get(i));
            }
        }
    }

    static Stream<Arguments> edits() {
        List<Edit> edits =
                List.of(
                        Edit.noise(1, 3),
                        Edit.addSource(2),
                        Edit.mask(1, 0, .5f, 1),
                        Edit.of("mean", x -> x.sub(x.mean(new int[] {1}, true))),
                        Edit.of("of source", (x, y) -> x.add(y.mean(new int[] {1}, true))));
        return edits.stream()
                .flatMap(
                        edit ->
                                Stream.of("mix", "mix[:, 0:4]", "mix[{1,0}]")
                                        .map(site -> Arguments.of(site, edit)));
    }

    /** The other text of the batch is longer, so that this one is padded. */
    @ParameterizedTest
    @MethodSource("edits")
    void anEditDoesNotSeeThePadding(String site, Edit edit) throws TranslateException {
        InterventionPlan plan = InterventionPlan.builder().add(site, edit).build();
        var input = InterventionInput.of(plan, "a b", "c d");
        var longer = InterventionInput.of(plan, "a b c d", "c d e f");
        for (boolean left : List.of(false, true)) {
            try (var predictor = predictor(left)) {
                assertSame(predictor.batchPredict(List.of(longer, input)).get(1), unpadded(input));
            }
        }
    }

    @Test
    void aBatchifierThatPadsMayPad() throws TranslateException {
        var translator = new Texts.Words(Batchifier.fromString("padding"));
        try (var predictor = model.newPredictor(new InterventionTranslator<>(translator))) {
            List<InterventionOutput<Scores>> outputs = predictor.batchPredict(inputs());
            for (int i = 0; i < outputs.size(); i++) {
                assertSame(outputs.get(i), unpadded(inputs().get(i)));
            }
        }
    }

    @Test
    void theDifferenceIsCounterfactualMinusBase() throws TranslateException {
        try (var predictor = predictor(false)) {
            InterventionOutput<Scores> output = predictor.batchPredict(inputs()).get(1);
            float[] difference = output.difference().get(0).toFloats();
            float[] counterfactual = output.counterfactual().text().toFloats();
            float[] base = output.base().text().toFloats();
            for (int i = 0; i < difference.length; i++) {
                float expected = counterfactual[i] - base[i];
                assertThat(difference[i]).isEqualTo(expected);
            }
            assertThat(output.difference().get(1).shape()).isEqualTo(new Shape(1, 3));
        }
    }

    @Test
    void whatIsCollectedHasTheOwnLength() throws TranslateException {
        try (var predictor = predictor(true)) {
            RowActivations mix = predictor.batchPredict(inputs()).get(0).collected("mix");
            assertThat(mix.single().shape()).isEqualTo(new Shape(4, Texts.WIDTH));
            assertThat(mix.sources().get(0).get(0).shape()).isEqualTo(new Shape(2, Texts.WIDTH));
        }
    }

    /** The first texts of different lengths prove that the network tells padding. */
    private void prove(Predictor<InterventionInput<String>, InterventionOutput<Scores>> predictor)
            throws TranslateException {
        predictor.batchPredict(
                List.of(InterventionInput.of("a word"), InterventionInput.of("and two more")));
        assertThat(forwards).containsExactly(1L, 2L, 2L);
        forwards.clear();
    }

    @Test
    void plainTextsOfDifferentLengthsAreOneForward() throws TranslateException {
        try (var predictor = predictor(false)) {
            prove(predictor);
            predictor.batchPredict(
                    List.of(InterventionInput.of("one"), InterventionInput.of("two words")));
            assertThat(forwards).containsExactly(2L);
        }
    }

    @Test
    void differentPlansAreAFusedPassAndAnEditedOne() throws TranslateException {
        List<InterventionInput<String>> inputs = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String site = "embed[" + i % 2 + "]";
            inputs.add(InterventionInput.of(plan(site), "base " + i, "a longer source " + i));
        }
        try (var predictor = predictor(false)) {
            prove(predictor);
            predictor.batchPredict(inputs);
            assertThat(forwards).containsExactly(10L, 5L);
        }
    }

    private static InterventionPlan plan(String site) {
        return InterventionPlan.builder().interchange(site).build();
    }

    @Test
    void onePlanForAllIsAFusedPassAndAnEditedOne() throws TranslateException {
        try (var predictor = predictor(false)) {
            predictor.batchPredict(
                    List.of(
                            InterventionInput.of(plan("mix"), "a b", "c d"),
                            InterventionInput.of(plan("mix"), "e f", "g h"),
                            InterventionInput.of("plain words")));
            assertThat(forwards).containsExactly(1L, 4L, 2L);
        }
    }
}
