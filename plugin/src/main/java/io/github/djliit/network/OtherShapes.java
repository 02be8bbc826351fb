/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;

/**
 * Tells which inputs are not as many, or not as wide, as a network was made for, where a run
 * failed.
 */
final class OtherShapes {

    private OtherShapes() {}

    /**
     * Returns what to throw.
     *
     * @param failure what the engine said, or a block that missed an input or met too many
     * @param made the shapes that the network was initialised with; null where it does not say
     * @param call the call that failed
     */
    static RuntimeException told(RuntimeException failure, Shape[] made, InterventionCall call) {
        String other = other("the base", made, call.base());
        for (int s = 0; other == null && s < call.sources().size(); s++) {
            other = other("source " + s, made, call.sources().get(s));
        }
        if (other == null) {
            return failure;
        }
        String message = other + ": " + failure.getMessage();
        return failure instanceof EngineException
                ? new EngineException(message, failure)
                : new IllegalArgumentException(message, failure);
    }

    /** Returns what to throw where a plain pass failed on inputs of the network. */
    static EngineException told(EngineException failure, Shape[] made, NDList inputs) {
        String other = other("the example", made, inputs);
        return other == null
                ? failure
                : new EngineException(other + ": " + failure.getMessage(), failure);
    }

    private static String other(String whose, Shape[] made, NDList inputs) {
        if (made == null) {
            return null;
        }
        if (made.length != inputs.size()) {
            return "There are %s inputs of %s, and the network was initialised for %s"
                    .formatted(inputs.size(), whose, made.length);
        }
        for (int i = 0; i < made.length; i++) {
            Shape found = inputs.get(i).getShape();
            int last = made[i].dimension() - 1;
            boolean isAlike =
                    found.dimension() == made[i].dimension()
                            && (last < 1 || found.get(last) == made[i].get(last));
            if (!isAlike) {
                return "Input %s of %s has shape %s, and the network was initialised for %s"
                        .formatted(i, whose, found, made[i]);
            }
        }
        return null;
    }
}
