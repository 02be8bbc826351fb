/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import java.util.List;
import java.util.OptionalInt;

/** Numbers side by side; see {@link Encoding#of}. */
final class NumberEncoding implements Encoding {

    private final List<Variable<?>> inputs;
    private final List<Variable<?>> outputs;
    private final int width;

    NumberEncoding(CausalModel model) {
        inputs = model.inputs();
        outputs = model.outputs();
        inputs.forEach(NumberEncoding::check);
        outputs.forEach(NumberEncoding::check);
        width = inputs.stream().mapToInt(Variable::size).sum();
    }

    @Override
    public NDList inputs(NDManager manager, List<Setting> settings) {
        float[] data = new float[settings.size() * width];
        int at = 0;
        for (Setting setting : settings) {
            for (Variable<?> variable : inputs) {
                at = write(setting.value(variable), data, at);
            }
        }
        return new NDList(manager.create(data, new Shape(settings.size(), width)));
    }

    @Override
    public NDList labels(NDManager manager, List<Setting> settings) {
        NDList labels = new NDList(outputs.size());
        for (Variable<?> output : outputs) {
            labels.add(label(manager, output, settings));
        }
        return labels;
    }

    @Override
    public OptionalInt furtherLabels() {
        return OptionalInt.of(0);
    }

    /** Encodes one variable as a label. */
    static NDArray label(NDManager manager, Variable<?> output, List<Setting> settings) {
        if (isClass(output)) {
            long[] classes = new long[settings.size()];
            for (int i = 0; i < classes.length; i++) {
                Object value = settings.get(i).value(output);
                classes[i] =
                        value instanceof Boolean b ? (b ? 1 : 0) : ((Number) value).longValue();
            }
            return manager.create(classes);
        }
        float[] data = new float[settings.size() * output.size()];
        int at = 0;
        for (Setting setting : settings) {
            at = write(setting.value(output), data, at);
        }
        return output.type() == float[].class
                ? manager.create(data, new Shape(settings.size(), output.size()))
                : manager.create(data);
    }

    private static int write(Object value, float[] data, int at) {
        if (value instanceof float[] vector) {
            System.arraycopy(vector, 0, data, at, vector.length);
            return at + vector.length;
        }
        data[at] = value instanceof Boolean b ? (b ? 1f : 0f) : ((Number) value).floatValue();
        return at + 1;
    }

    private static boolean isClass(Variable<?> variable) {
        return variable.type() == Boolean.class
                || variable.type() == Integer.class
                || variable.type() == Long.class;
    }

    /** Checks that a variable has numbers. */
    static void check(Variable<?> variable) {
        if (!isClass(variable)
                && variable.type() != float[].class
                && !Number.class.isAssignableFrom(variable.type())) {
            throw new IllegalArgumentException(
                    "The variable '"
                            + variable.name()
                            + "' is a "
                            + variable.type().getSimpleName()
                            + ", which has no numbers of its own: give an Encoding");
        }
    }
}
