/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.NDList;
import ai.djl.nn.AbstractBaseBlock;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Optional;
import java.util.function.UnaryOperator;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.dynamic.scaffold.subclass.ConstructorStrategy;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * Subclasses of block classes whose forward calls a hook before and after that of the superclass.
 *
 * <p>The generated code names types of the JDK and of DJL only, since the class loader of a user's
 * block need not know this library. One class is made per block class and kept as long as it.
 */
final class HookedClasses {

    private static final String BEFORE = "hookBefore";
    private static final String SPARED = "hookSpared";
    private static final String AFTER = "hookAfter";

    private static final ClassValue<Class<?>> CLASSES =
            new ClassValue<>() {
                @Override
                protected Class<?> computeValue(Class<?> type) {
                    return generate(type);
                }
            };

    private HookedClasses() {}

    /** Tells why no hooked subclass of a type can be made, to follow the name of the type. */
    static Optional<String> obstacle(Class<?> type) {
        if (Modifier.isFinal(type.getModifiers())) {
            return Optional.of(" is final");
        } else if (type.isSealed() || type.isHidden()) {
            return Optional.of(" is sealed or hidden");
        }
        return isForwardFinal(type) ? Optional.of(" has a final forward") : Optional.empty();
    }

    static Class<?> of(Class<?> type) {
        return CLASSES.get(type);
    }

    /** Gives a new, empty object of a hooked class its hook. */
    static void attach(Object hooked, Hook hook) throws ReflectiveOperationException {
        UnaryOperator<NDList> before = hook::before;
        UnaryOperator<NDList> spared = hook::spared;
        UnaryOperator<NDList> after = hook::after;
        hooked.getClass().getDeclaredField(BEFORE).set(hooked, before);
        hooked.getClass().getDeclaredField(SPARED).set(hooked, spared);
        hooked.getClass().getDeclaredField(AFTER).set(hooked, after);
    }

    private static Class<?> generate(Class<?> type) {
        try {
            return new ByteBuddy()
                    .subclass(type, ConstructorStrategy.Default.NO_CONSTRUCTORS)
                    .defineField(BEFORE, UnaryOperator.class, Visibility.PUBLIC)
                    .defineField(SPARED, UnaryOperator.class, Visibility.PUBLIC)
                    .defineField(AFTER, UnaryOperator.class, Visibility.PUBLIC)
                    .method(forward(type))
                    .intercept(Advice.to(CallHook.class))
                    .make()
                    .load(
                            type.getClassLoader(),
                            ClassLoadingStrategy.UsingLookup.of(
                                    MethodHandles.privateLookupIn(type, MethodHandles.lookup())))
                    .getLoaded();
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(
                    "The class "
                            + type.getName()
                            + " cannot be hooked: its module does not open"
                            + " the package "
                            + type.getPackageName()
                            + " to this library",
                    e);
        }
    }

    /** {@code forward} is final in {@code AbstractBaseBlock} and calls {@code forwardInternal}. */
    private static String forwardName(Class<?> type) {
        return AbstractBaseBlock.class.isAssignableFrom(type) ? "forwardInternal" : "forward";
    }

    private static ElementMatcher<MethodDescription> forward(Class<?> type) {
        return ElementMatchers.<MethodDescription>named(forwardName(type))
                .and(ElementMatchers.takesArgument(2, boolean.class))
                .and(ElementMatchers.takesArguments(4));
    }

    private static boolean isForwardFinal(Class<?> type) {
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            for (Method method : c.getDeclaredMethods()) {
                if (forward(type).matches(new MethodDescription.ForLoadedMethod(method))) {
                    return Modifier.isFinal(method.getModifiers());
                }
            }
        }
        return false;
    }

    /** The code that Byte Buddy copies around the call of the superclass's method. */
    @SuppressWarnings(
            "UnusedVariable") // An assignment is how advice changes arguments and results.
    private static final class CallHook {

        /** Gives what stands for the outputs, which skips the method, or null. */
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static NDList enter(
                @Advice.Argument(value = 1, readOnly = false) NDList inputs,
                @Advice.FieldValue(BEFORE) UnaryOperator<NDList> before,
                @Advice.FieldValue(SPARED) UnaryOperator<NDList> spared) {
            inputs = before.apply(inputs);
            return spared.apply(inputs);
        }

        @Advice.OnMethodExit
        static void exit(
                @Advice.Enter NDList spared,
                @Advice.Return(readOnly = false) NDList outputs,
                @Advice.FieldValue(AFTER) UnaryOperator<NDList> after) {
            outputs = after.apply(spared == null ? outputs : spared);
        }
    }
}
