/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.Batch;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.causal.Setting;
import io.github.djliit.readme.Logic;
import io.github.djliit.support.Equality;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CounterfactualDatasetTest {

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void aBatchHasBaseSourceAndWhichThenTheirLabels() {
        Batch batch = batches(Equality.dataset(16).build()).get(0);
        assertThat(batch.getData().getShapes())
                .containsExactly(new Shape(16, 4), new Shape(16, 4), new Shape(16, 1));
        assertThat(batch.getLabels().getShapes())
                .containsExactly(new Shape(16), new Shape(16), new Shape(16), new Shape(16, 1));
        assertThat(batch.getData().get(2).getDataType()).isEqualTo(DataType.INT32);
    }

    @Test
    void labelsAreThoseOfTheCausalModel() {
        Batch batch = batches(Equality.dataset(64).optPairs(64).build()).get(0);
        float[] base = batch.getData().get(0).toFloatArray();
        float[] source = batch.getData().get(1).toFloatArray();
        int[] which = batch.getData().get(2).toIntArray();
        long[] counterfactual = batch.getLabels().get(2).toLongArray();
        for (int row = 0; row < 64; row++) {
            float[] left = which[row] == 0 ? source : base;
            float[] right = which[row] == 1 ? source : base;
            boolean leftIs = left[4 * row] == 1 && left[4 * row + 1] == 1;
            boolean rightIs = right[4 * row + 2] == 1 && right[4 * row + 3] == 1;
            assertThat(counterfactual[row]).isEqualTo(leftIs == rightIs ? 1 : 0);
        }
    }

    @Test
    void oneSeedGivesOneSequenceOfEpochs() {
        CounterfactualDataset first = Equality.dataset(5).optRedraw(true).optSeed(9).build();
        CounterfactualDataset second = Equality.dataset(5).optRedraw(true).optSeed(9).build();
        assertThat(numbers(first)).isEqualTo(numbers(second));
        assertThat(numbers(first)).isEqualTo(numbers(second));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLaterEpochIsThatOfADatasetThatBeganBefore(boolean redraw) {
        CounterfactualDataset first = Equality.dataset(5).optRedraw(redraw).build();
        CounterfactualDataset later =
                Equality.dataset(5).optRedraw(redraw).optFirstEpoch(2).build();
        numbers(first);
        numbers(first);
        assertThat(numbers(later)).isEqualTo(numbers(first));
    }

    @Test
    void aBatchMayInterchangeOneVariable() {
        CounterfactualDataset.Builder builder = Equality.dataset(4).optPairs(200);
        CounterfactualDataset data = builder.optRedraw(true).optVariablePerBatch(true).build();
        List<Integer> drawn = new ArrayList<>();
        for (Batch batch : batches(data)) {
            int[] which = batch.getData().get(2).toIntArray();
            assertThat(which).containsOnly(which[0]);
            drawn.add(which[0]);
        }
        assertThat(drawn).contains(0, 1);
    }

    @Test
    void aPairMayComeInBothDirections() {
        CounterfactualDataset.Builder builder = Equality.dataset(8).setSampling(8, false);
        Batch batch = batches(builder.optPairs(8).optBothDirections(true).build()).get(0);
        int[] which = batch.getData().get(2).toIntArray();
        for (int row = 0; row < 8; row += 2) {
            assertThat(batch.getData().get(0).get(row + 1))
                    .isEqualTo(batch.getData().get(1).get(row));
            assertThat(batch.getData().get(1).get(row + 1))
                    .isEqualTo(batch.getData().get(0).get(row));
            assertThat(which[row + 1]).isEqualTo(which[row]);
        }
    }

    @Test
    void impactfulPairsAreSoInBothDirections() {
        CounterfactualDataset.Builder builder = Equality.dataset(64).optPairs(63);
        builder.optBothDirections(true).optImpactfulOnly(true);
        NDList labels = batches(builder.build()).get(0).getLabels();
        assertThat(labels.get(0).eq(labels.get(2)).toBooleanArray()).containsOnly(false);
    }

    @Test
    void basesAloneAreOrdinaryBatches() throws Exception {
        CounterfactualDataset pairs = Equality.dataset(16).setSampling(16, false).build();
        Batch whole = batches(pairs).get(0);
        Batch base = pairs.bases().getData(manager).iterator().next();
        assertThat(base.getData()).containsExactly(whole.getData().get(0));
        assertThat(base.getLabels()).containsExactly(whole.getLabels().get(0));
    }

    @Test
    void anotherSeedGivesOtherPairs() {
        assertThat(numbers(Equality.dataset(16).optSeed(1).build()))
                .isNotEqualTo(numbers(Equality.dataset(16).optSeed(2).build()));
    }

    @Test
    void fixedPairsComeInANewOrderInEachEpoch() {
        CounterfactualDataset data = Equality.dataset(1).build();
        List<Float> first = numbers(data);
        List<Float> second = numbers(data);
        assertThat(second).isNotEqualTo(first).containsExactlyInAnyOrderElementsOf(first);
    }

    @Test
    void withoutShuffleEachEpochIsTheSame() {
        CounterfactualDataset data = Equality.dataset(4).setSampling(4, false).optPairs(12).build();
        assertThat(numbers(data)).isEqualTo(numbers(data));
    }

    @Test
    void theLastBatchMayBeSmaller() {
        List<Integer> sizes =
                batches(Equality.dataset(7).build()).stream().map(Batch::getSize).toList();
        assertThat(sizes).containsExactly(7, 7, 2);
    }

    @Test
    void everyInputIsABaseOnceWhenPairedIndependently() {
        NDArray base = batches(Equality.dataset(16).build()).get(0).getData().get(0);
        assertThat(Stream.of(0, 1, 2, 3).map(i -> base.get(":, " + i).sum().getFloat()))
                .containsOnly(8f);
    }

    @Test
    void halvesUseEachInputOnceAsBaseOrSource() {
        NDList data =
                batches(Equality.dataset(8).optPairing(Pairing.HALVES).build()).get(0).getData();
        NDArray all = data.get(0).concat(data.get(1));
        assertThat(all.getShape()).isEqualTo(new Shape(16, 4));
        assertThat(Stream.of(0, 1, 2, 3).map(i -> all.get(":, " + i).sum().getFloat()))
                .containsOnly(8f);
    }

    @Test
    void impactfulPairsChangeTheLabel() {
        NDList labels =
                batches(Equality.dataset(64).optPairs(64).optImpactfulOnly(true).build())
                        .get(0)
                        .getLabels();
        assertThat(labels.get(0).neq(labels.get(2)).all().getBoolean()).isTrue();
    }

    static List<Function<Setting, ?>> keys() {
        return List.of(
                setting -> setting.get(Logic.LEFT),
                setting -> new float[] {setting.get(Logic.LEFT) ? 1 : 0});
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aBalancedKeyIsDrawnAsOftenAsAnyOther(Function<Setting, ?> key) {
        NDList data =
                batches(Equality.dataset(2000).optPairs(2000).optBalancedBy(key).build())
                        .get(0)
                        .getData();
        // Only a quarter of the inputs have a and b; drawn by key, half of the rows do.
        for (NDArray inputs : List.of(data.get(0), data.get(1))) {
            float share = inputs.get(":, 0").mul(inputs.get(":, 1")).mean().getFloat();
            assertThat(share).isBetween(.46f, .54f);
        }
    }

    @Test
    void severalSourcesGiveDifferentVariables() {
        NDList data =
                batches(Equality.dataset(64).optPairs(64).optSources(2).build()).get(0).getData();
        assertThat(data).hasSize(4);
        NDArray which = data.get(3);
        assertThat(which.sum(new int[] {1}).eq(1).all().getBoolean()).isTrue();
    }

    @Test
    void chosenVariablesKeepTheirNumbers() {
        Batch batch = batches(Equality.dataset(16).optVariables(List.of("right")).build()).get(0);
        assertThat(batch.getData().get(2).toIntArray()).containsOnly(1);
    }

    @Test
    void batchesLeaveNothingBehind() {
        CounterfactualDataset data = Equality.dataset(4).build();
        for (Batch batch : data.getData(manager)) {
            batch.close();
        }
        assertThat(manager.getManagedArrays()).isEmpty();
    }

    static Stream<Arguments> faults() {
        Alignment unknown = Alignment.builder().align("lef", "01Linear").build();
        return Stream.of(
                Arguments.of(builder().setInputs(List.of()), "The dataset is empty"),
                Arguments.of(builder().setSampling(0, true), "batch size must be positive"),
                Arguments.of(builder().optPairs(-1), "pairs must be positive"),
                Arguments.of(builder().optFirstEpoch(-3), "is not negative, found -3"),
                Arguments.of(builder().optSources(3), "only [left, right] can be interchanged"),
                Arguments.of(builder().optSources(0), "sources must be positive"),
                Arguments.of(
                        builder().optSources(2).optBothDirections(true),
                        "where there is one source, found 2"),
                Arguments.of(builder().setAlignment(unknown), "'lef', which the causal model"),
                Arguments.of(builder().optVariables(List.of("a")), "'a' is not aligned"),
                Arguments.of(
                        builder()
                                .setInputs(Logic.inputs(16).subList(0, 15))
                                .optPairing(Pairing.HALVES),
                        "an even number of inputs, found 15"));
    }

    private static CounterfactualDataset.Builder builder() {
        return Equality.dataset(4);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void eachFaultHasItsMessage(CounterfactualDataset.Builder builder, String message) {
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    /** An encoding that repeats its rows, leaves them out, or puts another axis first. */
    private record Other(UnaryOperator<NDList> of, boolean isInput) implements Encoding {

        @Override
        public NDList inputs(NDManager manager, List<Setting> settings) {
            NDList inputs = Encoding.of(Logic.MODEL).inputs(manager, settings);
            return isInput ? of.apply(inputs) : inputs;
        }

        @Override
        public NDList labels(NDManager manager, List<Setting> settings) {
            NDList labels = Encoding.of(Logic.MODEL).labels(manager, settings);
            return isInput ? labels : of.apply(labels);
        }
    }

    private static NDList each(NDList list, UnaryOperator<NDArray> change) {
        return new NDList(list.stream().map(change).toList());
    }

    static Stream<Arguments> otherRows() {
        return Stream.of(
                Arguments.of("repeated", op(list -> each(list, a -> a.repeat(0, 2)))),
                Arguments.of("too few", op(list -> each(list, a -> a.get("1:")))),
                Arguments.of("another axis", op(list -> each(list, a -> a.expandDims(0)))),
                Arguments.of("a scalar", op(list -> each(list, a -> a.sum()))),
                Arguments.of("none", op(list -> new NDList())),
                Arguments.of("null", op(list -> null)));
    }

    private static UnaryOperator<NDList> op(UnaryOperator<NDList> change) {
        return change;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("otherRows")
    void inputsHaveARowForEachSetting(String name, UnaryOperator<NDList> change) {
        CounterfactualDataset data = builder().optEncoding(new Other(change, true)).build();
        assertThatThrownBy(() -> batches(data))
                .as(name)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("The Encoding gave .*input.* settings: expected .*");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("otherRows")
    void labelsHaveARowForEachSetting(String name, UnaryOperator<NDList> change) {
        CounterfactualDataset data = builder().optEncoding(new Other(change, false)).build();
        assertThatThrownBy(() -> batches(data))
                .as(name)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("The Encoding gave .*label.* settings: expected .*");
    }

    @Test
    void aVariableThatNoPairMakesImpactfulIsNamed() {
        Setting only = Logic.inputs(16).get(0);
        assertThatThrownBy(
                        () ->
                                Equality.dataset(4)
                                        .setInputs(List.of(only))
                                        .optVariables(List.of("left"))
                                        .optImpactfulOnly(true)
                                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("No impactful pair for [left]");
    }

    private List<Batch> batches(CounterfactualDataset data) {
        List<Batch> batches = new ArrayList<>();
        data.getData(manager).forEach(batches::add);
        return batches;
    }

    /** A number for each row of an epoch, by which epochs can be compared. */
    private List<Float> numbers(CounterfactualDataset data) {
        List<Float> numbers = new ArrayList<>();
        for (Batch batch : batches(data)) {
            NDArray weights = manager.create(new float[] {1, 2, 4, 8});
            NDArray base = batch.getData().get(0).matMul(weights);
            NDArray source = batch.getData().get(1).matMul(weights).mul(16);
            NDArray which =
                    batch.getData().get(2).toType(DataType.FLOAT32, false).mul(256).flatten();
            for (float number : base.add(source).add(which).toFloatArray()) {
                numbers.add(number);
            }
        }
        return numbers;
    }
}
