/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.arithmetic;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.ArrayDataset;
import io.github.djliit.causal.Setting;
import io.github.djliit.training.Encoding;
import java.util.List;

/**
 * Expressions as arrays: ids and mask in, value or class out.
 *
 * <p>As an {@link Encoding} it serves expressions of one form and their interchanges, whose texts
 * are those of the inputs; as {@link #dataset} expressions of any form.
 */
public final class ExpressionEncoding implements Encoding {

    private final ArithmeticExpressions range;
    private final ExpressionModel model;
    private final ExpressionLabels labels;
    private final CharTokenizer tokenizer = CharTokenizer.ofExpressions();

    /**
     * Makes an encoding.
     *
     * @param range where the expressions come from
     * @param model the causal model of their form
     * @param labels what the labels are
     */
    public ExpressionEncoding(
            ArithmeticExpressions range, ExpressionModel model, ExpressionLabels labels) {
        this.range = range;
        this.model = model;
        this.labels = labels;
    }

    /** {@inheritDoc} Ids and mask, int64 {@code [rows, tokens]}. */
    @Override
    public NDList inputs(NDManager manager, List<Setting> settings) {
        return tokenizer.encode(
                manager, settings.stream().map(s -> model.expression(s).text()).toList());
    }

    @Override
    public NDList labels(NDManager manager, List<Setting> settings) {
        int[] values = settings.stream().mapToInt(s -> s.get(model.output())).toArray();
        return new NDList(labels.of(manager, range, values));
    }

    /**
     * Returns expressions of any form as a dataset: ids and mask, and the label.
     *
     * @param manager the owner of the dataset's arrays
     * @param range where the expressions come from
     * @param expressions the expressions
     * @param labels what the labels are
     * @return a builder whose sampling is not set
     */
    public static ArrayDataset.Builder dataset(
            NDManager manager,
            ArithmeticExpressions range,
            List<Expression> expressions,
            ExpressionLabels labels) {
        NDList data =
                CharTokenizer.ofExpressions()
                        .encode(manager, expressions.stream().map(Expression::text).toList());
        int[] values = expressions.stream().mapToInt(Expression::value).toArray();
        return new ArrayDataset.Builder()
                .setData(data.get(0), data.get(1))
                .optLabels(labels.of(manager, range, values));
    }
}
