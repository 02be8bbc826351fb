/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.report;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.alignment.Subspace;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Variable;
import io.github.djliit.intervention.Features;
import io.github.djliit.intervention.Featurizer;
import io.github.djliit.network.SiteInfo;
import io.github.djliit.site.Path;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Causal models and networks to draw. */
final class Examples {

    static final String HOSTILE = "<script>alert(\"1\")</script>&\n\u202e]]>'" + "x".repeat(300);

    private static final Variable<Boolean> A = Variable.bool("a");
    private static final Variable<Boolean> B = Variable.bool("b");
    private static final Variable<Boolean> C = Variable.bool("c");
    private static final Variable<Boolean> D = Variable.bool("d");
    private static final Variable<Boolean> LEFT = Variable.bool("left");
    private static final Variable<Boolean> RIGHT = Variable.bool("right");
    private static final Variable<Boolean> OUT = Variable.bool("O");

    static final CausalModel EQUALITY =
            CausalModel.builder("equality")
                    .input(A, B, C, D)
                    .mechanism(LEFT, A, B, Boolean::equals)
                    .mechanism(RIGHT, C, D, Boolean::equals)
                    .mechanism(OUT, LEFT, RIGHT, Boolean::equals)
                    .output(OUT)
                    .build();

    private Examples() {}

    /** Two variables in one of six blocks. */
    static AlignmentPicture six() {
        return picture(chain(6))
                .setAlignment(Alignment.of(LEFT, "03Linear[0:4]", RIGHT, "03Linear[4:8]"))
                .optFigures(Map.of("left", .9993, "right", .5062))
                .build();
    }

    /** Variables at several sites, deep in one of ten layers of twelve blocks. */
    static AlignmentPicture hundredAndTwenty() {
        Alignment alignment =
                Alignment.builder()
                        .align(LEFT, "layers.3.attention[5:7, h{0}/12]", "layers.7.mlp:input")
                        .align(RIGHT, "layers.3.attention[5:7, h{3,7}/12]")
                        .align("O", "layers.9[-1]")
                        .build();
        return picture(transformer())
                .setAlignment(alignment)
                .optFigures(Map.of("left", .97, "right", .71, "O", .13))
                .optNote("right", "rotation, 4 of 64")
                .build();
    }

    /** Nothing measured, and names that nobody should trust. */
    static AlignmentPicture hostile() {
        Variable<Boolean> in = Variable.bool("in");
        Variable<Boolean> bad = Variable.bool(HOSTILE);
        CausalModel model =
                CausalModel.builder(HOSTILE)
                        .input(in)
                        .mechanism(bad, in, x -> x)
                        .output(bad)
                        .build();
        Path path = Path.root().child(HOSTILE).child("漢字" + "漢".repeat(80));
        Site site = Site.of(path);
        return AlignmentPicture.builder()
                .setCausalModel(model)
                .setSites(List.of(info(path, HOSTILE)))
                .setAlignment(new Alignment(Map.of(HOSTILE, List.of(site))))
                .optNote(HOSTILE, HOSTILE)
                .build();
    }

    /** Two variables in directions of one site, and one at its positions and units. */
    static AlignmentPicture subspaces() {
        Featurizer rotation = new Directions();
        Site site = Site.of("03Linear");
        Alignment alignment =
                Alignment.builder()
                        .align("left", Map.of(site, new Subspace(rotation, Features.of("0:2"))))
                        .align("right", Map.of(site, new Subspace(rotation, Features.of("{4,9}"))))
                        .align("O", "05Linear[11, 0:96]")
                        .build();
        return picture(chain(6))
                .setAlignment(alignment)
                .optFigures(Map.of("left", .98, "right", .61))
                .optUnmeasured(
                        "aligned; the recorded figures are not shown: they were measured with another alignment")
                .build();
    }

    /** A map that needs no engine to be drawn. */
    private record Directions() implements Featurizer {

        @Override
        public String name() {
            return "rotation";
        }

        @Override
        public OptionalLong width() {
            return OptionalLong.of(16);
        }

        @Override
        public NDArray featurize(NDArray activation) {
            return activation;
        }

        @Override
        public NDArray restore(NDArray features, NDArray activation) {
            return features;
        }
    }

    /** Long names of layers, and words for positions. */
    static HeatMap words(int layers, String... words) {
        List<String> rows = new ArrayList<>();
        double[][] values = new double[layers][words.length];
        for (int i = 0; i < layers; i++) {
            rows.add("base_model.model.transformer.layers." + i + ".self_attention.output");
            for (int j = 0; j < words.length; j++) {
                values[i][j] = i == j ? Double.NaN : (i * 7 + j * 3) % 11 / 10.0;
            }
        }
        List<String> columns = new ArrayList<>();
        for (int j = 0; j < words.length; j++) {
            columns.add(j + " " + words[j]);
        }
        return HeatMap.builder()
                .setTitle("IIA of left by site")
                .setRows(rows)
                .setColumns(columns)
                .optAxes("site", "position and word, * one of several")
                .setValues(values)
                .build();
    }

    static HeatMap heatMap(int rows, int columns) {
        double[][] values = new double[rows][columns];
        List<String> names = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            names.add("layers." + i);
            for (int j = 0; j < columns; j++) {
                double near = Math.exp(-Math.hypot(i - rows / 2.0, j - columns / 3.0) / 2);
                values[i][j] = i == 1 && j == 2 ? Double.NaN : .5 + near / 2;
            }
        }
        List<String> positions = new ArrayList<>();
        for (int j = 0; j < columns; j++) {
            positions.add(Integer.toString(j));
        }
        return HeatMap.builder()
                .setTitle("IIA of left by layer and position")
                .setRows(names)
                .setColumns(positions)
                .setValues(values)
                .build();
    }

    static TrainingCurves curves(int epochs) {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= epochs; i++) {
            double task = 3 * Math.exp(-i / 20.0) + .02;
            double iit = 2 * Math.exp(-i / 50.0) + .05;
            lines.append(
                    """
                    {"epoch":%s,"loss":%s,"losses":{"task":%s,"iit":%s},"task_accuracy":%s,\
                    "iia":{"left":%s,"right":%s}}
                    """
                            .formatted(
                                    i,
                                    task + iit,
                                    task,
                                    iit,
                                    1 - task / 6,
                                    1 - iit / 4,
                                    1 - iit / 5));
        }
        return TrainingCurves.fromJsonLines(lines.toString());
    }

    static AlignmentPicture.Builder picture(List<SiteInfo> sites) {
        return AlignmentPicture.builder().setCausalModel(EQUALITY).setSites(sites);
    }

    static List<SiteInfo> chain(int blocks) {
        List<SiteInfo> sites = new ArrayList<>(List.of(info(Path.root(), "SequentialBlock")));
        for (int i = 1; i <= blocks; i++) {
            sites.add(
                    info(Path.root().child(String.format(Locale.ROOT, "%02dLinear", i)), "Linear"));
        }
        return sites;
    }

    /** Ten layers of twelve blocks each, the layer among them. */
    static List<SiteInfo> transformer() {
        List<SiteInfo> sites = new ArrayList<>(List.of(info(Path.root(), "Transformer")));
        Path layers = Path.root().child("layers");
        sites.add(info(layers, "SequentialBlock"));
        for (int i = 0; i < 10; i++) {
            Path layer = layers.child(Integer.toString(i));
            sites.add(info(layer, "EncoderLayer"));
            sites.add(info(layer.child("attention"), "Attention"));
            for (String part : List.of("query", "key", "value", "heads", "output")) {
                sites.add(info(layer.child("attention").child(part), "Linear"));
            }
            sites.add(info(layer.child("mlp"), "SequentialBlock"));
            for (String part : List.of("up", "act", "down", "norm")) {
                sites.add(info(layer.child("mlp").child(part), "Linear"));
            }
        }
        return sites;
    }

    private static SiteInfo info(Path path, String type) {
        Optional<Shape> shape = Optional.of(new Shape(-1, 12, 768));
        return new SiteInfo(Site.of(path), type, shape, Optional.empty());
    }
}
