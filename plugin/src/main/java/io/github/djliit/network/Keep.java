/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.function.Supplier;

/** How arrays of a forward pass are kept until the call is done. */
final class Keep {

    private Keep() {}

    /** Returns the array that a place names, on a manager of the call. */
    static NDArray arrayAt(Place place, NDList arrays, NDManager scope) {
        int index = place.port().indexOrZero();
        if (index >= arrays.size()) {
            throw new IllegalArgumentException(
                    "it names array "
                            + index
                            + ", but there "
                            + (arrays.size() == 1 ? "is 1" : "are " + arrays.size())
                            + " (they count from 0)");
        }
        return within(scope, arrays.get(index));
    }

    /** A parameter belongs to the model, and so would all that is made of it here. */
    static NDArray within(NDManager scope, NDArray array) {
        for (NDManager m = array.getManager(); m != null; m = m.getParentManager()) {
            if (m == scope) {
                return array;
            }
        }
        return view(array, scope);
    }

    /** Returns a view of an array that another manager owns. */
    static NDArray view(NDArray array, NDManager scope) {
        NDArray view = array.reshape(array.getShape());
        view.setName(array.getName());
        return owned(view, scope);
    }

    /**
     * Keeps an array as a copy that lives as long as the call, whatever the network does with it;
     * blocks close managers of their own in the middle of a forward.
     */
    static NDArray copy(NDArray array, NDManager scope) {
        return owned(Inputs.copy(array), scope);
    }

    /**
     * Returns an array in a type that the engine has a name for: an array of bfloat16, which
     * compiled code may give, as float32, which holds the same numbers. DJL 0.35 ends the process
     * where it is asked for an array of the other type. The gradient stays, which {@code toType}
     * would cut.
     */
    static NDArray named(NDArray array) {
        if (array.getDataType() != DataType.UNKNOWN) {
            return array;
        }
        return array.add(array.getManager().zeros(new Shape(1)));
    }

    /** Whether an array was closed; the engine says so where it is used, and in no other way. */
    static boolean isClosed(NDArray array) {
        try {
            array.reshape(array.getShape()).close();
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    /** Runs something of a place, so that its errors name the site. */
    static <T> T atSite(Place place, Supplier<T> work) {
        try {
            return work.get();
        } catch (IllegalArgumentException e) {
            throw new SiteException(
                    place.site(), "At site " + place.site() + ": " + e.getMessage(), e);
        }
    }

    private static NDArray owned(NDArray array, NDManager scope) {
        array.attach(scope);
        NDScope.unregister(array);
        return array;
    }
}
