/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import java.util.List;
import java.util.OptionalInt;

/**
 * How settings of a causal model become the arrays of a network.
 *
 * <p>Implementations are stateless: the same settings give the same arrays. A dataset of fixed
 * pairs encodes all of them at once, so that what pads to the longest of a batch pads to the
 * longest of all.
 */
public interface Encoding {

    /**
     * Encodes the inputs of a batch.
     *
     * @param manager the owner of the arrays
     * @param settings one setting for each row, with all variables of the causal model
     * @return the network's inputs, batch first
     */
    NDList inputs(NDManager manager, List<Setting> settings);

    /**
     * Encodes the labels of a batch.
     *
     * @param manager the owner of the arrays
     * @param settings one setting for each row, with all variables of the causal model
     * @return one array for each output of the network, batch first
     */
    NDList labels(NDManager manager, List<Setting> settings);

    /**
     * Returns how many of the labels, the last ones, are of further variables and not of the causal
     * model's outputs. An encoding that {@link #withLabels} gave says it; one of the caller's own
     * has to only where {@link Probes} are trained with a network of several outputs, so that a
     * label may be that of either.
     *
     * @return their number; empty where the encoding does not tell
     */
    default OptionalInt furtherLabels() {
        return OptionalInt.empty();
    }

    /**
     * Returns the encoding that needs no telling: one float32 input {@code [batch, n]} with the
     * numbers of all input variables side by side, and one label for each output variable. A
     * boolean is 0 or 1; as a label, booleans and integers are classes, int64 {@code [batch]},
     * numbers float32 {@code [batch]} and vectors float32 {@code [batch, n]}.
     *
     * @param model the causal model
     * @return the encoding
     * @throws IllegalArgumentException if an input or output is of another type, as a string
     */
    static Encoding of(CausalModel model) {
        return new NumberEncoding(model);
    }

    /**
     * Returns this encoding with more labels, as for probes: those of further variables, behind
     * those of the outputs, encoded as {@link #of} does. Where there are probes, the last labels
     * are theirs, one for each.
     *
     * @param variables the variables, in the order of the probes
     * @return an encoding with the same inputs
     * @throws IllegalArgumentException if a variable is of a type that is no number, as a string
     */
    default Encoding withLabels(Variable<?>... variables) {
        return new LabeledEncoding(this, List.of(variables));
    }

    /**
     * Returns this encoding with its arrays looked at: whoever asks for some gets an {@link
     * IllegalArgumentException} where they have not a row for each setting. A dataset does so by
     * itself.
     *
     * @return an encoding that gives the same arrays
     */
    default Encoding checked() {
        return new CheckedEncoding(this);
    }
}
