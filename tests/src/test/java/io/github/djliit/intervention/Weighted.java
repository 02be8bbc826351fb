/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import static io.github.djliit.support.Slopes.assertGradients;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** What the tests of featurizers and masks have in common. */
final class Weighted {

    private Weighted() {}

    static NDArray random(NDManager manager, DataType type, long seed, long... shape) {
        return random(seed, shape).toArray(manager, type);
    }

    static Value random(long seed, long... shape) {
        Random random = new Random(seed);
        float[] data = new float[(int) new Shape(shape).size()];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) random.nextGaussian();
        }
        return new Value(data, new Shape(shape));
    }

    static Value matrix(float[]... rows) {
        float[] data = new float[rows.length * rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, data, i * rows[0].length, rows[0].length);
        }
        return new Value(data, new Shape(rows.length, rows[0].length));
    }

    /** The arrays of initialised weights, in double precision. */
    static Map<String, NDArray> initialized(Weights weights, NDManager manager) {
        weights.initialize(manager, DataType.FLOAT64);
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        for (Parameter parameter : weights.getDirectParameters().values()) {
            arrays.put(parameter.getName(), parameter.getArray());
        }
        return arrays;
    }

    /** Edits base features halfway to the source's, unevenly, and goes back. */
    static NDArray edited(Featurizer map, NDArray base, NDArray source) {
        NDArray features = map.featurize(base);
        NDArray others = map.featurize(source);
        float[] mask = new float[(int) features.getShape().get(1)];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = i == 0 ? 1 : 0.25f * (i % 3);
        }
        return map.restore(Edit.mask(mask).apply(features, others), base);
    }

    /** Checks the gradient of an edit in the space of a map: base, source and every weight. */
    static void checkGradients(Featurizer map, NDManager manager, int width) {
        NDArray base = random(manager, DataType.FLOAT64, 1, 3, width);
        NDArray source = random(manager, DataType.FLOAT64, 2, 3, width);
        NDArray direction = random(manager, DataType.FLOAT64, 3, 3, width);
        assertGradients(() -> edited(map, base, source).mul(direction).sum(), base, source);
        if (map instanceof Trainable<?> trainable) {
            NDArray[] weights =
                    initialized(trainable.weights(), manager).values().toArray(NDArray[]::new);
            assertGradients(() -> edited(map, base, source).mul(direction).sum(), weights);
        }
    }
}
