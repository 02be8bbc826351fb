/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonPrimitive;
import io.github.djliit.intervention.FeaturizerType.Writer;
import io.github.djliit.json.JsonNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The built-in kinds of featurizers. */
final class FeaturizerTypes {

    private static final String WEIGHT = "weight";
    private static final String SIZE = "size";
    private static final String RANK = "rank";
    private static final String SEED = "seed";
    private static final String ACTIVATION = "activation";
    private static final String THRESHOLD = "threshold";

    private static final FeaturizerType IDENTITY =
            new FeaturizerType(
                    "identity",
                    Set.of(),
                    Set.of(),
                    parts -> Featurizer.identity(),
                    new Writer<>(
                            Featurizer.Identity.class,
                            map -> new FeaturizerForm(Map.of(), Map.of())));

    private static final FeaturizerType ROTATION =
            new FeaturizerType(
                    "rotation",
                    Set.of(WEIGHT),
                    Set.of(SIZE, SEED),
                    FeaturizerTypes::rotation,
                    new Writer<>(Rotation.class, map -> FeaturizerForm.of(WEIGHT, map.matrix())));

    private static final FeaturizerType LOW_RANK =
            new FeaturizerType(
                    "lowrank",
                    Set.of(WEIGHT),
                    Set.of(SIZE, RANK, SEED),
                    FeaturizerTypes::lowRank,
                    new Writer<>(LowRank.class, map -> FeaturizerForm.of(WEIGHT, map.matrix())));

    private static final FeaturizerType PCA =
            new FeaturizerType(
                    "pca",
                    Set.of("mean", "std", "components"),
                    Set.of(),
                    parts ->
                            Pca.of(
                                    parts.array("mean"),
                                    parts.array("std"),
                                    parts.array("components")),
                    new Writer<>(Pca.class, FeaturizerTypes::form));

    private static final FeaturizerType AUTOENCODER =
            new FeaturizerType(
                    "autoencoder",
                    Set.of(
                            Autoencoder.ENCODER,
                            Autoencoder.ENCODER_BIAS,
                            Autoencoder.DECODER,
                            Autoencoder.DECODER_BIAS,
                            THRESHOLD),
                    Set.of(ACTIVATION),
                    FeaturizerTypes::autoencoder,
                    new Writer<>(Autoencoder.class, FeaturizerTypes::form));

    static final List<FeaturizerType> ALL = List.of(IDENTITY, ROTATION, LOW_RANK, PCA, AUTOENCODER);

    /** The names of all built-in kinds, which a caller cannot register. */
    static final Set<String> NAMES =
            ALL.stream().map(FeaturizerType::name).collect(Collectors.toUnmodifiableSet());

    private FeaturizerTypes() {}

    private static Featurizer rotation(FeaturizerParts parts) {
        Optional<Value> weight = weight(parts, "a size and a seed", SIZE, SEED);
        if (weight.isPresent()) {
            return SelectionJson.at(parts.place(WEIGHT), () -> Rotation.of(weight.get()));
        }
        int size = parts.count(SIZE);
        parts.checkDrawn((long) size * size);
        return Rotation.random(size, seed(parts));
    }

    private static Featurizer lowRank(FeaturizerParts parts) {
        Optional<Value> weight = weight(parts, "a size, a rank and a seed", SIZE, RANK, SEED);
        if (weight.isPresent()) {
            return SelectionJson.at(parts.place(WEIGHT), () -> LowRank.of(weight.get()));
        }
        int size = parts.count(SIZE);
        int rank = parts.count(RANK);
        parts.checkDrawn((long) size * rank);
        return LowRank.random(size, rank, seed(parts));
    }

    /** Reads a matrix that is either given or drawn. */
    private static Optional<Value> weight(FeaturizerParts parts, String settings, String... keys) {
        Optional<Value> weight = parts.find(WEIGHT);
        Optional<JsonNode> drawn =
                Arrays.stream(keys).map(parts::setting).flatMap(Optional::stream).findFirst();
        if (weight.isPresent() && drawn.isPresent()) {
            throw drawn.get().fault("there is a weight already: give either that, or " + settings);
        }
        if (weight.isEmpty() && drawn.isEmpty()) {
            throw parts.fault("expected a weight, a file with one, or " + settings);
        }
        return weight;
    }

    private static long seed(FeaturizerParts parts) {
        return parts.setting(SEED).map(JsonNode::longInteger).orElse(0L);
    }

    private static Featurizer autoencoder(FeaturizerParts parts) {
        Value encoder = parts.array(Autoencoder.ENCODER);
        Autoencoder.Builder builder =
                Autoencoder.builder()
                        .setEncoder(encoder, parts.array(Autoencoder.ENCODER_BIAS))
                        .setDecoder(
                                parts.array(Autoencoder.DECODER),
                                parts.array(Autoencoder.DECODER_BIAS));
        if (isJump(parts)) {
            builder.optThreshold(threshold(parts.array(THRESHOLD), encoder.shape()));
        }
        return builder.build();
    }

    private static boolean isJump(FeaturizerParts parts) {
        Optional<JsonNode> activation = parts.setting(ACTIVATION);
        boolean hasThreshold = parts.find(THRESHOLD).isPresent();
        if (activation.isEmpty()) {
            return hasThreshold;
        }
        return switch (activation.get().string()) {
            case "jumprelu" -> true;
            case "relu" -> {
                if (hasThreshold) {
                    throw parts.place(THRESHOLD).fault("a relu takes no threshold");
                }
                yield false;
            }
            default ->
                    throw activation
                            .get()
                            .fault(
                                    "expected relu or jumprelu, found '"
                                            + activation.get().string()
                                            + "'");
        };
    }

    /** One number holds for all latents. */
    private static Value threshold(Value given, Shape encoder) {
        if (given.shape().dimension() > 0 || encoder.dimension() != 2) {
            return given;
        }
        float[] all = new float[(int) encoder.get(1)];
        Arrays.fill(all, given.toArray()[0]);
        return new Value(all, new Shape(all.length));
    }

    private static FeaturizerForm form(Pca map) {
        Map<String, Value> arrays = new LinkedHashMap<>();
        arrays.put("mean", map.mean());
        arrays.put("std", map.std());
        arrays.put("components", map.components());
        return new FeaturizerForm(arrays, Map.of());
    }

    private static FeaturizerForm form(Autoencoder map) {
        Map<String, Value> arrays = new LinkedHashMap<>();
        for (String key :
                List.of(
                        Autoencoder.ENCODER,
                        Autoencoder.ENCODER_BIAS,
                        Autoencoder.DECODER,
                        Autoencoder.DECODER_BIAS)) {
            arrays.put(key, map.weights().value(key));
        }
        map.threshold().ifPresent(threshold -> arrays.put(THRESHOLD, threshold));
        String activation = map.threshold().isPresent() ? "jumprelu" : "relu";
        return new FeaturizerForm(arrays, Map.of(ACTIVATION, new JsonPrimitive(activation)));
    }
}
