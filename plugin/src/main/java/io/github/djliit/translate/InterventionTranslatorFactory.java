/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.translate;

import ai.djl.Model;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorFactory;
import ai.djl.util.Pair;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Makes intervention translators for {@code Criteria}, around the translator that the model would
 * have had.
 *
 * <pre>{@code
 * Criteria.builder()
 *         .setTypes(Object.class, Object.class)
 *         .optModelPath(directory)
 *         .optTranslatorFactory(new InterventionTranslatorFactory(translator))
 * }</pre>
 *
 * <p>It makes translators from {@link InterventionInput} to {@link InterventionOutput}, and from
 * {@code Object} to {@code Object}, as {@link InterventionTranslator#mixed}. The argument {@code
 * padLeft} sets {@link InterventionTranslator.Builder#optPadLeft}. Where one has the translator at
 * hand, {@code optTranslator(new InterventionTranslator<>(translator))} does it without a factory.
 *
 * <p>Immutable and thread-safe.
 */
public final class InterventionTranslatorFactory implements TranslatorFactory {

    private static final String ARGUMENT = "translator";

    private final Source source;

    /** Where the wrapped translator comes from. */
    @FunctionalInterface
    private interface Source {
        Translator<?, ?> translator(Model model, Map<String, ?> arguments)
                throws TranslateException;
    }

    /**
     * Creates a factory that wraps the translator given as the argument {@code translator}: {@code
     * Criteria.Builder.optArgument("translator", translator)}.
     */
    public InterventionTranslatorFactory() {
        source = (model, arguments) -> fromArgument(arguments.get(ARGUMENT));
    }

    /**
     * Creates a factory that wraps a translator.
     *
     * @param translator any translator
     */
    public InterventionTranslatorFactory(Translator<?, ?> translator) {
        Objects.requireNonNull(translator, "translator");
        source = (model, arguments) -> translator;
    }

    /**
     * Creates a factory that wraps what another factory makes.
     *
     * @param factory the factory of the model
     * @param input the input type of its translator
     * @param output the output type of its translator
     * @throws IllegalArgumentException if the factory does not support these types
     */
    public InterventionTranslatorFactory(
            TranslatorFactory factory, Class<?> input, Class<?> output) {
        if (!factory.isSupported(input, output)) {
            throw new IllegalArgumentException(
                    "The factory makes no translator from "
                            + input.getName()
                            + " to "
                            + output.getName()
                            + "; it supports "
                            + factory.getSupportedTypes());
        }
        source = (model, arguments) -> factory.newInstance(input, output, model, arguments);
    }

    @Override
    public Set<Pair<Type, Type>> getSupportedTypes() {
        return Set.of(
                new Pair<>(InterventionInput.class, InterventionOutput.class),
                new Pair<>(Object.class, Object.class));
    }

    @Override
    @SuppressWarnings("unchecked") // The classes are checked to be those of the translators.
    public <I, O> Translator<I, O> newInstance(
            Class<I> input, Class<O> output, Model model, Map<String, ?> arguments)
            throws TranslateException {
        if (!isSupported(input, output)) {
            throw new IllegalArgumentException(
                    "Expected InterventionInput to InterventionOutput or Object to Object, found "
                            + input.getName()
                            + " to "
                            + output.getName());
        }
        InterventionTranslator.Builder<?, ?> builder =
                InterventionTranslator.builder(source.translator(model, arguments))
                        .optPadLeft(Boolean.parseBoolean(String.valueOf(arguments.get("padLeft"))));
        Translator<?, ?> made =
                input == InterventionInput.class ? builder.build() : builder.buildMixed();
        return (Translator<I, O>) made;
    }

    private static Translator<?, ?> fromArgument(Object argument) throws TranslateException {
        if (argument instanceof Translator<?, ?> translator) {
            return translator;
        }
        throw new TranslateException(
                "Expected a Translator object as the argument '"
                        + ARGUMENT
                        + "', found "
                        + (argument == null ? "none" : "a " + argument.getClass().getName())
                        + ": give it by Criteria.Builder.optArgument, or make the factory with"
                        + " new InterventionTranslatorFactory(translator)");
    }
}
