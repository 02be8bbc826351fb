/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What code does besides giving values: writing in place, and drawing random numbers.
 *
 * <p>By the names of the functions in its text: names of the engine that end in one underscore
 * write in place. What is in doubt counts as such.
 */
final class ScriptEffects {

    private static final Pattern IN_PLACE =
            Pattern.compile(
                    "[A-Za-z0-9]_\\(|\\bout=|^\\s*\\(?\\w+\\)?\\.[\\w.]+ = ", Pattern.MULTILINE);

    /** The branch of a function of the engine's library that its last argument asks for. */
    private static final Pattern IF_IN_PLACE =
            Pattern.compile("^( *)if inplace:\\n(\\1 +.*\\n)+", Pattern.MULTILINE);

    private static final Pattern LAST_IS_TRUE = Pattern.compile("\\bTrue(, )?\\)");

    private static final Pattern RANDOM =
            Pattern.compile(
                    "torch\\.(rand\\w*|normal\\w*|bernoulli|multinomial|poisson|binomial|rrelu|"
                            + "native_dropout|gumbel\\w*|_sample\\w*)\\(");

    private static final Pattern DROPOUT = Pattern.compile("(\\w*dropout)\\(([^()]*)\\)");

    private static final Pattern ATTENTION =
            Pattern.compile("scaled_dot_product_attention\\(([^()]*)");

    private static final Pattern STATISTICS =
            Pattern.compile("torch\\.\\w*(batch|instance)_norm\\(");

    private ScriptEffects() {}

    /** Whether no code writes into an array or an attribute. */
    static boolean isPure(ScriptProgram program) {
        return program.problems().isEmpty() && isPure(text(program));
    }

    /** Whether a text has no such code. */
    static boolean isPure(String text) {
        String asked =
                LAST_IS_TRUE.matcher(text).find() ? text : IF_IN_PLACE.matcher(text).replaceAll("");
        return !IN_PLACE.matcher(asked).find();
    }

    /** Returns all classes and functions. */
    static String text(ScriptProgram program) {
        Stream<SourceRange> classes = program.classes().values().stream().map(ScriptClass::range);
        Stream<SourceRange> functions =
                program.functions().values().stream().map(ScriptFunction::range);
        return Stream.concat(classes, functions)
                .map(SourceRange::text)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /**
     * Whether code gives the same each time.
     *
     * @param text the code
     * @param training whether it runs in training
     */
    static boolean isSteady(String text, boolean training) {
        if (RANDOM.matcher(text).find() || (training && STATISTICS.matcher(text).find())) {
            return false;
        }
        Matcher dropout = DROPOUT.matcher(text);
        while (dropout.find()) {
            String last = dropout.group(2).strip();
            boolean isOff = last.endsWith(", False");
            boolean isOn = last.endsWith(", True");
            if (!isOff && (training || isOn) && !last.contains(", 0., ")) {
                return false;
            }
        }
        Matcher attention = ATTENTION.matcher(text);
        while (attention.find()) {
            String[] arguments = attention.group(1).split(",", -1);
            boolean isZero = arguments.length < 5 || arguments[4].strip().matches("0\\.?|0\\.0");
            if (!isZero) {
                return false;
            }
        }
        return true;
    }
}
