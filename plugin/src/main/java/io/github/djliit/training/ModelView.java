/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import ai.djl.Model;
import ai.djl.nn.Block;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** A model with another block in front. */
final class ModelView {

    private ModelView() {}

    /**
     * Returns a model that is {@code model} in everything but its block.
     *
     * <p>{@code Trainer} keeps its parameter store to itself and asks its model for the block, so
     * that this is the one place where a trainer's forward can be changed without changing the
     * caller's model.
     */
    static Model of(Model model, Block block) {
        return (Model)
                Proxy.newProxyInstance(
                        ModelView.class.getClassLoader(),
                        new Class<?>[] {Model.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("getBlock")) {
                                return block;
                            }
                            try {
                                return method.invoke(model, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }
}
