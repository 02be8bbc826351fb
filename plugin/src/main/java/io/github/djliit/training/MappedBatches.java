/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import ai.djl.training.dataset.Batch;
import java.util.Iterator;
import java.util.function.UnaryOperator;

/**
 * Batches made of other batches, one by one, when they are asked for.
 *
 * @param batches the other batches
 * @param mapping makes a batch of a batch, and hands on its manager
 */
record MappedBatches(Iterable<Batch> batches, UnaryOperator<Batch> mapping)
        implements Iterable<Batch> {

    @Override
    public Iterator<Batch> iterator() {
        Iterator<Batch> each = batches.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return each.hasNext();
            }

            @Override
            public Batch next() {
                return mapping.apply(each.next());
            }
        };
    }
}
