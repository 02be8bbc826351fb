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
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.translate.Batchifier;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.support.Nets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Inputs of different lengths, and networks that know nothing of padding. */
class PaddingProofTest {

    private final Model model = Model.newInstance("any");
    private final NDManager manager = model.getNDManager().newSubManager();

    @AfterEach
    void close() {
        model.close();
    }

    private NDList ones(int length) {
        float[] ones = new float[length];
        Arrays.fill(ones, 1);
        return new NDList(manager.create(ones));
    }

    private InterventionInput<NDList> swap(String site, int base, int source) {
        InterventionPlan plan = InterventionPlan.builder().interchange(site).build();
        return InterventionInput.of(plan, ones(base), ones(source));
    }

    private List<float[]> predict(Block network, List<InterventionInput<NDList>> inputs)
            throws TranslateException {
        network.initialize(manager, DataType.FLOAT32, new Shape(1, 4));
        model.setBlock(network);
        var translator = new InterventionTranslator<>(new NoopTranslator(Batchifier.STACK));
        try (var predictor = model.newPredictor(translator)) {
            return predictor.batchPredict(inputs).stream()
                    .map(output -> output.counterfactual().singletonOrThrow().toFloatArray())
                    .toList();
        }
    }

    private List<InterventionInput<NDList>> plain(int... lengths) {
        return Arrays.stream(lengths).mapToObj(l -> InterventionInput.of(ones(l))).toList();
    }

    private Block fixedWidth() {
        return Nets.mlp(model.getNDManager(), 4, 8, 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void aSourceOfAnotherWidthIsRefusedAsDjlRefusesIt(int width) {
        assertThatExceptionOfType(BatchInputException.class)
                .isThrownBy(() -> predict(fixedWidth(), List.of(swap("02LambdaBlock", 4, width))))
                .withCauseInstanceOf(EngineException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void aBaseOfAnotherWidthIsRefusedAsDjlRefusesIt(int width) {
        assertThatExceptionOfType(BatchInputException.class)
                .isThrownBy(() -> predict(fixedWidth(), List.of(swap("02LambdaBlock", width, 4))))
                .withCauseInstanceOf(EngineException.class);
    }

    @Test
    void aPlainInputOfAnotherWidthIsThatOfItsNumber() {
        assertThatExceptionOfType(BatchInputException.class)
                .isThrownBy(() -> predict(fixedWidth(), plain(4, 3)))
                .satisfies(e -> assertThat(e.index()).isEqualTo(1));
    }

    /** The mean of four ones is 1; padded to eight it would be a half. */
    private static Block mean() {
        return new SequentialBlock()
                .add(new LambdaBlock(x -> new NDList(x.head().mul(2))))
                .add(new LambdaBlock(x -> new NDList(x.head().mean(new int[] {1}, true))));
    }

    @Test
    void whatCannotTellPaddingRunsByItself() throws TranslateException {
        List<float[]> outputs = predict(mean(), plain(8, 4, 2));
        outputs.forEach(output -> assertThat(output).containsExactly(2));
    }

    @Test
    void baseAndSourceThatCannotBePaddedRunApart() throws TranslateException {
        InterventionInput<NDList> input = swap("02LambdaBlock", 4, 8);
        InterventionInput<NDList> other = swap("02LambdaBlock", 8, 2);
        predict(mean(), List.of(input, other))
                .forEach(output -> assertThat(output).containsExactly(2));
    }

    @Test
    void aNetworkThatSumsTellsZerosFromNothing() throws TranslateException {
        Block sum =
                new SequentialBlock()
                        .add(new LambdaBlock(x -> new NDList(x.head().mul(2))))
                        .add(new LambdaBlock(x -> new NDList(x.head().sum(new int[] {1}, true))));
        List<float[]> outputs = predict(sum, plain(3, 2, 1));
        float[] all = new float[3];
        Stream.iterate(0, i -> i + 1).limit(3).forEach(i -> all[i] = outputs.get(i)[0]);
        assertClose(all, new float[] {6, 4, 2});
    }
}
