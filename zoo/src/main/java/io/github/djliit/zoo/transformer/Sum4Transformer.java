/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.transformer;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import io.github.djliit.training.Encoding;
import io.github.djliit.zoo.transformer.TransformerClassifier.Head;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The sum of four numbers as a text: {@code [CLS] w x y z}, one token for each number.
 *
 * <p>Two tasks: T1, output 0, is the sum of all, read from the first token of the last layer; T2,
 * output 1, the sum of the first three, read from the first token of the last layer but one. {@code
 * S1 = w + x, C1 = y, C2 = z, S2 = S1 + C1, C3 = C2, O = S2 + C3}. Trained by interchanges are the
 * variables of T2 only, so that T1 tells whether the others find their places by themselves.
 *
 * @param numbers how many numbers there are, from 0 on
 * @param width the units of a token
 * @param hidden the hidden units of a layer
 * @param dropout the share of units that are dropped in training
 */
public record Sum4Transformer(int numbers, int width, int hidden, float dropout)
        implements Encoding {

    /** The output of the sum of all. */
    public static final int T1 = 0;

    /** The output of the sum of the first three. */
    public static final int T2 = 1;

    private static final int LAYERS = 6;
    private static final int TOKENS = 5;
    private static final long CLS = 0;

    private static final Variable<Integer> W = Variable.integer("w");
    private static final Variable<Integer> X = Variable.integer("x");
    private static final Variable<Integer> Y = Variable.integer("y");
    private static final Variable<Integer> Z = Variable.integer("z");
    private static final Variable<Integer> S1 = Variable.integer("S1");
    private static final Variable<Integer> C1 = Variable.integer("C1");
    private static final Variable<Integer> C2 = Variable.integer("C2");
    private static final Variable<Integer> S2 = Variable.integer("S2");
    private static final Variable<Integer> C3 = Variable.integer("C3");
    private static final Variable<Integer> O = Variable.integer("O");
    private static final List<Variable<Integer>> INPUTS = List.of(W, X, Y, Z);

    private static final CausalModel MODEL =
            CausalModel.builder("sum4")
                    .input(W, X, Y, Z)
                    .mechanism(S1, W, X, Integer::sum)
                    .mechanism(C1, Y, Function.identity())
                    .mechanism(C2, Z, Function.identity())
                    .mechanism(S2, S1, C1, Integer::sum)
                    .mechanism(C3, C2, Function.identity())
                    .mechanism(O, S2, C3, Integer::sum)
                    .output(O, S2)
                    .build();

    private static final Alignment ALIGNMENT =
            Alignment.builder()
                    .align(W, "embedding[1]")
                    .align(X, "embedding[2]")
                    .align(Y, "embedding[3]")
                    .align(Z, "embedding[4]")
                    .align(S1, "layers.2[0]")
                    .align(C1, "layers.2[1]")
                    .align(C2, "layers.2[2]")
                    .align(S2, "layers.4[0]")
                    .align(C3, "layers.4[1]")
                    .align(O, "layers.5[0]")
                    .build();

    /** Checks that there is something to add. */
    public Sum4Transformer {
        if (numbers < 2 || numbers > 1000) {
            throw new IllegalArgumentException(
                    "There are 2 to 1000 numbers to add, found " + numbers);
        }
    }

    /**
     * Returns a size that trains in minutes: numbers to 9, width 64.
     *
     * @return the small task
     */
    public static Sum4Transformer small() {
        return new Sum4Transformer(10, 64, 128, .1f);
    }

    /**
     * Returns the size of KarelDO/IIT-Pytorch: numbers to 32, width 768.
     *
     * @return the large task
     */
    public static Sum4Transformer large() {
        return new Sum4Transformer(33, 768, 3072, .1f);
    }

    /**
     * Returns the causal model.
     *
     * @return the model, with the outputs O and S2, that is T1 and T2
     */
    public static CausalModel causalModel() {
        return MODEL;
    }

    /**
     * Returns where all variables are measured.
     *
     * @return the alignment of ten variables
     */
    public static Alignment alignment() {
        return ALIGNMENT;
    }

    /**
     * Returns where variables are trained, by interchanges judged on T2.
     *
     * @return the alignment of w, x, y, S1, C1 and S2
     */
    public static Alignment trained() {
        return ALIGNMENT.restrictedTo(List.of("w", "x", "y", "S1", "C1", "S2"));
    }

    /**
     * Makes the network, not initialised.
     *
     * @return six layers with one head of attention, and two outputs
     */
    public TransformerClassifier network() {
        Sizes sizes = new Sizes(1 + numbers, TOKENS, width, hidden, LAYERS, 1, dropout);
        return new TransformerClassifier(
                sizes,
                new Head(LAYERS - 1, INPUTS.size() * numbers + 1),
                new Head(LAYERS - 2, (INPUTS.size() - 1) * numbers + 1));
    }

    /**
     * Returns the shape of the network's input.
     *
     * @return the shape for a batch of 1
     */
    public Shape inputShape() {
        return new Shape(1, TOKENS);
    }

    /**
     * Draws different inputs, so that a part of them is disjoint from the rest.
     *
     * @param count how many
     * @param seed the seed of all draws; one seed gives one list
     * @return the inputs
     * @throws IllegalArgumentException if there are not as many
     */
    public List<Setting> inputs(int count, long seed) {
        long all = (long) numbers * numbers * numbers * numbers;
        if (count > all) {
            throw new IllegalArgumentException(
                    "Four numbers below %d make %d inputs, asked for %d"
                            .formatted(numbers, all, count));
        }
        SplittableRandom random = new SplittableRandom(seed);
        Set<Long> drawn = new HashSet<>();
        List<Setting> inputs = new ArrayList<>(count);
        while (inputs.size() < count) {
            long number = random.nextLong(all);
            if (drawn.add(number)) {
                inputs.add(input(number));
            }
        }
        return inputs;
    }

    /** The four numbers are the digits of one. */
    private Setting input(long digits) {
        Setting input = Setting.empty();
        long rest = digits;
        for (Variable<Integer> variable : INPUTS) {
            input = input.with(variable, (int) (rest % numbers));
            rest /= numbers;
        }
        return input;
    }

    /**
     * Returns an input as a text.
     *
     * @param setting values of at least the inputs
     * @return the four numbers with spaces between
     */
    public static String text(Setting setting) {
        return INPUTS.stream()
                .map(number -> setting.get(number).toString())
                .collect(Collectors.joining(" "));
    }

    /** {@inheritDoc} Ids, int64 {@code [batch, 5]}: 0 is [CLS], and 1 + n the number n. */
    @Override
    public NDList inputs(NDManager manager, List<Setting> settings) {
        long[] ids = new long[settings.size() * TOKENS];
        int at = 0;
        for (Setting setting : settings) {
            ids[at++] = CLS;
            for (Variable<Integer> number : INPUTS) {
                ids[at++] = 1L + setting.get(number);
            }
        }
        return new NDList(manager.create(ids, new Shape(settings.size(), TOKENS)));
    }

    @Override
    public NDList labels(NDManager manager, List<Setting> settings) {
        return Encoding.of(MODEL).labels(manager, settings);
    }
}
