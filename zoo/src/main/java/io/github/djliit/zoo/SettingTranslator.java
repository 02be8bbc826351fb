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
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import io.github.djliit.training.Encoding;
import java.util.List;
import java.util.stream.IntStream;

/**
 * From inputs of the causal model, a {@link Setting} or a {@link TaskInput}, to classes.
 *
 * @param recipe has the causal model, and the form of its answers
 * @param encoding how settings become arrays
 * @param output the index of the output that classes are of
 */
record SettingTranslator(Recipe recipe, Encoding encoding, int output)
        implements Translator<Object, Classifications> {

    @Override
    public NDList processInput(TranslatorContext ctx, Object input) {
        Setting inputs = recipe.causalModel().run(setting(input));
        NDList rows = encoding.inputs(ctx.getNDManager(), List.of(inputs));
        NDList one = new NDList(rows.size());
        rows.forEach(array -> one.add(array.squeeze(0)));
        return one;
    }

    private Setting setting(Object input) {
        if (input instanceof TaskInput task) {
            return task.toSetting();
        } else if (input instanceof Setting setting) {
            return setting;
        }
        throw new IllegalArgumentException(
                "Expected an NDList, a Setting, a TaskInput%s, found %s"
                        .formatted(
                                recipe.form().map(form -> " or " + name(form.input())).orElse(""),
                                input == null
                                        ? "nothing"
                                        : "a " + input.getClass().getSimpleName()));
    }

    private static String name(Class<?> type) {
        return (type == String.class ? "a " : "an ") + type.getSimpleName();
    }

    @Override
    public Classifications processOutput(TranslatorContext ctx, NDList list) throws Exception {
        if (recipe.form().isPresent()) {
            return recipe.form().get().translator().processOutput(ctx, list);
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
