/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import static io.github.djliit.intervention.PlanRoundTripTest.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ai.djl.ndarray.NDArray;
import io.github.djliit.json.JsonFormatException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A plan refers to what its format knows, and to nothing else. */
class PlanFormatTest {

    private static final Edit DOUBLE = Edit.of("double", (NDArray base) -> base.mul(2));
    private static final Edit BLEND = Edit.of("blend", (base, source) -> base.add(source).div(2));
    private static final Featurizer LOG =
            Featurizer.of("log", NDArray::log, (features, x) -> features.exp());

    private static final PlanFormat FORMAT =
            PlanFormat.builder()
                    .addEdit(DOUBLE)
                    .addEdit(BLEND)
                    .addFeaturizer("log", LOG)
                    .optTensors(Map.of("steer", new Value(1, 2, 3)))
                    .build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'site': 'a', 'edit': 'double'}",
                "{'site': 'a', 'edit': 'blend', 'source': 1, 'from': 'b'}",
                "{'site': 'a', 'edit': 'zero', 'featurizer': {'type': 'log'}}",
                "{'site': 'a', 'edit': 'zero', 'features': 'x',"
                        + " 'featurizer': {'type': 'log', 'partition': {'x': '0:2'}}}",
                "{'site': 'a', 'edit': 'add', 'value': '@steer', 'scale': 2}"
            })
    void aPlanWithRegisteredPartsSurvives(String intervention) {
        InterventionPlan read = InterventionPlan.fromJson(json(intervention), FORMAT);
        assertThat(InterventionPlan.fromJson(read.toJson(FORMAT), FORMAT)).isEqualTo(read);
    }

    @Test
    void aRegisteredFeaturizerIsTheVeryObject() {
        InterventionPlan read =
                InterventionPlan.fromJson(
                        json("{'site': 'a', 'edit': 'zero', 'featurizer': {'type': 'log'}}"),
                        FORMAT);
        assertThat(read.interventions().get(0).featurizer()).isSameAs(LOG);
    }

    @Test
    void anAccompanyingTensorIsAValue() {
        InterventionPlan read =
                InterventionPlan.fromJson(
                        json("{'site': 'a', 'edit': 'set', 'value': '@steer'}"), FORMAT);
        assertThat(read.interventions().get(0).edit()).isEqualTo(Edit.set(1, 2, 3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'edit': 'double', 'value': 1 | /value: double takes no value",
                "'edit': 'double', 'source': 0 | /source: double takes no source",
                "'edit': 'doubel' | /edit: unknown edit 'doubel'. Did you mean 'double'?",
                "'edit': 'set', 'value': '@stear' | /value: no accompanying tensor has the name"
                        + " 'stear'. Did you mean 'steer'?",
                "'edit': 'zero', 'featurizer': {'type': 'log', 'size': 3} | /featurizer/size: not"
                        + " a key here.",
                "'edit': 'zero', 'featurizer': {'type': 'lgo'} | /featurizer/type: unknown type of"
                        + " featurizer 'lgo'."
            })
    void whatIsNotKnownIsTold(String line) {
        String[] parts = line.split(" \\| ", 2);
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(
                        () ->
                                InterventionPlan.fromJson(
                                        json("{'site': 'a', " + parts[0] + "}"), FORMAT))
                .withMessageStartingWith("/interventions/0" + parts[1]);
    }

    @Test
    void whatIsNotRegisteredIsNotWritten() {
        InterventionPlan edit = InterventionPlan.of(Intervention.of("a", DOUBLE));
        InterventionPlan map =
                InterventionPlan.of(Intervention.of("a", Edit.zero()).withFeaturizer(LOG));
        assertThatIllegalStateException()
                .isThrownBy(edit::toJson)
                .withMessageContaining("The edit double at a has no JSON form: register it");
        assertThatIllegalStateException()
                .isThrownBy(map::toJson)
                .withMessageContaining("The featurizer log has no JSON form: register it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zero", "interchange", "mask", "double", " ", "custom"})
    void namesOfEditsAreTakenOnce(String name) {
        PlanFormat.Builder builder = PlanFormat.builder().addEdit(DOUBLE);
        Edit edit = Edit.of(name, (NDArray base) -> base);
        assertThatIllegalArgumentException().isThrownBy(() -> builder.addEdit(edit));
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "rotation", "lowrank", "pca", "autoencoder", "log", ""})
    void namesOfFeaturizersAreTakenOnce(String name) {
        PlanFormat.Builder builder = PlanFormat.builder().addFeaturizer("log", LOG);
        assertThatIllegalArgumentException().isThrownBy(() -> builder.addFeaturizer(name, LOG));
    }

    @Test
    void largeValuesAreLaidAside() {
        InterventionPlan plan =
                InterventionPlan.builder()
                        .add("a", Edit.set(1, 2, 3))
                        .add("b", Edit.add(1, 2))
                        .build();
        PlanText text = PlanFormat.builder().optInline(2).build().write(plan);
        assertThat(text.tensors()).isEqualTo(Map.of("interventions.0.value", new Value(1, 2, 3)));
        assertThat(text.json()).contains("\"@interventions.0.value\"");
        PlanFormat reading = PlanFormat.builder().optTensors(text.tensors()).build();
        assertThat(InterventionPlan.fromJson(text.json(), reading)).isEqualTo(plan);
    }

    @Test
    void theWeightsOfLinkedFeaturizersAreLaidAsideOnce() {
        Featurizer shared = ShiftMap.ofWidth(100);
        InterventionPlan plan =
                InterventionPlan.of(
                        Intervention.of("a", Edit.zero()).withFeaturizer(shared),
                        Intervention.of("b", Edit.zero()).withFeaturizer(shared));
        PlanText text = ShiftMap.format().build().write(plan);
        assertThat(text.tensors()).containsOnlyKeys("featurizers.shift1.offset");
        PlanFormat reading = ShiftMap.format().optTensors(text.tensors()).build();
        assertThat(InterventionPlan.fromJson(text.json(), reading)).isEqualTo(plan);
    }

    @Test
    void noRowHasNoForm() {
        InterventionPlan plan =
                InterventionPlan.of(Intervention.of("a", Edit.zero()).withRows(Rows.of(false)));
        assertThatIllegalStateException().isThrownBy(plan::toJson).withMessageContaining("no row");
    }
}
