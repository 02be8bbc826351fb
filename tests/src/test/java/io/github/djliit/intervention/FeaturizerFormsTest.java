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
import static io.github.djliit.intervention.PlanRoundTripTest.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.ndarray.types.Shape;
import io.github.djliit.json.JsonFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rotations, low-rank maps, components, autoencoders and trained masks have a JSON form. */
class FeaturizerFormsTest {

    private static InterventionPlan with(String featurizer) {
        return plan("{'site': 'a', 'edit': 'zero', 'featurizer': " + featurizer + "}");
    }

    private static Featurizer map(InterventionPlan plan) {
        return plan.interventions().get(0).featurizer();
    }

    private static Edit edit(String keys) {
        InterventionPlan read = plan("{'site': 'a', 'edit': 'mask', " + keys + "}");
        return InterventionPlan.fromJson(read.toJson()).interventions().get(0).edit();
    }

    private static Featurizer again(String featurizer) {
        return map(InterventionPlan.fromJson(with(featurizer).toJson()));
    }

    @Test
    void aRotationIsGivenByItsMatrix() {
        Rotation rotation = (Rotation) again("{'type': 'rotation', 'weight': [[0, 1], [-1, 0]]}");
        assertThat(rotation.matrix())
                .isEqualTo(new Value(new float[] {0, 1, -1, 0}, new Shape(2, 2)));
    }

    @Test
    void aRotationIsDrawnFromASeedAndWrittenBitByBit() {
        Rotation drawn = Rotation.random(5, 7);
        assertThat(((Rotation) again("{'type': 'rotation', 'size': 5, 'seed': 7}")).matrix())
                .isEqualTo(drawn.matrix());
    }

    @Test
    void lowRankIsDrawnFromASeed() {
        LowRank drawn = LowRank.random(5, 2, 7);
        String json = "{'type': 'lowrank', 'size': 5, 'rank': 2, 'seed': 7}";
        assertThat(((LowRank) again(json)).matrix()).isEqualTo(drawn.matrix());
    }

    @Test
    void componentsSurvive() {
        Pca pca =
                (Pca)
                        again(
                                "{'type': 'pca', 'mean': [1, 2], 'std': [3, 4],"
                                        + " 'components': [[0, 1]]}");
        assertThat(pca.mean()).isEqualTo(new Value(1, 2));
        assertThat(pca.std()).isEqualTo(new Value(3, 4));
        assertThat(pca.components()).isEqualTo(new Value(new float[] {0, 1}, new Shape(1, 2)));
    }

    @Test
    void anAutoencoderSurvives() {
        Autoencoder map =
                (Autoencoder)
                        again(
                                "{'type': 'autoencoder', 'encoder': [[1, 2, 3]], 'encoder_bias':"
                                        + " [4, 5, 6], 'decoder': [[1], [2], [3]], 'decoder_bias':"
                                        + " [9], 'activation': 'jumprelu', 'threshold': 0.5}");
        assertThat(map.threshold()).contains(new Value(0.5f, 0.5f, 0.5f));
        assertThat(map.weights().value("encoder_bias")).isEqualTo(new Value(4, 5, 6));
        assertThat(map.count()).hasValue(3);
    }

    @Test
    void aTrainedMaskIsGivenByItsLogits() {
        SigmoidMask mask = (SigmoidMask) edit("'logits': [1, -2], 'temperature': 0.5");
        assertThat(mask.logits()).isEqualTo(new Value(1, -2));
        assertThat(mask.temperature()).isEqualTo(0.5f);
    }

    @Test
    void aBoundaryIsGivenAsAShare() {
        BoundaryMask mask = (BoundaryMask) edit("'boundary': 0.25, 'temperature': 10, 'source': 1");
        assertThat(mask.boundary()).isEqualTo(0.25f);
        assertThat(mask.temperature()).isEqualTo(10f);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'type': 'rotation' | : expected a weight, a file with one, or a size and a seed",
                "'type': 'rotation', 'weight': [[1, 0], [0, 1]], 'size': 2 | /size: there is a",
                "'type': 'rotation', 'weight': [[1, 1], [0, 1]] | /weight: The columns of the",
                "'type': 'rotation', 'weight': [[1, 0]] | /weight: The matrix of a rotation is",
                "'type': 'rotation', 'seed': 3 | /size: missing",
                "'type': 'rotation', 'size': 0 | /size: expected a number from 1, found 0",
                "'type': 'rotation', 'size': 100000 | : the featurizers of a plan may draw at most",
                "'type': 'rotation', 'rank': 1 | /rank: not a key here.",
                "'type': 'lowrank', 'size': 2 | /rank: missing",
                "'type': 'lowrank', 'size': 2, 'rank': 3 | : A lowrank is a matrix",
                "'type': 'pca', 'mean': [1], 'std': [1] | /components: missing: pca needs this",
                "'type': 'pca', 'mean': [1], 'std': [0], 'components': [[1]] | : The standard",
                "'type': 'autoencoder', 'encoder': [[1]], 'encoder_bias': [1], 'decoder': [[1]],"
                        + " 'decoder_bias': [1], 'activation': 'relu', 'threshold': 1"
                        + " | /threshold: a relu takes no threshold",
                "'type': 'autoencoder', 'encoder': [[1]], 'encoder_bias': [1], 'decoder': [[1]],"
                        + " 'decoder_bias': [1], 'activation': 'gelu'"
                        + " | /activation: expected relu or jumprelu, found 'gelu'",
                "'type': 'autoencoder', 'encoder': [[1]], 'encoder_bias': [1], 'decoder': [[1]],"
                        + " 'decoder_bias': [1], 'activation': 'jumprelu'"
                        + " | /threshold: missing: autoencoder needs this array",
                "'type': 'autoencoder', 'encoder': [[1]], 'encoder_bias': [1, 2], 'decoder': [[1]],"
                        + " 'decoder_bias': [1] | : With an encoder of shape (1, 1)",
            })
    void faultsAreTold(String keys, String message) {
        String json = json("{'site': 'a', 'edit': 'zero', 'featurizer': {" + keys + "}}");
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(() -> InterventionPlan.fromJson(json))
                .withMessageStartingWith("/interventions/0/featurizer" + message);
    }
}
