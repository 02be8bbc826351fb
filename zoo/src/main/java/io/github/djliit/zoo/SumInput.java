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
import java.util.Arrays;
import java.util.List;

/**
 * The numbers to add, three or four of them: an input of {@code sum3}, {@code sum4} and {@code
 * sum4-transformer}.
 *
 * @param numbers the numbers in order, each from 0 to below what the model was trained on
 */
public record SumInput(List<Integer> numbers) implements TaskInput {

    private static final String NAMES = "wxyz";

    /** Copies the list and checks that there are three or four, from 0. */
    public SumInput {
        numbers = List.copyOf(numbers);
        if (numbers.size() < 3 || numbers.size() > NAMES.length()) {
            throw new IllegalArgumentException(
                    "A sum is of three numbers or of four, found " + numbers);
        }
        if (numbers.stream().anyMatch(number -> number < 0)) {
            throw new IllegalArgumentException("The numbers are from 0, found " + numbers);
        }
    }

    /**
     * Creates an input.
     *
     * @param numbers three or four numbers
     * @return the input
     */
    public static SumInput of(int... numbers) {
        return new SumInput(Arrays.stream(numbers).boxed().toList());
    }

    @Override
    public Setting toSetting() {
        Setting setting = Setting.empty();
        int first = NAMES.length() - numbers.size();
        for (int i = 0; i < numbers.size(); i++) {
            String name = NAMES.substring(first + i, first + i + 1);
            setting = setting.with(Variable.integer(name), numbers.get(i));
        }
        return setting;
    }
}
