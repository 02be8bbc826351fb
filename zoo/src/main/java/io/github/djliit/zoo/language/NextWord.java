/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.language;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.loss.Loss;
import io.github.djliit.training.Agreement;
import io.github.djliit.training.RowMetric;

/**
 * Judges a language model by the word that it gives after the last token, logits {@code [batch,
 * tokens, vocabulary]} against ids {@code [batch]}, as losses and figures of classes do.
 */
public final class NextWord {

    private NextWord() {}

    /**
     * Returns the loss.
     *
     * @return the mean softmax cross entropy
     */
    public static Loss loss() {
        return new LastToken(Loss.softmaxCrossEntropyLoss());
    }

    /**
     * Returns when a model agrees with its label.
     *
     * @return whether the label is the likeliest next word
     */
    public static Agreement agreement() {
        Agreement ofClasses = Agreement.ofClasses();
        return (label, prediction) -> {
            try (NDManager scope = prediction.getManager().newSubManager()) {
                return ofClasses.rows(label, last(prediction, scope));
            }
        };
    }

    /**
     * Returns the surprise of a model by its label.
     *
     * @return {@link RowMetric#klDivergence} of the next word
     */
    public static RowMetric klDivergence() {
        RowMetric ofClasses = RowMetric.klDivergence();
        return (label, prediction) -> {
            try (NDManager scope = prediction.getManager().newSubManager()) {
                return ofClasses.rows(label, last(prediction, scope));
            }
        };
    }

    private static NDArray last(NDArray logits, NDManager scope) {
        NDArray last = last(logits);
        last.attach(scope);
        return last;
    }

    /** Returns the logits behind the last token, {@code [batch, vocabulary]}. */
    static NDArray last(NDArray logits) {
        if (logits.getShape().dimension() != 3) {
            throw new IllegalArgumentException(
                    "Expected logits [batch, tokens, vocabulary], found shape "
                            + logits.getShape());
        }
        return logits.get(":, -1");
    }

    /** The loss of classes at the last token. */
    private static final class LastToken extends Loss {

        private final Loss loss;

        LastToken(Loss loss) {
            super("NextWordLoss");
            this.loss = loss;
        }

        @Override
        public NDArray evaluate(NDList labels, NDList predictions) {
            return loss.evaluate(labels, new NDList(last(predictions.singletonOrThrow())));
        }
    }
}
