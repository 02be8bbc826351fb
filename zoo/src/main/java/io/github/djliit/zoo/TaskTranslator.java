/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * From arrays to arrays, and from values of the causal model to classes. All inputs of one call are
 * of one kind.
 */
final class TaskTranslator implements Translator<Object, Object> {

    private static final String ATTACHMENT = "io.github.djliit.zoo.arrays";

    private final Recipe recipe;
    private final int output;

    TaskTranslator(Recipe recipe, int output) {
        this.recipe = recipe;
        this.output = output;
    }

    @Override
    public Batchifier getBatchifier() {
        return Batchifier.STACK;
    }

    @Override
    public NDList processInput(TranslatorContext ctx, Object input) {
        boolean isArrays = input instanceof NDList;
        Object before = ctx.getAttachment(ATTACHMENT);
        if (before != null && !before.equals(isArrays)) {
            throw new IllegalArgumentException(
                    "Inputs of one call are arrays, or values of the causal model, not both");
        }
        ctx.setAttachment(ATTACHMENT, isArrays);
        if (input instanceof NDList arrays) {
            return arrays;
        }
        Setting inputs = recipe.causalModel().run(setting(input));
        NDList rows = recipe.encoding().inputs(ctx.getNDManager(), List.of(inputs));
        NDList one = new NDList(rows.size());
        rows.forEach(array -> one.add(array.squeeze(0)));
        return one;
    }

    private static Setting setting(Object input) {
        if (input instanceof TaskInput task) {
            return task.toSetting();
        } else if (input instanceof Setting setting) {
            return setting;
        }
        throw new IllegalArgumentException(
                "Expected an NDList, a Setting or a TaskInput, found "
                        + (input == null ? "nothing" : "a " + input.getClass().getName()));
    }

    @Override
    public Object processOutput(TranslatorContext ctx, NDList list) {
        if (Boolean.TRUE.equals(ctx.getAttachment(ATTACHMENT))) {
            return list;
        }
        NDArray logits = list.get(output);
        Variable<?> variable = recipe.causalModel().outputs().get(output);
        int count = (int) logits.getShape().get(0);
        List<String> names = IntStream.range(0, count).mapToObj(i -> name(variable, i)).toList();
        return new Classifications(names, logits.softmax(0));
    }

    private static String name(Variable<?> variable, int index) {
        return variable.type() == Boolean.class ? index == 1 ? "true" : "false" : "" + index;
    }
}
