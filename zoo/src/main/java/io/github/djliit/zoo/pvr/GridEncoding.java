/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.pvr;

import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.causal.Setting;
import io.github.djliit.training.Encoding;
import java.util.List;

/**
 * Grids of digits as grey images, float32 {@code [batch, 1, }{@value #SIDE}{@code , }{@value
 * #SIDE}{@code ]}, 0 for paper to 1 for ink; labels as {@link Encoding#of} gives them.
 *
 * <p>How each digit is drawn follows from the grid's drawing and the quadrant alone, so that a grid
 * with another digit at one place looks the same everywhere else. Immutable.
 */
public final class GridEncoding implements Encoding {

    /** Height and width of an image, in pixels. */
    public static final int SIDE = 2 * DigitRenderer.SIZE;

    private final Encoding labels = Encoding.of(PointerModel.MODEL);
    private final DigitImages digits;

    /** Creates an encoding of digits that are drawn. */
    public GridEncoding() {
        this(DigitImages.DRAWN);
    }

    /**
     * Creates an encoding.
     *
     * @param digits where the images of digits come from
     */
    public GridEncoding(DigitImages digits) {
        this.digits = digits;
    }

    /**
     * Draws a grid.
     *
     * @param grid a setting with the digits and the drawing
     * @return the pixels row by row
     */
    public static float[] image(Setting grid) {
        float[] image = new float[SIDE * SIDE];
        new GridEncoding().draw(grid, image, 0);
        return image;
    }

    /**
     * Draws a grid as an image, light ink on dark paper.
     *
     * @param grid a setting with the digits and the drawing
     * @return a grey image of {@value #SIDE} by {@value #SIDE} pixels
     */
    public static Image picture(Setting grid) {
        float[] image = image(grid);
        int[] pixels = new int[image.length];
        for (int i = 0; i < pixels.length; i++) {
            int level = Math.round(image[i] * DigitRenderer.LEVELS);
            pixels[i] = 0xFF000000 | level << 16 | level << 8 | level; // alpha, red, green, blue
        }
        return ImageFactory.getInstance().fromPixels(pixels, SIDE, SIDE);
    }

    @Override
    public NDList inputs(NDManager manager, List<Setting> settings) {
        float[] images = new float[settings.size() * SIDE * SIDE];
        for (int i = 0; i < settings.size(); i++) {
            draw(settings.get(i), images, i * SIDE * SIDE);
        }
        return new NDList(manager.create(images, new Shape(settings.size(), 1, SIDE, SIDE)));
    }

    @Override
    public NDList labels(NDManager manager, List<Setting> settings) {
        return labels.labels(manager, settings);
    }

    private void draw(Setting grid, float[] images, int offset) {
        long drawing = grid.get(PointerModel.DRAWING);
        int size = DigitRenderer.SIZE;
        for (Quadrant quadrant : Quadrant.values()) {
            float[] digit = digits.draw(grid.get(quadrant.digit()), quadrant.seed(drawing));
            int start = offset + quadrant.offset(SIDE);
            for (int row = 0; row < size; row++) {
                System.arraycopy(digit, row * size, images, start + row * SIDE, size);
            }
        }
    }
}
