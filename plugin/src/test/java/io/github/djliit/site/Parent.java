/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.site;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/** A block with children of any names, which passes its inputs on. */
final class Parent extends AbstractBlock {

    /** Adds a leaf for each name, under the name that DJL makes of it. */
    Parent(String... names) {
        for (String name : names) {
            add(name, leaf());
        }
    }

    Parent(Block child, String name) {
        add(name, child);
    }

    /** Adds a leaf for each name, under that name as it is. */
    static Parent named(String... names) {
        Parent parent = new Parent();
        for (String name : names) {
            parent.children.add(name, leaf());
        }
        return parent;
    }

    void add(String name, Block child) {
        addChildBlock(name, child);
    }

    private static Block leaf() {
        return new LambdaBlock(list -> list);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        return inputs;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return inputShapes;
    }
}
