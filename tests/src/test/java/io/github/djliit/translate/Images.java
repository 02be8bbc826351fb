/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.translate;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.transform.ToTensor;
import ai.djl.modality.cv.translator.ImageClassificationTranslator;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.translate.Translator;
import java.util.List;

/** A small network on images, 8 by 8, and DJL's own translator for it. */
final class Images {

    static final String CONVOLUTION = "01Conv2d";
    private static final int SIDE = 8;

    private Images() {}

    static Block network() {
        return new SequentialBlock()
                .add(Conv2d.builder().setKernelShape(new Shape(3, 3)).setFilters(4).build())
                .add(Activation.reluBlock())
                .add(Blocks.batchFlattenBlock())
                .add(Linear.builder().setUnits(3).build());
    }

    static Model model(String name) {
        Engine.getInstance().setRandomSeed(7);
        Model model = Model.newInstance(name);
        model.setBlock(network());
        model.getBlock()
                .initialize(model.getNDManager(), DataType.FLOAT32, new Shape(1, 3, SIDE, SIDE));
        return model;
    }

    static Translator<Image, Classifications> translator() {
        return ImageClassificationTranslator.builder()
                .addTransform(new ToTensor())
                .optSynset(List.of("cat", "dog", "fish"))
                .optApplySoftmax(true)
                .build();
    }

    /** An image of its own for each number. */
    static Image image(int number) {
        return image(number, SIDE);
    }

    static Image image(int number, int side) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray pixels = manager.arange(0f, 3f * side * side).mul(7 + number).mod(256);
            NDArray array = pixels.reshape(3, side, side).toType(DataType.UINT8, false);
            return ImageFactory.getInstance().fromNDArray(array);
        }
    }

    static float[] probabilities(Classifications classes) {
        float[] found = new float[3];
        List<String> names = List.of("cat", "dog", "fish");
        for (int i = 0; i < found.length; i++) {
            found[i] = (float) classes.get(names.get(i)).getProbability();
        }
        return found;
    }
}
