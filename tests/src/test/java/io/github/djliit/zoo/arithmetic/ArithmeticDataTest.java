/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.causal.Setting;
import io.github.djliit.training.CounterfactualDataset;
import io.github.djliit.training.CounterfactualLayout;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Expressions as arrays. */
class ArithmeticDataTest {

    private static final ArithmeticExpressions RANGE = new ArithmeticExpressions(3, 2);

    private final CharTokenizer tokenizer = CharTokenizer.ofExpressions();
    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void shortTextsArePaddedAndMasked() {
        NDList arrays = tokenizer.encode(manager, List.of("(1+2)", "7"));
        assertThat(arrays.get(0).toLongArray())
                .containsExactly(1, 12, 3, 14, 4, 13, 1, 9, 0, 0, 0, 0);
        assertThat(arrays.get(1).toLongArray()).containsExactly(1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0);
        assertThat(arrays.get(0).getDataType()).isEqualTo(DataType.INT64);
    }

    @Test
    void textsAreReadBack() {
        for (Expression expression : RANGE.draw(100, 1)) {
            String text = expression.text();
            assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
            assertThat(tokenizer.buildSentence(tokenizer.tokenize(text))).isEqualTo(text);
        }
    }

    @Test
    void aCharacterThatIsNotKnownIsTold() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tokenizer.encode("(1*2)"))
                .withMessageContaining("found '*' at 2 of '(1*2)'");
    }

    @Test
    void labelsAreValuesOrClasses() throws Exception {
        List<Expression> expressions = RANGE.draw(50, 5);
        for (ExpressionLabels kind : ExpressionLabels.values()) {
            Dataset data =
                    ExpressionEncoding.dataset(manager, RANGE, expressions, kind)
                            .setSampling(50, false)
                            .build();
            Batch batch = data.getData(manager).iterator().next();
            int row = 0;
            for (Number label : batch.getLabels().head().toArray()) {
                int zero = kind == ExpressionLabels.CLASS ? RANGE.smallest() : 0;
                assertThat(label.intValue() + zero).isEqualTo(expressions.get(row++).value());
            }
            assertThat(batch.getData()).hasSize(2);
        }
    }

    @Test
    void anyInnerNodeCanBeInterchangedInADataset() {
        Expression form = RANGE.draw(1, 2).get(0);
        ExpressionModel model = new ExpressionModel(form);
        List<Setting> inputs = RANGE.drawLike(form, 20, 3).stream().map(model::inputs).toList();
        CounterfactualDataset data =
                CounterfactualDataset.builder()
                        .setCausalModel(model.causalModel())
                        .setAlignment(Alignment.of(model.node(0), "a", model.node(1), "b"))
                        .setInputs(inputs)
                        .setSampling(10, false)
                        .optEncoding(new ExpressionEncoding(RANGE, model, ExpressionLabels.VALUE))
                        .build();
        Batch batch = data.getData(manager).iterator().next();
        CounterfactualLayout layout = CounterfactualLayout.ofData(batch.getData());
        assertThat(layout.arrays()).isEqualTo(2);
        NDList base = layout.base(batch.getData());
        float[] values = batch.getLabels().head().toFloatArray();
        String text = tokenizer.decode(base.head().get(0).toLongArray());
        assertThat(text).startsWith("(").endsWith(")");
        assertThat(values).hasSize(10);
    }
}
