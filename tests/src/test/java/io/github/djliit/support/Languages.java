/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.support;

import java.util.Locale;
import java.util.concurrent.Callable;

/** Runs what must not depend on the language of its user. */
public final class Languages {

    private Languages() {}

    /**
     * Runs something where a language is the one of the user.
     *
     * @param tag of the language, as {@code tr-TR}, where an I that is made small has no dot, or
     *     {@code ar-EG}, which has digits of its own
     */
    public static <T> T in(String tag, Callable<T> work) throws Exception {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag(tag));
        try {
            return work.call();
        } finally {
            Locale.setDefault(before);
        }
    }
}
