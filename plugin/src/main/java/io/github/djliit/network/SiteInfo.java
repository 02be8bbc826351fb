/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.site.Site;
import java.util.Optional;

/**
 * A site of a network, as a listing tells it.
 *
 * @param site the site by its full path
 * @param type the simple name of the block's class
 * @param shape the shape of the activation, -1 for the batch; empty if the forward pass did not
 *     come by, or the block is at another path too and only one of the two can be hooked at a time
 * @param obstacle why the site cannot be hooked, or can be read but not edited; empty if it can
 */
public record SiteInfo(Site site, String type, Optional<Shape> shape, Optional<String> obstacle) {

    /**
     * Returns the number of rows of inputs.
     *
     * @param inputs the inputs of a network
     * @return the length of their first axis; -1 where they do not have it in common
     */
    public static long batch(NDList inputs) {
        return BatchAxis.of(null, inputs).isFirst() ? Inputs.length(inputs.head()) : -1;
    }

    /**
     * Returns a shape as a listing tells it.
     *
     * @param shape the shape of an activation
     * @param batch the number of rows of the batch that it is of
     * @return the shape with -1 for the batch; as it is where the batch is not its first axis
     */
    public static Shape withoutBatch(Shape shape, long batch) {
        if (shape.dimension() == 0 || shape.get(0) != batch) {
            return shape;
        }
        long[] sizes = shape.getShape().clone();
        sizes[0] = -1;
        return new Shape(sizes);
    }
}
