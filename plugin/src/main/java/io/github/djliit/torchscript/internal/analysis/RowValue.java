/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import io.github.djliit.torchscript.internal.syntax.ScriptClass;
import io.github.djliit.torchscript.internal.syntax.ScriptFunction;
import java.util.List;

/** What is known of how a value of the code depends on the rows of the batch. */
sealed interface RowValue {

    /** A number, a text, a type, or nothing: the same whatever the rows are. */
    RowValue NUMBER = new Fixed(0);

    /** An array of an unknown number of axes that does not depend on the rows. */
    RowValue FIXED = new Fixed(-1);

    /** The number of rows. */
    RowValue COUNT = new Count();

    /** An array of one number over and over, with the number of rows in its shape. */
    RowValue FILLED = new Filled();

    /** What is not followed: to use it is to know nothing. */
    RowValue OPAQUE = new Opaque();

    /**
     * An array whose first axis is the batch; each row depends on its own row of the inputs.
     *
     * @param rank how many axes it has
     */
    record Rows(int rank) implements RowValue {}

    /**
     * What does not depend on the rows.
     *
     * @param rank how many axes it has; 0 for what is no array, -1 where it is not known
     */
    record Fixed(int rank) implements RowValue {}

    /** See {@link #COUNT}. */
    record Count() implements RowValue {}

    /** See {@link #FILLED}. */
    record Filled() implements RowValue {}

    /** See {@link #OPAQUE}. */
    record Opaque() implements RowValue {}

    /**
     * A tuple or a list.
     *
     * @param parts its elements
     */
    record Parts(List<RowValue> parts) implements RowValue {

        /** Copies the list. */
        public Parts {
            parts = List.copyOf(parts);
        }
    }

    /**
     * A list of unknown length.
     *
     * @param each what each element is
     */
    record Many(RowValue each) implements RowValue {}

    /**
     * A function of the program.
     *
     * @param function its code
     */
    record Code(ScriptFunction function) implements RowValue {}

    /**
     * A module.
     *
     * @param type its class
     */
    record Submodule(ScriptClass type) implements RowValue {}
}
