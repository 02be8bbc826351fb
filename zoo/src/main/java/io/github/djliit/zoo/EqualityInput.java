/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import java.util.List;

/** Two pairs of objects: an input of {@code equality}. Immutable and thread-safe. */
public final class EqualityInput implements TaskInput {

    private static final int SIZE = 4;
    private static final List<String> NAMES = List.of("a", "b", "c", "d");

    private final Setting setting;

    private EqualityInput(Setting setting) {
        this.setting = setting;
    }

    /**
     * Creates an input; is the left pair equal if and only if the right one is?
     *
     * @param a the first object of the left pair, 4 numbers
     * @param b the second
     * @param c the first object of the right pair
     * @param d the second
     * @return the input
     * @throws IllegalArgumentException if an object has another number of numbers
     */
    public static EqualityInput of(float[] a, float[] b, float[] c, float[] d) {
        List<float[]> objects = List.of(a, b, c, d);
        Setting setting = Setting.empty();
        for (int i = 0; i < objects.size(); i++) {
            setting = setting.with(Variable.vector(NAMES.get(i), SIZE), objects.get(i));
        }
        return new EqualityInput(setting);
    }

    @Override
    public Setting toSetting() {
        return setting;
    }
}
