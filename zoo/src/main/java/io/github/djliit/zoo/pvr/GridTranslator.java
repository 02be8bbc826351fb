/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.pvr;

import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Images of grids in, classes {@code 0} to {@code 9} out.
 *
 * <p>Ink is light and paper dark, as in MNIST; colours become the mean of red, green and blue. An
 * image of another size is resized to {@value GridEncoding#SIDE} by {@value GridEncoding#SIDE}
 * pixels. Stateless.
 */
public final class GridTranslator implements Translator<Image, Classifications> {

    private static final List<String> DIGITS =
            IntStream.range(0, 10).mapToObj(Integer::toString).toList();
    private static final float WHITE = 255;

    /** Creates a translator. */
    public GridTranslator() {
        // It has no settings.
    }

    /** {@inheritDoc} The array is float32 {@code [1, }height{@code , }width{@code ]}. */
    @Override
    public NDList processInput(TranslatorContext context, Image image) {
        int side = GridEncoding.SIDE;
        boolean fits = image.getWidth() == side && image.getHeight() == side;
        Image sized = fits ? image : image.resize(side, side, true);
        NDArray colours = sized.toNDArray(context.getNDManager(), Image.Flag.COLOR); // [H, W, 3]
        NDArray grey = colours.toType(DataType.FLOAT32, false).mean(new int[] {2});
        return new NDList(grey.div(WHITE).expandDims(0));
    }

    @Override
    public Classifications processOutput(TranslatorContext context, NDList outputs) {
        return new Classifications(DIGITS, outputs.head().softmax(0)); // [10]
    }
}
