/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Application;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.modality.cv.Image;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ModelZoo;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import com.google.gson.JsonObject;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.translate.InterventionInput;
import io.github.djliit.translate.InterventionOutput;
import io.github.djliit.zoo.language.IndirectObject;
import io.github.djliit.zoo.pvr.GridEncoding;
import io.github.djliit.zoo.pvr.PointerModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ModelZooTest {

    @TempDir private Path folder;

    private static <I, O> Criteria.Builder<I, O> criteria(String id, Class<I> in, Class<O> out) {
        return Criteria.builder()
                .setTypes(in, out)
                .optGroupId("io.github.djliit")
                .optArtifactId(id);
    }

    @Test
    void theServiceLoaderFindsTheZoo() throws Exception {
        assertThat(ModelZoo.getModelZoo("io.github.djliit")).isInstanceOf(IitModelZoo.class);
        assertThat(ModelZoo.listModels().get(Application.Tabular.SOFTMAX_REGRESSION))
                .anyMatch(model -> model.getArtifactId().equals("equality"));
    }

    @Test
    void arraysGoInAndComeOut() throws Exception {
        try (ZooModel<NDList, NDList> model =
                        criteria("sum3", NDList.class, NDList.class).build().loadModel();
                Predictor<NDList, NDList> predictor = model.newPredictor();
                NDManager manager = NDManager.newBaseManager()) {
            NDList numbers = new NDList(manager.create(new float[][] {{3, 6, 9}}));
            assertThat(predictor.predict(numbers).head().argMax(1).getLong()).isEqualTo(18);
        }
    }

    @ParameterizedTest
    @CsvSource({"x, 19", "y, 16", "z, 13", "S, 17", "O, 12"})
    void aVariableIsTakenFromASource(String variable, String sum) throws Exception {
        try (ZooModel<InterventionInput<SumInput>, InterventionOutput<Classifications>> model =
                        Criteria.builder()
                                .setTypes(
                                        InterventionInput.type(SumInput.class),
                                        InterventionOutput.type(Classifications.class))
                                .optArtifactId("sum3")
                                .build()
                                .loadModel();
                var predictor = model.newPredictor()) {
            AlignedModel aligned = AlignedModel.of(model);
            InterventionPlan plan = aligned.plans().get(variable);
            InterventionOutput<Classifications> output =
                    predictor.predict(
                            InterventionInput.of(plan, SumInput.of(3, 6, 9), SumInput.of(4, 4, 4)));
            assertThat(output.base().best().getClassName()).isEqualTo("18");
            assertThat(output.counterfactual().best().getClassName()).isEqualTo(sum);
        }
    }

    @Test
    void valuesOfTheCausalModelGoIn() throws Exception {
        try (ZooModel<Setting, Classifications> model =
                        criteria("sum4-transformer", Setting.class, Classifications.class)
                                .optArgument("output", "0")
                                .build()
                                .loadModel();
                Predictor<Setting, Classifications> predictor = model.newPredictor()) {
            Setting input = SumInput.of(1, 2, 3, 4).toSetting();
            assertThat(predictor.predict(input).best().getClassName()).isEqualTo("10");
            assertThat(input.get(Variable.integer("w"))).isEqualTo(1);
        }
    }

    @Test
    void aFilterFindsTheTwinThatWasNotTrainedByInterchanges() throws Exception {
        Map<String, String> filter = Map.of("iit", "false");
        try (ZooModel<NDList, NDList> with =
                        criteria("sum3", NDList.class, NDList.class).build().loadModel();
                ZooModel<NDList, NDList> without =
                        criteria("sum3", NDList.class, NDList.class)
                                .optFilters(filter)
                                .build()
                                .loadModel()) {
            assertThat(iia(with, "S")).isGreaterThan(.99);
            assertThat(iia(without, "S")).isLessThan(.15);
        }
    }

    private static double iia(ZooModel<?, ?> model, String variable) throws Exception {
        FigureIntervals figures = FigureIntervals.of(AlignedModel.of(model).card().figures());
        return figures.intervals().get("iia." + variable).low();
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThatThrownBy(
                        () ->
                                criteria("sum3", NDList.class, NDList.class)
                                        .optFilter("iit", "perhaps")
                                        .build()
                                        .loadModel())
                .isInstanceOf(ModelNotFoundException.class);
    }

    static List<String> ids() {
        return BundledModels.ids();
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("ids")
    void evaluationMeetsTheRecord(String id) {
        CommandRun run = CommandRun.of("evaluate", id, "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonObject record = run.json().getAsJsonObject("record");
        assertThat(record.get("met").getAsBoolean()).as(record.toString()).isTrue();
    }

    /** The pair that the model's card tells of, as values of the causal model. */
    @ParameterizedTest
    @MethodSource("ids")
    void theDocumentedCounterfactualIsRight(String id) throws Exception {
        ZooEntry entry = ZooEntry.get(id);
        DocumentedPair pair = entry.pair();
        try (var model = interventions(entry, Setting.class);
                var predictor = model.newPredictor()) {
            AlignedModel aligned = AlignedModel.of(model);
            CausalModel causal = aligned.causalModel();
            Variable<?> output = causal.outputs().get(causal.outputs().size() - 1);
            var outputs =
                    predictor.predict(
                            InterventionInput.of(
                                    aligned.plans().get(pair.variable()),
                                    pair.base(),
                                    pair.source()));
            Setting run = causal.run(pair.base());
            Setting changed =
                    causal.interchange(
                            pair.base(), causal.variable(pair.variable()), pair.source());
            assertThat(outputs.base().best().getClassName())
                    .isEqualTo(run.value(output).toString());
            assertThat(outputs.counterfactual().best().getClassName())
                    .isEqualTo(changed.value(output).toString())
                    .isNotEqualTo(run.value(output).toString());
        }
    }

    private static <I>
            ZooModel<InterventionInput<I>, InterventionOutput<Classifications>> interventions(
                    ZooEntry entry, Class<I> type) throws Exception {
        return Criteria.builder()
                .setTypes(
                        InterventionInput.type(type),
                        InterventionOutput.type(Classifications.class))
                .optApplication(entry.application())
                .optArtifactId(entry.artifactId())
                .optFilter("iit", entry.properties().get("iit"))
                .build()
                .loadModel();
    }

    @Test
    void anImageGoesIn() throws Exception {
        Image grid = GridEncoding.picture(PointerModel.grid(-5, 4, 1, 5, 9));
        try (ZooModel<Image, Classifications> model =
                        criteria("pvr", Image.class, Classifications.class).build().loadModel();
                Predictor<Image, Classifications> predictor = model.newPredictor()) {
            assertThat(predictor.predict(grid).best().getClassName()).isEqualTo("5");
            Image large = grid.resize(320, 320, true);
            assertThat(predictor.predict(large).best().getClassName()).isEqualTo("5");
        }
    }

    /** A digit pasted from an image: what the top left points at. */
    @Test
    void aVariableIsTakenFromAnImage() throws Exception {
        Image base = GridEncoding.picture(PointerModel.grid(-5, 4, 1, 5, 9));
        Image source = GridEncoding.picture(PointerModel.grid(-6, 0, 8, 4, 7));
        try (var model = interventions(ZooEntry.get("pvr"), Image.class);
                var predictor = model.newPredictor()) {
            InterventionPlan plan = AlignedModel.of(model).plans().get("TL");
            var output = predictor.predict(InterventionInput.of(plan, base, source));
            assertThat(output.counterfactual().best().getClassName()).isEqualTo("1");
        }
    }

    @Test
    void aSentenceGoesIn() throws Exception {
        try (ZooModel<String, Classifications> model =
                        criteria("ioi", String.class, Classifications.class).build().loadModel();
                Predictor<String, Classifications> predictor = model.newPredictor()) {
            String text = "When Mary and John went to the store, John gave a ring to";
            assertThat(predictor.predict(text).best().getClassName()).isEqualTo("Mary");
        }
    }

    @Test
    void aVariableIsTakenFromASentence() throws Exception {
        String base = "When Mary and John went to the store, John gave a ring to";
        String source = "When Hugo and Vera went to the museum, Hugo gave a coin to";
        try (var model = interventions(ZooEntry.get("ioi"), String.class);
                var predictor = model.newPredictor()) {
            AlignedModel aligned = AlignedModel.of(model);
            for (Map.Entry<String, String> each :
                    Map.of("duplicate", "John", "target", "John", "IO", "Vera").entrySet()) {
                InterventionPlan plan = aligned.plans().get(each.getKey());
                var output = predictor.predict(InterventionInput.of(plan, base, source));
                assertThat(output.counterfactual().best().getClassName())
                        .as(each.getKey())
                        .isEqualTo(each.getValue());
            }
        }
    }

    @Test
    void anInputOfAnotherModelIsTold() throws Exception {
        // Not by criteria: DJL leaves a model open that it could not load.
        try (var model = criteria("sum3", NDList.class, NDList.class).build().loadModel()) {
            assertThatThrownBy(
                            () ->
                                    new RecipeTranslatorFactory()
                                            .newInstance(
                                                    Image.class,
                                                    Classifications.class,
                                                    model,
                                                    Map.of()))
                    .hasMessageStartingWith("The model sum3 has no translator of these types")
                    .hasMessageContaining("NDList to NDList, Setting to Classifications, SumInput")
                    .hasMessageEndingWith(
                            "TaskInput to Classifications], found Image to Classifications");
        }
    }

    @ParameterizedTest
    @CsvSource({"equality, sum3", "ioi, sum3", "pvr, equality"})
    void anAlignmentOfAnotherModelIsTold(String id, String other) throws Exception {
        Path from = BundledModels.open(id).path();
        for (Path file : AtomicDirectory.files(from)) {
            if (Files.isRegularFile(file)) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Path alignment = BundledModels.open(other).path().resolve("alignment.json");
        Files.copy(alignment, folder.resolve("alignment.json"), REPLACE_EXISTING);
        Criteria.Builder<NDList, NDList> criteria =
                Criteria.builder()
                        .setTypes(NDList.class, NDList.class)
                        .optModelPath(folder)
                        .optArgument("blockFactory", new RecipeBlockFactory())
                        .optTranslator(new NoopTranslator());
        NetworkFile.of(Recipes.get(id)).options().forEach(criteria::optOption);
        try (ZooModel<NDList, NDList> model = criteria.optModelName(id).build().loadModel()) {
            assertThatThrownBy(() -> AlignedModel.of(model))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("alignment.json");
        }
    }

    /** Ids are int64, which the request does not say. */
    @Test
    void whatServersGetGoesIn() throws Exception {
        long[] ids =
                IndirectObject.tokenizer()
                        .encode("When Mary and John went to the store, John gave a ring to");
        Input request = new Input();
        request.addProperty("Content-Type", "application/json");
        String base = Arrays.toString(ids);
        request.add("{\"inputs\": {\"base\": [" + base + "]}, \"return\": [\"output\"]}");
        try (ZooModel<Input, Output> model =
                        criteria("ioi", Input.class, Output.class).build().loadModel();
                Predictor<Input, Output> predictor = model.newPredictor()) {
            Output reply = predictor.predict(request);
            assertThat(reply.getCode()).as(reply.getData().getAsString()).isEqualTo(200);
            assertThat(reply.getData().getAsString()).contains("\"shape\":[1,14,49]");
        }
    }

    @Test
    void theCommandLineListsThem() {
        CommandRun run = CommandRun.of("models", "--json");
        assertThat(run.json().getAsJsonArray("models")).hasSize(BundledModels.ids().size());
    }

    @Test
    void aNameThatIsNearlyRightIsHinted() {
        CommandRun run = CommandRun.of("evaluate", "equalty");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("iit models");
    }
}
