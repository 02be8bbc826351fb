/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.nn.Block;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.objenesis.Objenesis;
import org.objenesis.ObjenesisStd;

/** Shallow copies of blocks: the same values in every field, {@code Parameter} objects included. */
final class Replica {

    private static final Objenesis OBJENESIS = new ObjenesisStd();

    private Replica() {}

    /** Copies a block into a new object of its own class. */
    static Block of(Block block) {
        try {
            return fill(OBJENESIS.newInstance(block.getClass()), block);
        } catch (ReflectiveOperationException e) {
            throw cannotCopy(block, e);
        }
    }

    /** Copies a block into a new object of the hooked subclass. */
    static Block hooked(Block block, Hook hook) {
        try {
            Object copy = OBJENESIS.newInstance(HookedClasses.of(block.getClass()));
            HookedClasses.attach(copy, hook);
            return fill(copy, block);
        } catch (ReflectiveOperationException e) {
            throw cannotCopy(block, e);
        }
    }

    /** Lists the instance fields of a class and its superclasses, made accessible. */
    static List<Field> fields(Class<?> type) {
        List<Field> fields = new ArrayList<>();
        for (Class<?> c = type; c != Object.class; c = c.getSuperclass()) {
            for (Field field : c.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    fields.add(accessible(field));
                }
            }
        }
        return fields;
    }

    private static Field accessible(Field field) {
        try {
            field.setAccessible(true);
            return field;
        } catch (InaccessibleObjectException e) {
            throw new IllegalArgumentException(
                    "The block class "
                            + field.getDeclaringClass().getName()
                            + " cannot be copied: its module does not open its package to this"
                            + " library",
                    e);
        }
    }

    private static Block fill(Object copy, Block block) throws IllegalAccessException {
        for (Field field : fields(block.getClass())) {
            field.set(copy, field.get(block));
        }
        return (Block) copy;
    }

    private static IllegalArgumentException cannotCopy(Block block, Exception cause) {
        return new IllegalArgumentException(
                "The block class " + block.getClass().getName() + " cannot be copied: " + cause,
                cause);
    }
}
