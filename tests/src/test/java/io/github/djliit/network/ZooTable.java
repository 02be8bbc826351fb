/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import static io.github.djliit.network.BlockTable.words;
import static io.github.djliit.network.WalkedNetwork.network;

import ai.djl.basicmodelzoo.basic.Mlp;
import ai.djl.basicmodelzoo.cv.classification.AlexNet;
import ai.djl.basicmodelzoo.cv.classification.GoogLeNet;
import ai.djl.basicmodelzoo.cv.classification.LeNet;
import ai.djl.basicmodelzoo.cv.classification.MobileNetV1;
import ai.djl.basicmodelzoo.cv.classification.MobileNetV2;
import ai.djl.basicmodelzoo.cv.classification.NiN;
import ai.djl.basicmodelzoo.cv.classification.ResNetV1;
import ai.djl.basicmodelzoo.cv.classification.SqueezeNet;
import ai.djl.basicmodelzoo.cv.classification.VGG;
import ai.djl.basicmodelzoo.cv.object_detection.ssd.SingleShotDetection;
import ai.djl.basicmodelzoo.cv.object_detection.yolo.YOLOV3;
import ai.djl.basicmodelzoo.nlp.SimpleTextDecoder;
import ai.djl.basicmodelzoo.nlp.SimpleTextEncoder;
import ai.djl.basicmodelzoo.tabular.TabNet;
import ai.djl.modality.nlp.embedding.TrainableTextEmbedding;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.recurrent.LSTM;
import java.util.List;
import java.util.stream.Stream;

/** Every network of {@code ai.djl.basicmodelzoo}, as small as its builder allows. */
final class ZooTable {

    private ZooTable() {}

    static Stream<WalkedNetwork> networks() {
        return Stream.concat(pictures(), others());
    }

    private static Stream<WalkedNetwork> pictures() {
        int[] four = {4, 4, 4, 4, 4, 4, 4};
        int[] nine = {4, 4, 4, 4, 4, 4, 4, 4, 4};
        return Stream.of(
                network("LeNet", () -> LeNet.builder().build(), 2, 1, 28, 28),
                network(
                        "AlexNet",
                        () -> AlexNet.builder().setNumChannels(four).build(),
                        2,
                        1,
                        67,
                        67),
                network("VGG", ZooTable::vgg, 2, 1, 32, 32),
                network(
                        "NiN",
                        () -> NiN.builder().setNumChannels(new int[] {4, 4, 4, 4}).build(),
                        2,
                        1,
                        67,
                        67),
                network("GoogLeNet", () -> GoogLeNet.builder().build(), 2, 1, 32, 32).every(7),
                network("SqueezeNet", () -> SqueezeNet.squeezenet(20), 2, 3, 32, 32),
                network("ResNetV1", ZooTable::resNet, 2, 1, 8, 8),
                network("MobileNetV1", ZooTable::mobileNet, 2, 3, 32, 32),
                network(
                        "MobileNetV2",
                        () -> MobileNetV2.builder().optFilters(nine).build(),
                        2,
                        3,
                        32,
                        32),
                network("SingleShotDetection", ZooTable::ssd, 2, 3, 8, 8),
                network("YOLOV3", () -> YOLOV3.builder().setNumClasses(1).build(), 2, 3, 32, 32)
                        .every(31));
    }

    private static Stream<WalkedNetwork> others() {
        return Stream.of(
                network(() -> new Mlp(4, 2, new int[] {3, 3}), 2, 4),
                network("TabNet", ZooTable::tabNet, 2, 5).unreached("02sharedfc0", "03sharedfc1"),
                network(() -> new SimpleTextEncoder(embedding(), lstm(true)))
                        .ints(new Shape(2, 3), 1, 2, 3, 2, 0, 1),
                network(() -> new SimpleTextDecoder(embedding(), lstm(false), 5))
                        .ints(new Shape(2, 1), 1, 2));
    }

    private static Block vgg() {
        return VGG.builder()
                .setNumLayers(8)
                .setConvArch(new int[][] {{1, 4}, {1, 4}, {1, 4}, {1, 4}, {1, 4}})
                .build();
    }

    private static Block resNet() {
        return ResNetV1.builder()
                .setNumLayers(8)
                .setOutSize(3)
                .setImageShape(new Shape(1, 8, 8))
                .build();
    }

    private static Block mobileNet() {
        return MobileNetV1.builder().optWidthMultiplier(.1f).setOutSize(3).build();
    }

    private static Block ssd() {
        return SingleShotDetection.builder()
                .setBaseNetwork(SingleShotDetection.getDownSamplingBlock(4))
                .setNumFeatures(1)
                .setNumClasses(1)
                .setSizes(List.of(List.of(.2f), List.of(.4f), List.of(.6f)))
                .setRatios(List.of(List.of(1f), List.of(1f), List.of(1f)))
                .build();
    }

    private static Block tabNet() {
        return TabNet.builder()
                .setInputDim(5)
                .setOutDim(2)
                .optNumD(3)
                .optNumA(3)
                .optNumSteps(3)
                .build();
    }

    private static TrainableTextEmbedding embedding() {
        return new TrainableTextEmbedding(words());
    }

    private static LSTM lstm(boolean state) {
        return LSTM.builder().setStateSize(3).setNumLayers(1).optReturnState(state).build();
    }
}
