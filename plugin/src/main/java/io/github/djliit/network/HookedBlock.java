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
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/** Stands in for a block whose class is final, where the holder's type allows. */
final class HookedBlock extends DelegatingBlock {

    private final Hook hook;

    HookedBlock(Block block, Hook hook) {
        super(block);
        this.hook = hook;
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore parameterStore,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        NDList hooked = hook.before(inputs);
        NDList spared = hook.spared(hooked);
        return hook.after(
                spared == null
                        ? getBlock().forward(parameterStore, hooked, training, params)
                        : spared);
    }
}
